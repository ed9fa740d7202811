using System.Security.Cryptography;

namespace CsePowerShell.Simulator.Transfers;

/// <summary>
/// One file of an upload. Its bytes are counted and digested, not kept: they come in order, so no gap can hide in it. All members belong to the
/// world's gate.
/// </summary>
internal sealed class TransferFile(string name, long? size) : IDisposable
{
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? _sha256;
    private int _sender;

    public string Name { get; } = name;

    /// <summary>As the descriptor has it, else as the first request says; null until somebody does.</summary>
    public long? Size { get; private set; } = size;

    public long BytesTransferred { get; private set; }
    public bool IsComplete => BytesTransferred == Size;

    /// <summary>The digest of what came, in lower-case hexadecimal; null before the last byte.</summary>
    public string? Sha256 => IsComplete ? _sha256 ??= Convert.ToHexStringLower(_digest.GetHashAndReset()) : null;

    /// <summary>Somebody begins to send. Who did before and was cut off, perhaps without having noticed, is not listened to any more.</summary>
    public int Begin(long total)
    {
        Size ??= total;
        return ++_sender;
    }

    /// <summary>Takes bytes that lie at <paramref name="position"/>; those that are there already are passed over.</summary>
    /// <returns>False when another request sends the file now.</returns>
    public bool Take(int sender, long position, ReadOnlySpan<byte> bytes)
    {
        if (sender != _sender) return false;
        long known = BytesTransferred - position;
        if (known < bytes.Length)
        {
            _digest.AppendData(bytes[(int)known..]);
            BytesTransferred = position + bytes.Length;
        }
        return true;
    }

    public void Dispose()
    {
        // Whoever still sends is not listened to.
        _sender++;
        _ = Sha256;
        _digest.Dispose();
    }
}
