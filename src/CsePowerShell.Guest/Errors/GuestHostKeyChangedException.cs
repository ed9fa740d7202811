namespace CsePowerShell.Guest;

/// <summary>A VM shows another SSH host key than the one pinned at first contact. Nothing was sent to it.</summary>
public sealed class GuestHostKeyChangedException : GuestException
{
    internal GuestHostKeyChangedException(GuestEndpoint endpoint, string pinId, string expected, string actual)
        : base(endpoint.NodeName,
            $"The SSH host key of node '{endpoint.NodeName}' ({pinId}) is {actual}, but {expected} is pinned. Nothing was sent. "
            + "If the VM was rebuilt, replace the node (scale in, scale out); otherwise find out who answers at this address.")
    {
        PinId = pinId;
        Expected = expected;
        Actual = actual;
    }

    /// <summary>The VM id, or the jump host's pin id.</summary>
    public string PinId { get; }

    /// <summary>The pinned fingerprint.</summary>
    public string Expected { get; }

    /// <summary>The fingerprint of the key that was shown.</summary>
    public string Actual { get; }
}
