namespace CsePowerShell.Guest;

/// <summary>Why a node could not be reached.</summary>
public enum GuestUnreachableReason
{
    /// <summary>Something else; the message has the client's words.</summary>
    Other,

    /// <summary>The machine is there, but nothing listens at the port.</summary>
    Refused,

    /// <summary>No answer within the time allowed.</summary>
    TimedOut,

    /// <summary>No route from here to the address.</summary>
    NoRoute,

    /// <summary>The host name is unknown.</summary>
    NameNotResolved,

    /// <summary>The other side closed the connection before login, or does not speak SSH.</summary>
    Closed,
}

/// <summary>No SSH server answered at a node's address.</summary>
public sealed class GuestUnreachableException : GuestException
{
    internal GuestUnreachableException(GuestEndpoint endpoint, GuestUnreachableReason reason, string detail, bool atJumpHost = false, Exception? inner = null)
        : base(endpoint.NodeName, Describe(endpoint, reason, detail, atJumpHost), inner)
    {
        Reason = reason;
        IsAtJumpHost = atJumpHost;
        Address = atJumpHost ? endpoint.JumpHost!.Address : endpoint.Address;
        Port = atJumpHost ? endpoint.JumpHost!.Port : endpoint.Port;
        SourceAddress = SourceOf(endpoint, atJumpHost);
    }

    /// <summary>Where the attempt came from: an address of this machine, the jump host, or null when there is no route at all.</summary>
    public string? SourceAddress { get; }

    /// <summary>The address that did not answer.</summary>
    public string Address { get; }

    /// <summary>The port that did not answer.</summary>
    public int Port { get; }

    /// <summary>Why.</summary>
    public GuestUnreachableReason Reason { get; }

    /// <summary>True when it is the jump host that could not be reached.</summary>
    public bool IsAtJumpHost { get; }

    private static string? SourceOf(GuestEndpoint endpoint, bool atJumpHost) =>
        endpoint.JumpHost is { } jump && !atJumpHost ? jump.Address : LocalRoute.SourceFor(atJumpHost ? endpoint.JumpHost!.Address : endpoint.Address);

    private static string Describe(GuestEndpoint endpoint, GuestUnreachableReason reason, string detail, bool atJumpHost)
    {
        string target = atJumpHost
            ? $"The jump host {endpoint.JumpHost!.Address}:{endpoint.JumpHost.Port} for node '{endpoint.NodeName}'"
            : $"Node '{endpoint.NodeName}' at {endpoint.Address}:{endpoint.Port}";
        string source = SourceOf(endpoint, atJumpHost) is { } from ? $" from {from}" : "";
        string what = reason switch
        {
            GuestUnreachableReason.Refused => "refused the SSH connection",
            GuestUnreachableReason.TimedOut => "did not answer in time",
            GuestUnreachableReason.NoRoute => "has no route to it",
            GuestUnreachableReason.NameNotResolved => "has a name that cannot be resolved",
            GuestUnreachableReason.Closed => "closed the connection before login",
            _ => "cannot be reached by SSH",
        };
        string next = reason switch
        {
            GuestUnreachableReason.Refused => "Check that sshd runs there and that the port is right (-NodeSshPort).",
            GuestUnreachableReason.NameNotResolved => "Use an address, or correct the name.",
            GuestUnreachableReason.Closed => "Check that it is an SSH server and that it accepts connections from here.",
            _ => "Check routes and firewalls to the cluster network, or go through a host inside it with -JumpHost.",
        };
        return $"{target}{source} {what}{(detail.Length > 0 ? $" ({detail})" : "")}. {next}";
    }
}

/// <summary>An open connection to a node broke. How far the running command came is not known.</summary>
public sealed class GuestConnectionLostException : GuestException
{
    internal GuestConnectionLostException(GuestEndpoint endpoint, string detail, Exception? inner = null)
        : base(endpoint.NodeName,
            $"The SSH connection to node '{endpoint.NodeName}' at {endpoint.Address}:{endpoint.Port} was cut{(detail.Length > 0 ? $" ({detail})" : "")}. "
            + "Node scripts can be repeated: run the same command again to go on.", inner)
    {
        Address = endpoint.Address;
        Port = endpoint.Port;
    }

    /// <summary>The node's address.</summary>
    public string Address { get; }

    /// <summary>The node's SSH port.</summary>
    public int Port { get; }
}
