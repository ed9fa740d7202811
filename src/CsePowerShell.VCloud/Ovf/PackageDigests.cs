using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CsePowerShell.VCloud;

/// <summary>Reads a package once, from its first byte to its last, and works out every digest that is asked for on the way.</summary>
internal sealed class PackageDigests(OvfPackage package, Action<long>? onRead)
{
    private const int BufferBytes = 1024 * 1024;

    private long _read;

    public async Task<string> VerifyAsync(string? sha256, CancellationToken cancellationToken)
    {
        if (sha256 is not null && !package.IsArchive)
        {
            throw new OvfPackageException($"A checksum is that of one file, and \"{package.FileName}\" is a descriptor with files beside it.",
                "Leave -Sha256 out, and let the package's manifest speak for its files; or pack it as an OVA.");
        }

        IReadOnlyList<ManifestEntry> manifest = package.HasManifest ? OvfManifest.Read(package.ReadManifest()) : [];
        CheckCoverage(manifest);
        var members = package.Members.Select(member => new Member(member.Key, member.Value, manifest.FirstOrDefault(entry => entry.File == member.Key))).ToList();
        try
        {
            string fingerprint = package.IsArchive
                ? await ReadArchiveAsync(members, cancellationToken).ConfigureAwait(false)
                : await ReadFilesAsync(members, cancellationToken).ConfigureAwait(false);
            if (sha256 is not null && !string.Equals(sha256.Trim(), fingerprint, StringComparison.OrdinalIgnoreCase))
                throw new OvfPackageException($"\"{package.FileName}\" has the SHA-256 {fingerprint}, not {sha256.Trim().ToLowerInvariant()}.");
            foreach (Member member in members)
                member.Check();
            return fingerprint;
        }
        finally
        {
            foreach (Member member in members)
                member.Dispose();
        }
    }

    private void CheckCoverage(IReadOnlyList<ManifestEntry> manifest)
    {
        if (!package.HasManifest)
            return;
        if (manifest.FirstOrDefault(entry => !package.Members.ContainsKey(entry.File)) is { } missing)
            throw new OvfPackageException($"The manifest \"{package.ManifestName}\" names \"{missing.File}\", which is not in the package.");
        var named = new HashSet<string>(manifest.Select(entry => entry.File), StringComparer.Ordinal);
        IEnumerable<string> needed = package.Files.SelectMany(file => file.Slices).Select(slice => package.Members.First(member => member.Value == slice).Key).Prepend(package.DescriptorName);
        if (needed.FirstOrDefault(name => !named.Contains(name)) is { } unnamed)
            throw new OvfPackageException($"The manifest \"{package.ManifestName}\" says nothing of \"{unnamed}\".");
    }

    private async Task<string> ReadArchiveAsync(List<Member> members, CancellationToken cancellationToken)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long position = 0;
        await ReadAsync(new FileSlice(package.FilePath, 0, package.BytesToVerify), (buffer, count) =>
        {
            whole.AppendData(buffer, 0, count);
            foreach (Member member in members)
                member.Take(buffer, count, position);
            position += count;
        }, cancellationToken).ConfigureAwait(false);
        return Hex(whole.GetHashAndReset());
    }

    private async Task<string> ReadFilesAsync(List<Member> members, CancellationToken cancellationToken)
    {
        var lines = new StringBuilder();
        foreach (Member member in members.OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            using var one = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long position = 0;
            await ReadAsync(member.Slice, (buffer, count) =>
            {
                one.AppendData(buffer, 0, count);
                member.Take(buffer, count, position);
                position += count;
            }, cancellationToken).ConfigureAwait(false);
            lines.Append(Hex(one.GetHashAndReset())).Append("  ").Append(member.Name).Append('\n');
        }

        using var all = SHA256.Create();
        return Hex(all.ComputeHash(Encoding.UTF8.GetBytes(lines.ToString())));
    }

    private async Task ReadAsync(FileSlice slice, Action<byte[], int> take, CancellationToken cancellationToken)
    {
        using var stream = new SliceStream([slice]);
        byte[] buffer = new byte[BufferBytes];
        int count;
        while ((count = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false)) > 0)
        {
            take(buffer, count);
            onRead?.Invoke(_read += count);
        }
    }

    private static string Hex(byte[] digest)
    {
        var text = new StringBuilder(digest.Length * 2);
        foreach (byte value in digest)
            text.Append(value.ToString("x2", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    /// <summary>A file of the package, with the digest that the manifest wants of it.</summary>
    private sealed class Member(string name, FileSlice slice, ManifestEntry? wanted) : IDisposable
    {
        private readonly IncrementalHash? _hash = wanted is null ? null : IncrementalHash.CreateHash(wanted.Algorithm);

        public string Name => name;

        public FileSlice Slice => slice;

        /// <summary>Takes what of the buffer, which lies at <paramref name="position"/> of the file on disk, belongs to it.</summary>
        public void Take(byte[] buffer, int count, long position)
        {
            long first = Math.Max(position, slice.Offset), end = Math.Min(position + count, slice.Offset + slice.Length);
            if (_hash is not null && first < end)
                _hash.AppendData(buffer, (int)(first - position), (int)(end - first));
        }

        public void Check()
        {
            if (_hash is not null && Hex(_hash.GetHashAndReset()) is { } digest && digest != wanted!.Digest)
                throw new OvfPackageException($"The file \"{name}\" is damaged: its {wanted.Algorithm.Name} digest is {digest}, the manifest says {wanted.Digest}.");
        }

        public void Dispose() => _hash?.Dispose();
    }
}
