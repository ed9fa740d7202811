using System.Collections.Concurrent;

namespace CsePowerShell.Guest;

/// <summary>The SSH host keys that are known, per VM id: address pools reuse addresses, so an address proves nothing. Must be safe for concurrent calls.</summary>
/// <remarks>A jump host is kept under <see cref="JumpHost.PinId"/>.</remarks>
public interface IHostKeyPins
{
    /// <summary>The pinned fingerprint (<c>SHA256:</c> + base64 without padding) of a VM, or null before first contact.</summary>
    string? Find(string vmId);

    /// <summary>Keeps the fingerprint seen at first contact.</summary>
    void Pin(string vmId, string fingerprint);
}

/// <summary>Pins kept in memory.</summary>
public sealed class HostKeyPins : IHostKeyPins
{
    private readonly ConcurrentDictionary<string, string> _pins = new(StringComparer.Ordinal);

    /// <summary>All pins, by VM id.</summary>
    public IReadOnlyDictionary<string, string> All => new Dictionary<string, string>(_pins, StringComparer.Ordinal);

    /// <inheritdoc/>
    public string? Find(string vmId) => _pins.TryGetValue(vmId, out string? pin) ? pin : null;

    /// <inheritdoc/>
    public void Pin(string vmId, string fingerprint) => _pins[vmId] = fingerprint;
}
