namespace CsePowerShell.Build.Machine;

/// <summary>How a program ended, and all it said.</summary>
internal sealed record Output(int ExitCode, string Text);
