using System.Globalization;
using System.IO.Compression;
using System.Net.Http;

namespace CsePowerShell.VCloud;

/// <summary>Reads an answer's body, unpacks it, and stops at the limit: a small packed body can unpack to gigabytes.</summary>
internal static class BodyReader
{
    public static async Task<(byte[] Body, long WireBytes)> ReadAsync(HttpContent? content, long limit, CancellationToken cancellationToken)
    {
        if (content is null)
            return ([], 0);
        Stream wire = await content.ReadAsStreamAsync().ConfigureAwait(false);
        using var counted = new CountingStream(wire);
        using Stream plain = content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(counted, CompressionMode.Decompress) : counted;
        using var body = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            int read = await plain.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return (body.ToArray(), counted.Count);
            if (body.Length + read > limit)
            {
                throw new VCloudResponseException(
                    $"The server's answer is larger than the {(limit / 1024 / 1024).ToString(CultureInfo.InvariantCulture)} MB that are read.",
                    "Ask for less at a time.");
            }

            body.Write(buffer, 0, read);
        }
    }

    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Count; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = inner.Read(buffer, offset, count);
            Count += read;
            return read;
        }

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            int read = await inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
            Count += read;
            return read;
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
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
