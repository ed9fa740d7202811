namespace CsePowerShell.Guest;

/// <summary>A file of a node could not be read or written.</summary>
public sealed class GuestFileException : GuestException
{
    internal GuestFileException(string nodeName, string path, string message) : base(nodeName, message) => Path = path;

    /// <summary>The file in the guest.</summary>
    public string Path { get; }
}
