namespace CsePowerShell.Guest;

/// <summary>Something went wrong in, or on the way to, a node.</summary>
public abstract class GuestException : Exception
{
    private protected GuestException(string nodeName, string message, Exception? inner = null) : base(message, inner) => NodeName = nodeName;

    /// <summary>The node it happened at.</summary>
    public string NodeName { get; }
}

/// <summary>This machine has no way to open SSH connections.</summary>
public sealed class GuestShellUnavailableException : InvalidOperationException
{
    internal GuestShellUnavailableException(string? wanted, IEnumerable<string> available)
        : base(Describe(wanted, string.Join(", ", available)))
    {
    }

    private static string Describe(string? wanted, string available) =>
        wanted is null || available.Length == 0
            ? "There is no SSH client on this machine. Install the OpenSSH client (Debian and Ubuntu: apt-get install openssh-client)."
            : $"The SSH client '{wanted}' is not available on this machine. Available: {available}.";
}
