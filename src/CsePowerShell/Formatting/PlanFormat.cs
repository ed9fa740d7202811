using CsePowerShell.Clusters;

namespace CsePowerShell.Formatting;

/// <summary>A plan as people read it: in -WhatIf, and above the question of -Confirm.</summary>
internal static class PlanFormat
{
    public static string Of(ClusterPlan plan)
    {
        if (plan.IsEmpty)
        {
            return "  No change: it already is as asked for.";
        }

        List<string> lines = [.. plan.Steps.Select(step => "  " + step)];
        if (Resources(plan.VCpu, plan.MemoryMB, plan.StorageMB, plan.Addresses) is { Length: > 0 } resources)
        {
            lines.Add($"  In all: {resources}.");
        }

        lines.AddRange(plan.QuotaLeft.Select(left => "  " + left));
        if (plan.OnFailure.Length > 0)
        {
            lines.Add("  If a step fails: " + plan.OnFailure);
        }

        lines.AddRange(plan.Warnings.Select(warning => "  Warning: " + warning));
        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>What is taken (+) or given back (-); empty when nothing is.</summary>
    public static string Resources(int vCpu, long memoryMB, long storageMB, int addresses) => string.Join(", ", new[]
    {
        Figure(vCpu, "vCPU"), Figure(memoryMB, "MB of memory"), Figure(storageMB, "MB of storage"), Figure(addresses, "addresses"),
    }.Where(figure => figure.Length > 0));

    private static string Figure(long value, string unit) => value == 0 ? "" : $"{(value > 0 ? "+" : "")}{value} {unit}";
}
