namespace CsePowerShell;

/// <summary>One check of the environment, with what to do about it.</summary>
public sealed class CseTestResult
{
    /// <summary>What was checked.</summary>
    public string Name { get; set; } = "";

    /// <summary>Passed, Warning, Failed or Skipped.</summary>
    public string Result { get; set; } = "";

    /// <summary>What was found, with figures.</summary>
    public string Detail { get; set; } = "";

    /// <summary>What to do about it; empty when there is nothing to do.</summary>
    public string Fix { get; set; } = "";

    /// <summary>Error code that an operation would end with because of it; empty unless it failed.</summary>
    public string Code { get; set; } = "";

    /// <summary>Id of the cluster that was looked over; empty for what does not belong to one.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Name of the cluster that was looked over; empty for what does not belong to one.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>The connection it was checked on: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Result}";
}
