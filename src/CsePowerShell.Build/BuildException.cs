namespace CsePowerShell.Build;

/// <summary>The task cannot go on; the message is all that is shown.</summary>
internal sealed class BuildException(string message) : Exception(message);
