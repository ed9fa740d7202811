using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Registration;

/// <summary>The extension as vCD has it, and how it does.</summary>
public sealed class ExtensionStatus
{
    /// <summary>The service in vCD.</summary>
    public ExtensionService Service { get; internal init; } = null!;

    /// <summary>Patterns of the paths it answers.</summary>
    public IReadOnlyList<string> UrlPatterns { get; internal init; } = [];

    /// <summary>Full name of the right.</summary>
    public string Right { get; internal init; } = "";

    /// <summary>Whether vCD has the right.</summary>
    public bool HasRight { get; internal init; }

    /// <summary>vCD's own settings for the broker.</summary>
    public AmqpSettings Broker { get; internal init; } = new();
}
