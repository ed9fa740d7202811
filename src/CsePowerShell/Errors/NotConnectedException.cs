namespace CsePowerShell.Errors;

/// <summary>A cmdlet needs a connection and there is none.</summary>
internal sealed class NotConnectedException(string message) : InvalidOperationException(message);
