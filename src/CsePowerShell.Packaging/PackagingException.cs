namespace CsePowerShell.Packaging;

/// <summary>Something in the repository keeps the module from being put together; the message says what to change.</summary>
internal sealed class PackagingException(string message) : Exception(message);
