using System.Net;

namespace CsePowerShell.Simulator.Guests;

/// <summary>What a guest needs to know of its VM. Given again at every power-on: CPU, memory, address and password may have changed.</summary>
public sealed record GuestMachine
{
    /// <summary>The VM's id, any text that is unique in this simulator (its urn or uuid).</summary>
    public required string VmId { get; init; }

    /// <summary>The computer name of the guest customization; the guest's host name.</summary>
    public required string HostName { get; init; }

    /// <summary>The address sshd listens on, within 127.0.0.0/8.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The port sshd listens on; see <see cref="GuestSshPort"/>.</summary>
    public int SshPort { get; init; } = 22;

    /// <summary>Root's password as guest customization sets it, or as it is on the disk; null locks root's password. Keys come with the customization script alone.</summary>
    public string? AdminPassword { get; init; }

    /// <summary>Virtual CPUs, what kubeadm's preflight sees.</summary>
    public int Cpu { get; init; } = 2;

    /// <summary>Memory in MB, what kubeadm's preflight sees.</summary>
    public int MemoryMB { get; init; } = 4096;

    /// <summary>What the VM's template holds.</summary>
    public required GuestImage Image { get; init; }

    /// <summary>Id, name and address; never the password.</summary>
    public override string ToString() => $"{HostName} ({VmId}) at {Address}:{SshPort}";
}
