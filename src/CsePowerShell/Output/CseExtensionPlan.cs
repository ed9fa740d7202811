namespace CsePowerShell;

/// <summary>What registering, changing or unregistering the extension would write: what is wanted minus what is there.</summary>
public sealed class CseExtensionPlan
{
    /// <summary>Name of the service in vCD.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty { get; set; }

    /// <summary>Every write, in order: where, and what.</summary>
    public string[] Steps { get; set; } = [];

    /// <summary>What was looked at before. Nothing is written while one of them is Failed.</summary>
    public CseTestResult[] Checks { get; set; } = [];

    /// <summary>What stays as it is, and why.</summary>
    public string[] Notes { get; set; } = [];

    /// <summary>The connection it was made for: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => IsEmpty ? "nothing to write" : string.Join(Environment.NewLine, Steps);
}
