namespace CsePowerShell.Errors;

/// <summary>A change needs consent, and the session cannot ask for it.</summary>
internal sealed class ConsentException(string message) : InvalidOperationException(message);
