using System.Globalization;
using System.Text;

namespace CsePowerShell.VCloud;

/// <summary>
/// An OVF package on disk: an OVA, whose files are read where they lie in it, or a descriptor with its files beside it. Nothing is unpacked. The files are
/// kept open, so that on Windows nobody writes them meanwhile; elsewhere <see cref="EnsureUnchanged"/> notices.
/// </summary>
public sealed class OvfPackage : IDisposable
{
    private const long MaxDescriptorBytes = 12 * 1024 * 1024;

    private readonly Dictionary<string, FileSlice> _members;
    private readonly List<FileStream> _held = [];
    private readonly Dictionary<string, DateTime> _written = [];

    private OvfPackage(string path, bool isArchive, IEnumerable<(string Name, FileSlice Slice)> members)
    {
        FilePath = path;
        IsArchive = isArchive;
        _members = new Dictionary<string, FileSlice>(StringComparer.Ordinal);
        foreach ((string name, FileSlice slice) in members)
        {
            if (_members.ContainsKey(name))
                throw new OvfPackageException($"\"{FileName}\" has two files named \"{name}\".");
            _members.Add(name, slice);
        }
    }

    /// <summary>The file that was named: the OVA, or the descriptor.</summary>
    public string FilePath { get; }

    /// <summary>Its name without folder.</summary>
    public string FileName => Path.GetFileName(FilePath);

    /// <summary>Whether it is one archive rather than a folder's files.</summary>
    public bool IsArchive { get; }

    /// <summary>What the descriptor says.</summary>
    public OvfDescriptor Descriptor { get; private set; } = null!;

    /// <summary>The files that the descriptor refers to.</summary>
    public IReadOnlyList<PackageFile> Files { get; private set; } = [];

    /// <summary>Bytes of <see cref="Files"/>.</summary>
    public long Bytes => Files.Sum(file => file.Size);

    /// <summary>Whether there is a manifest that says what digest each file has.</summary>
    public bool HasManifest => ManifestName is not null;

    internal byte[] DescriptorText { get; private set; } = [];

    internal string DescriptorName { get; private set; } = "";

    internal string? ManifestName { get; private set; }

    internal IReadOnlyDictionary<string, FileSlice> Members => _members;

    /// <summary>Opens a package and looks whether all that belongs to it is there, without reading the disks.</summary>
    /// <param name="path">An .ova file, or an .ovf descriptor.</param>
    /// <returns>The package.</returns>
    /// <exception cref="OvfPackageException">It is none, or incomplete.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static OvfPackage Open(string path)
    {
        OvfPackage? package = null;
        try
        {
            bool isDescriptor = string.Equals(Path.GetExtension(path), ".ovf", StringComparison.OrdinalIgnoreCase);
            package = isDescriptor ? OfFolder(path) : OfArchive(path);
            package.ReadDescriptor(isDescriptor ? Path.GetFileName(path) : null);
            return package;
        }
        catch
        {
            package?.Dispose();
            throw;
        }
    }

    /// <summary>Reads all of it and compares with the manifest, where there is one, and with a checksum, where one is given.</summary>
    /// <param name="sha256">The SHA-256 that the file has to have, in hexadecimal; null for none.</param>
    /// <param name="onRead">Told how many bytes were read so far; may be null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What tells this package from every other: the SHA-256 of the OVA, else one over those of its files. Lower-case hexadecimal.</returns>
    /// <exception cref="OvfPackageException">It is not what the manifest or the checksum says.</exception>
    public Task<string> VerifyAsync(string? sha256 = null, Action<long>? onRead = null, CancellationToken cancellationToken = default) =>
        new PackageDigests(this, onRead).VerifyAsync(sha256, cancellationToken);

    /// <summary>Bytes that <see cref="VerifyAsync"/> reads.</summary>
    public long BytesToVerify => IsArchive ? _held[0].Length : _members.Values.Sum(member => member.Length);

    /// <exception cref="OvfPackageException">A file was written after it was opened.</exception>
    public void EnsureUnchanged()
    {
        foreach (FileStream file in _held)
        {
            if (File.GetLastWriteTimeUtc(file.Name) != _written[file.Name])
                throw new OvfPackageException($"\"{Path.GetFileName(file.Name)}\" was written while it was uploaded.", "Run the same command again once nobody writes it any more.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FileStream file in _held)
            file.Dispose();
        _held.Clear();
    }

    private static OvfPackage OfArchive(string path)
    {
        FileStream file = Hold(path);
        try
        {
            string name = Path.GetFileName(path);
            var package = new OvfPackage(path, isArchive: true, TarIndex.Read(file, name).Select(entry => (TrimStart(entry.Name), new FileSlice(path, entry.Offset, entry.Length))));
            package.Keep(file);
            return package;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // tar writes "./disk.vmdk" where it was told to pack ".".
    private static string TrimStart(string name) => name.StartsWith("./", StringComparison.Ordinal) ? name.Substring(2) : name;

    private static OvfPackage OfFolder(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        byte[] text = ReadAll(new FileSlice(path, 0, new FileInfo(path).Length), Path.GetFileName(path));
        var names = new List<string> { Path.GetFileName(path) };
        foreach (FileReference reference in OvfDescriptor.Read(text, Path.GetFileName(path)).References)
            names.AddRange(NamesOf(reference, Path.GetFileName(path)));
        string manifest = Path.GetFileNameWithoutExtension(path) + ".mf";
        if (File.Exists(Path.Combine(folder, manifest)))
            names.Add(manifest);
        string[] missing = [.. names.Where(name => !File.Exists(Path.Combine(folder, name)))];
        if (missing.Length > 0)
            throw new OvfPackageException($"The descriptor \"{Path.GetFileName(path)}\" refers to {string.Join(", ", missing.Select(name => $"\"{name}\""))}, not found beside it.", "Put all files of the package into one folder.");
        var package = new OvfPackage(path, isArchive: false, names.Select(name => (name, new FileSlice(Path.Combine(folder, name), 0, new FileInfo(Path.Combine(folder, name)).Length))));
        foreach (FileSlice slice in package._members.Values)
            package.Keep(Hold(slice.Path));
        return package;
    }

    private static FileStream Hold(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read);

    private static byte[] ReadAll(FileSlice slice, string name)
    {
        if (slice.Length > MaxDescriptorBytes)
            throw new OvfPackageException($"\"{name}\" has {slice.Length.ToString(CultureInfo.InvariantCulture)} bytes, too many for a text of an OVF package.");
        using var text = new MemoryStream();
        using var stream = new SliceStream([slice]);
        stream.CopyTo(text);
        return text.ToArray();
    }

    private static IEnumerable<string> NamesOf(FileReference reference, string descriptor)
    {
        string href = reference.Href;
        // What is somewhere else does not belong to a package that is sent from here, and a path must not lead out of it.
        if (href.Length == 0 || href.Contains("://") || href.IndexOfAny(['/', '\\']) >= 0 || href is "." or "..")
            throw new OvfPackageException($"The descriptor \"{descriptor}\" refers to \"{href}\", which is no name of a file beside it.", "Use a package whose files are all in it.");
        if (reference.ChunkSize is not { } chunk || reference.Size is not { } size || chunk <= 0)
            return [href];
        int pieces = (int)((size + chunk - 1) / chunk);
        return Enumerable.Range(0, pieces).Select(piece => $"{href}.{piece.ToString("D9", CultureInfo.InvariantCulture)}");
    }

    private void ReadDescriptor(string? name)
    {
        string[] descriptors = [.. _members.Keys.Where(member => member.EndsWith(".ovf", StringComparison.OrdinalIgnoreCase))];
        DescriptorName = name ?? (descriptors.Length == 1 ? descriptors[0]
            : throw new OvfPackageException(descriptors.Length == 0 ? $"\"{FileName}\" holds no .ovf descriptor; it is no OVA." : $"\"{FileName}\" holds {descriptors.Length} descriptors."));
        ManifestName = _members.Keys.FirstOrDefault(member => member.EndsWith(".mf", StringComparison.OrdinalIgnoreCase));
        DescriptorText = ReadAll(_members[DescriptorName], DescriptorName);
        Descriptor = OvfDescriptor.Read(DescriptorText, DescriptorName);
        if (Descriptor.VmCount == 0)
            throw new OvfPackageException($"The descriptor \"{DescriptorName}\" describes no virtual machine.");
        Files = [.. Descriptor.References.Select(FileOf)];
    }

    private PackageFile FileOf(FileReference reference)
    {
        FileSlice[] slices =
        [
            .. NamesOf(reference, DescriptorName).Select(name => _members.TryGetValue(name, out FileSlice slice) ? slice
                : throw new OvfPackageException($"The descriptor \"{DescriptorName}\" refers to \"{name}\", which is not in \"{FileName}\".")),
        ];
        var file = new PackageFile(reference.Href, slices);
        return reference.Size is null || reference.Size == file.Size ? file
            : throw new OvfPackageException($"The file \"{file.Name}\" has {file.Size.ToString(CultureInfo.InvariantCulture)} bytes, its descriptor says {reference.Size.Value.ToString(CultureInfo.InvariantCulture)}.");
    }

    private void Keep(FileStream file)
    {
        _held.Add(file);
        _written[file.Name] = File.GetLastWriteTimeUtc(file.Name);
    }

    internal string ReadManifest() => Encoding.UTF8.GetString(ReadAll(_members[ManifestName!], ManifestName!));
}
