namespace CsePowerShell.Simulator.Guests;

/// <summary>A guest could not do what was asked; the message says which guest and why.</summary>
public sealed class GuestException : Exception
{
    /// <summary>Makes the exception.</summary>
    public GuestException(string message) : base(message) { }

    /// <summary>Makes the exception with its cause.</summary>
    public GuestException(string message, Exception inner) : base(message, inner) { }
}
