namespace CsePowerShell.VCloud;

/// <summary>Bytes of a file on disk.</summary>
internal readonly record struct FileSlice(string Path, long Offset, long Length);

/// <summary>A file that an OVF descriptor refers to: mostly a disk. It lies in one piece, or in the pieces of <c>ovf:chunkSize</c>.</summary>
public sealed class PackageFile
{
    internal PackageFile(string name, IReadOnlyList<FileSlice> slices)
    {
        Name = name;
        Slices = slices;
        Size = slices.Sum(slice => slice.Length);
    }

    /// <summary>Its name in the descriptor.</summary>
    public string Name { get; }

    /// <summary>Its size in bytes.</summary>
    public long Size { get; }

    internal IReadOnlyList<FileSlice> Slices { get; }

    /// <summary>Opens a part of it.</summary>
    internal Stream Open(long offset, long length)
    {
        var parts = new List<FileSlice>();
        foreach (FileSlice slice in Slices)
        {
            long skip = Math.Min(offset, slice.Length);
            long take = Math.Min(length, slice.Length - skip);
            offset -= skip;
            length -= take;
            if (take > 0)
                parts.Add(new FileSlice(slice.Path, slice.Offset + skip, take));
        }

        return new SliceStream(parts);
    }
}
