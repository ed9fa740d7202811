namespace CsePowerShell;

/// <summary>What a command did on a node.</summary>
public sealed class CseCommandResult
{
    /// <summary>Name of the node.</summary>
    public string Node { get; set; } = "";

    /// <summary>Id of its cluster; empty where the cluster was named otherwise.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Name of its cluster; empty where the cluster was named otherwise.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>Exit code, 0 to 255.</summary>
    public int ExitCode { get; set; }

    /// <summary>What it printed.</summary>
    public string Output { get; set; } = "";

    /// <summary>What it printed as errors.</summary>
    public string ErrorOutput { get; set; } = "";

    /// <summary>Whether one of the two was longer than the limit and has been cut.</summary>
    public bool IsTruncated { get; set; }

    /// <summary>How long it took, the connection included.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>The connection: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Node}: {ExitCode}";
}
