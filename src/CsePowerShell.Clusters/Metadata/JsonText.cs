using System.Globalization;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Clusters;

/// <summary>Reads single values from metadata documents, where every type must be expected.</summary>
internal static class JsonText
{
    public static string? Of(JObject json, string name) => json[name] is JValue { Type: JTokenType.String } value ? (string?)value : null;

    public static int? Number(JObject json, string name) =>
        json[name] is JValue { Type: JTokenType.Integer, Value: long number } && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    public static DateTimeOffset? Time(JObject json, string name) => Of(json, name) is { } text ? ReadTime(text) : null;

    public static DateTimeOffset? ReadTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.ToUniversalTime() : null;

    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
