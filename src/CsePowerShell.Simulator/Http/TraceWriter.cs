using System.Globalization;

namespace CsePowerShell.Simulator.Http;

/// <summary>
/// Keeps every body as it crossed the wire: <c>NNNN.request.xml</c>, <c>NNNN.response.xml</c> (<c>.json</c>, <c>.txt</c> by media type), numbered in
/// the order of arrival, and one line per exchange in <c>exchanges.txt</c>. Headers are not kept, so no token is.
/// </summary>
internal sealed class TraceWriter
{
    private readonly string _folder;
    private readonly Lock _lock = new();
    private int _last;

    public TraceWriter(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
    }

    public int Next() => Interlocked.Increment(ref _last);

    public void Write(int number, string direction, string? contentType, byte[] body)
    {
        if (body.Length > 0) File.WriteAllBytes(Path.Combine(_folder, $"{Name(number)}.{direction}.{Extension(contentType)}"), body);
    }

    public void Note(int number, string method, string target, int status)
    {
        lock (_lock) File.AppendAllText(Path.Combine(_folder, "exchanges.txt"),
            string.Create(CultureInfo.InvariantCulture, $"{Name(number)} {method} {target} {status}\n"));
    }

    private static string Name(int number) => number.ToString("D4", CultureInfo.InvariantCulture);

    private static string Extension(string? contentType)
    {
        string type = contentType?.Split(';')[0].Trim() ?? "";
        if (type.EndsWith("xml", StringComparison.OrdinalIgnoreCase)) return "xml";
        return type.EndsWith("json", StringComparison.OrdinalIgnoreCase) ? "json" : "txt";
    }
}
