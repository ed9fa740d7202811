namespace CsePowerShell.VCloud;

/// <summary>What a client has put on the wire so far. Safe to read at any time.</summary>
public sealed class VCloudTraffic
{
    private long _requests;
    private long _bytesSent;
    private long _bytesReceived;
    private long _retries;

    /// <summary>HTTP requests that were sent, repeats included.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Bytes of request bodies.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>Bytes of response bodies as they came over the wire (packed, where the server packs).</summary>
    public long BytesReceived => Interlocked.Read(ref _bytesReceived);

    /// <summary>Requests that were repeated because the server was busy or the connection broke.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    internal void Sent(long bodyBytes)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _bytesSent, bodyBytes);
    }

    internal void Received(long bodyBytes) => Interlocked.Add(ref _bytesReceived, bodyBytes);

    internal void Retried() => Interlocked.Increment(ref _retries);
}
