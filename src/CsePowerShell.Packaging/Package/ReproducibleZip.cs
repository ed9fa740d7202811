using System.IO.Compression;

namespace CsePowerShell.Packaging.Package;

/// <summary>A zip that depends on what is in it and on nothing else: sorted entries, one fixed date.</summary>
internal sealed class ReproducibleZip : IDisposable
{
    private static readonly DateTimeOffset s_date = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ZipArchive _archive;

    public ReproducibleZip(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
    }

    public void Add(string name, ReadOnlySpan<byte> content)
    {
        ZipArchiveEntry entry = _archive.CreateEntry(name, CompressionLevel.SmallestSize);
        entry.LastWriteTime = s_date;
        using Stream stream = entry.Open();
        stream.Write(content);
    }

    public void Dispose() => _archive.Dispose();
}
