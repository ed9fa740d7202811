using System.Globalization;
using System.Text;

namespace CsePowerShell.VCloud;

/// <summary>Keeps each body that crosses the wire as a file of its own, secrets taken out: <c>NNNN.request.xml</c>, <c>NNNN.response.json</c>.</summary>
internal sealed class WireTrace
{
    private readonly string _folder;
    private readonly Redaction _redaction;
    private int _count;

    public WireTrace(string folder, Redaction redaction)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _redaction = redaction;
    }

    /// <summary>The number that request and response share.</summary>
    public int Next() => Interlocked.Increment(ref _count);

    public void Request(int number, byte[]? body, string? mediaType) => Write(number, "request", body, mediaType);

    public void Response(int number, byte[] body, string? mediaType) => Write(number, "response", body, mediaType);

    private void Write(int number, string side, byte[]? body, string? mediaType)
    {
        if (body is null || body.Length == 0)
            return;
        string type = mediaType ?? "";
        string extension = type.EndsWith("json", StringComparison.OrdinalIgnoreCase) ? "json"
            : type.EndsWith("xml", StringComparison.OrdinalIgnoreCase) ? "xml" : "txt";
        string name = number.ToString("0000", CultureInfo.InvariantCulture) + "." + side + "." + extension;
        File.WriteAllText(Path.Combine(_folder, name), _redaction.Clean(Encoding.UTF8.GetString(body)));
    }
}
