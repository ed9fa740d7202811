using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>A bootstrap token, which Kubernetes keeps as the Secret bootstrap-token-ID in kube-system.</summary>
internal sealed partial record BootstrapToken(string Id, string Secret, DateTimeOffset? Expires, string Description, IReadOnlyList<string> Usages,
    IReadOnlyList<string> Groups)
{
    private const string SecretType = "bootstrap.kubernetes.io/token";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    public const string DefaultGroup = "system:bootstrappers:kubeadm:default-node-token";

    /// <summary>Keeps the secret half out of logs.</summary>
    public override string ToString() => $"{Id}.***";

    public string Text => $"{Id}.{Secret}";
    public bool MaySign => Usages.Contains("signing");
    public bool MayAuthenticate => Usages.Contains("authentication");

    public static string Generate() => $"{RandomNumberGenerator.GetString(Letters, 6)}.{RandomNumberGenerator.GetString(Letters, 16)}";

    public static bool IsToken(string text) => Form().IsMatch(text);
    public static bool IsId(string text) => IdForm().IsMatch(text);

    /// <summary>kubeadm's words for a token that is none.</summary>
    public static string FormError(string text) =>
        $"the bootstrap token \"{text}\" was not of the form \"\\\\A([a-z0-9]{{6}})\\\\.([a-z0-9]{{16}})\\\\z\"";

    public static BootstrapToken Create(string text, TimeSpan ttl, DateTimeOffset now, string description, IReadOnlyList<string>? usages = null,
        IReadOnlyList<string>? groups = null) =>
        new(text[..6], text[7..], ttl == TimeSpan.Zero ? null : now + ttl, description,
            usages ?? ["signing", "authentication"], groups ?? [DefaultGroup]);

    /// <summary>The token of a Secret; null when it is not one of a token.</summary>
    public static BootstrapToken? Read(JsonObject secret)
    {
        if (secret.Text("type") != SecretType)
            return null;
        Dictionary<string, string> data = secret.Map("data")
            .ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(Convert.FromBase64String(pair.Value)));
        return new BootstrapToken(
            data.GetValueOrDefault("token-id", ""), data.GetValueOrDefault("token-secret", ""),
            DateTimeOffset.TryParse(data.GetValueOrDefault("expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out DateTimeOffset end) ? end : null,
            data.GetValueOrDefault("description", ""),
            [.. data.Where(pair => pair.Key.StartsWith("usage-bootstrap-", StringComparison.Ordinal) && pair.Value == "true")
                .Select(pair => pair.Key["usage-bootstrap-".Length..])],
            data.GetValueOrDefault("auth-extra-groups", "").Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    public JsonObject ToSecret()
    {
        Dictionary<string, string> data = new() { ["token-id"] = Id, ["token-secret"] = Secret, ["auth-extra-groups"] = string.Join(',', Groups) };
        foreach (string usage in Usages)
            data[$"usage-bootstrap-{usage}"] = "true";
        if (Description.Length > 0)
            data["description"] = Description;
        if (Expires is { } end)
            data["expiration"] = end.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"bootstrap-token-{Id}", ["namespace"] = "kube-system" },
            ["type"] = SecretType,
            ["data"] = new JsonObject(data
                .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))))),
        };
    }

    [GeneratedRegex(@"\A([a-z0-9]{6})\.([a-z0-9]{16})\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\A[a-z0-9]{6}\z")]
    private static partial Regex IdForm();
}
