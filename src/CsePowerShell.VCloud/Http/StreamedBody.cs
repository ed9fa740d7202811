using System.Net;
using System.Net.Http;

namespace CsePowerShell.VCloud;

/// <summary>A request body that is read while it is sent: a piece of a disk image, say.</summary>
/// <param name="Open">Opens it at its beginning; called again when the request is sent again.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="OnSent">Told the bytes of every piece that went out; may be null.</param>
internal sealed record StreamedBody(Func<Stream> Open, long Length, Action<int>? OnSent)
{
    /// <summary>As much as is in memory at a time.</summary>
    private const int PieceBytes = 64 * 1024;

    public HttpContent ToContent(IdleLimit limit, CancellationToken cancellationToken) => new Content(this, limit, cancellationToken);

    private sealed class Content(StreamedBody body, IdleLimit limit, CancellationToken cancellationToken) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext context)
        {
            using Stream source = body.Open();
            byte[] piece = new byte[PieceBytes];
            int read;
            while ((read = await source.ReadAsync(piece, 0, piece.Length, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await stream.WriteAsync(piece, 0, read, cancellationToken).ConfigureAwait(false);
                limit.Extend();
                body.OnSent?.Invoke(read);
            }
        }

        // A length that is known is sent as Content-Length; otherwise .NET Framework would keep the whole body in memory to find it out.
        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }
}
