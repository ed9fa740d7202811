namespace CsePowerShell.Simulator.Guests;

/// <summary>One thing that shall go wrong in a guest.</summary>
public abstract class GuestFault
{
    /// <summary>Host name or VM id of the guest; <c>*</c> for every guest; a trailing <c>*</c> matches a prefix (<c>node-*</c>).</summary>
    public string Guest { get; init; } = "*";

    /// <summary>How often it shall happen; 0 (the default) for always.</summary>
    public int Times { get; set; }

    internal bool IsFor(string hostName, string vmId) =>
        Guest == "*" || Guest == hostName || Guest == vmId
        || (Guest.EndsWith('*') && hostName.StartsWith(Guest[..^1], StringComparison.Ordinal));
}

/// <summary>The guest boots without an sshd, or (when it runs) its sshd goes: connections are refused. Looked at on each boot.</summary>
public sealed class SshRefusedFault : GuestFault;

/// <summary>The boot takes longer.</summary>
public sealed class SlowBootFault : GuestFault
{
    /// <summary>What is added to the boot.</summary>
    public required TimeSpan Delay { get; init; }
}

/// <summary>A command of the Kubernetes tools in the guest (kubeadm, kubectl, crictl, systemctl, ...) does not do what it should.</summary>
public sealed class CommandFault : GuestFault
{
    /// <summary>How the command line begins, such as <c>kubeadm init</c> or <c>kubectl drain</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Bytes of output that are printed first, in lines of 80 characters.</summary>
    public long PrintBytes { get; init; }

    /// <summary>Text that is printed on standard error before the end.</summary>
    public string? ErrorText { get; init; }

    /// <summary>Never comes to an end (until it is killed).</summary>
    public bool Hang { get; init; }

    /// <summary>All SSH connections of the guest are cut, in the middle of the command.</summary>
    public bool CutConnection { get; init; }

    /// <summary>The exit code; null: after printing, the command goes on as usual.</summary>
    public int? ExitCode { get; init; }
}

/// <summary>The customization script's exit code is overridden after it ran.</summary>
public sealed class CustomizationFault : GuestFault
{
    /// <summary>The exit code that is given back.</summary>
    public int ExitCode { get; init; } = 1;
}
