using Newtonsoft.Json;

namespace CsePowerShell.Clusters;

/// <summary>How a check ended.</summary>
public enum CheckOutcome
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>Works, but somebody should look.</summary>
    Warning,

    /// <summary>A create would fail.</summary>
    Failed,

    /// <summary>Could not be checked, and says why.</summary>
    Skipped,
}

/// <summary>One row of a preflight.</summary>
public sealed class CheckResult
{
    /// <summary>What was checked.</summary>
    public string Name { get; set; } = "";

    /// <summary>How it ended.</summary>
    public CheckOutcome Result { get; set; }

    /// <summary>What was found, with figures.</summary>
    public string Detail { get; set; } = "";

    /// <summary>What to do about it; empty when there is nothing to do.</summary>
    public string Fix { get; set; } = "";

    /// <summary>The error code (<see cref="ErrorCodes"/>) an operation would end with because of this row; empty unless it failed.</summary>
    public string Code { get; set; } = "";

    /// <summary>Whether it is about the session and the machine that check, rather than about the cloud: nobody else's business.</summary>
    [JsonIgnore]
    public bool IsLocal { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Result}";
}
