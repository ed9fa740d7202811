using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CsePowerShell.Guest;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace CsePowerShell.Support;

/// <summary>Collects the files of a bundle, every one of them cleaned, and writes the zip with a list of what is in it.</summary>
internal sealed class BundleWriter
{
    private static readonly JsonSerializerSettings s_json = new() { Formatting = Newtonsoft.Json.Formatting.Indented, Converters = { new StringEnumConverter() }, DateFormatHandling = DateFormatHandling.IsoDateFormat };

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly BundleRedactor _redactor = new();
    private readonly List<string> _problems = [];
    private readonly object _gate = new();

    public IReadOnlyList<string> Problems => _problems;

    public IReadOnlyCollection<string> Files => _files.Keys;

    public int Redactions => _redactor.Count;

    public void AddObject(string name, object value, Func<string, string>? known) => AddText(name, JsonConvert.SerializeObject(value, s_json) + "\n", known);

    public void AddText(string name, string text, Func<string, string>? known)
    {
        lock (_gate)
        {
            _files[name] = Encoding.UTF8.GetBytes(_redactor.Clean(text, known));
        }
    }

    public void Miss(string what, Exception why, Func<string, string>? known)
    {
        lock (_gate)
        {
            _problems.Add(_redactor.Clean($"{what}: {why.Message}", known));
        }
    }

    /// <summary>Writes the zip, readable by its owner alone, whole or not at all.</summary>
    /// <returns>Its size in bytes.</returns>
    public long Write(string path, object about, bool replace)
    {
        AddObject("about.json", about, known: null);
        AddObject("problems.json", _problems, known: null);
        using MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "manifest.json", Encoding.UTF8.GetBytes(Manifest()));
            foreach (KeyValuePair<string, byte[]> file in _files)
            {
                Add(archive, file.Key, file.Value);
            }
        }

        string draft = path + "." + Guid.NewGuid().ToString("N");
        try
        {
            PrivateFiles.Write(draft, "");
            using (FileStream file = new(draft, FileMode.Open, FileAccess.Write, FileShare.None))
            {
                zip.WriteTo(file);
            }

            if (replace)
            {
                File.Delete(path);
            }

            File.Move(draft, path);
            return zip.Length;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        using Stream stream = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
        stream.Write(content, 0, content.Length);
    }

    private string Manifest()
    {
        using SHA256 hash = SHA256.Create();
        return JsonConvert.SerializeObject(_files.Select(file => new
        {
            name = file.Key,
            bytes = file.Value.Length,
            sha256 = BitConverter.ToString(hash.ComputeHash(file.Value)).Replace("-", "").ToLowerInvariant(),
        }), s_json) + "\n";
    }
}
