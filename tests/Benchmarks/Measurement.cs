namespace CsePowerShell.Benchmarks;

/// <summary>What one scenario took, as its own process measured it.</summary>
internal sealed record Measurement
{
    /// <summary>HTTP requests to vCD, without those of connecting.</summary>
    public long Requests { get; init; }

    /// <summary>Bytes of bodies, both ways.</summary>
    public long Bytes { get; init; }

    public double Seconds { get; init; }

    /// <summary>The process's highest working set in MB, the .NET runtime itself included.</summary>
    public double PeakMB { get; init; }

    /// <summary>How many objects came back: a list that lost some is no list.</summary>
    public int Items { get; init; }
}
