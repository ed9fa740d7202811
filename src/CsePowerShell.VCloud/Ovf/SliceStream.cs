namespace CsePowerShell.VCloud;

/// <summary>Reads parts of files one after the other, as if they were one file.</summary>
internal sealed class SliceStream(IReadOnlyList<FileSlice> slices) : Stream
{
    private int _next;
    private FileStream? _file;
    private long _left;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => slices.Sum(slice => slice.Length);

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return Current() is { } file ? Took(file.Read(buffer, offset, (int)Math.Min(count, _left)), file) : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(error);
        }
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        try
        {
            return Current() is { } file ? Took(await file.ReadAsync(buffer, offset, (int)Math.Min(count, _left), cancellationToken).ConfigureAwait(false), file) : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(error);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file?.Dispose();
        base.Dispose(disposing);
    }

    private FileStream? Current()
    {
        while (_left == 0)
        {
            _file?.Dispose();
            _file = null;
            if (_next == slices.Count)
                return null;
            FileSlice slice = slices[_next++];
            _file = new FileStream(slice.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, FileOptions.Asynchronous | FileOptions.SequentialScan) { Position = slice.Offset };
            _left = slice.Length;
        }

        return _file;
    }

    // Said here, where it is known: above, an error of a disk looks like one of the connection that its bytes were to go out on.
    private OvfPackageException Unreadable(Exception error) =>
        new($"\"{Path.GetFileName(slices[Math.Max(0, _next - 1)].Path)}\" cannot be read: {error.Message}", "Check the disk or share that it lies on.", error);

    private int Took(int read, FileStream file)
    {
        if (read == 0)
            throw new OvfPackageException($"\"{Path.GetFileName(file.Name)}\" became shorter while it was read.");
        _left -= read;
        return read;
    }
}
