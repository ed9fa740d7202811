using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;

namespace CsePowerShell.Formatting;

/// <summary>
/// The computed members of CsePowerShell.Types.ps1xml. In C# and not in script, so that they are tested code and work where scripts may not run.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class _CodeMethods
{
    /// <summary>Ready and wanted nodes of a cluster, such as <c>3/3</c>.</summary>
    /// <param name="instance">A CseCluster.</param>
    /// <returns>The text.</returns>
    public static object NodeSummary(PSObject instance) => instance?.BaseObject is CseCluster cluster ? NodeSummary(cluster) : "";

    /// <summary>How long an operation took, or has been running.</summary>
    /// <param name="instance">A CseTask.</param>
    /// <returns>The TimeSpan, or null.</returns>
    public static object? Duration(PSObject instance) => instance?.BaseObject is CseTask task ? Duration(task, DateTime.Now) : null;

    /// <summary>The steps of a plan, one per line.</summary>
    /// <param name="instance">A CseClusterPlan or CseExtensionPlan.</param>
    /// <returns>The text.</returns>
    public static object StepText(PSObject instance) => instance?.BaseObject is CseClusterPlan or CseExtensionPlan ? instance.BaseObject.ToString() ?? "" : "";

    /// <summary>The checks of a plan that did not pass, one per line.</summary>
    /// <param name="instance">A CseExtensionPlan.</param>
    /// <returns>The text.</returns>
    public static object CheckText(PSObject instance) => instance?.BaseObject is CseExtensionPlan plan
        ? string.Join(Environment.NewLine, plan.Checks.Where(row => row.Result != "Passed").Select(row => $"{row.Name}: {row.Result}: {Advice(row)}"))
        : "";

    /// <summary>The hosts of an extension that answered, by name.</summary>
    /// <param name="instance">A CseExtension.</param>
    /// <returns>The text.</returns>
    public static object HostSummary(PSObject instance) => instance?.BaseObject is CseExtension extension ? string.Join(", ", extension.Hosts.Select(host => host.HostName)) : "";

    /// <summary>What waits on the broker, such as <c>0 requests, 2 jobs</c>.</summary>
    /// <param name="instance">A CseExtension.</param>
    /// <returns>The text.</returns>
    public static object QueueSummary(PSObject instance) => instance?.BaseObject is CseExtension { RequestsWaiting: { } requests, JobsWaiting: { } jobs } extension
        ? $"{requests} requests, {jobs} jobs{(extension.JobsFailed > 0 ? $", {extension.JobsFailed} failed" : "")}"
        : "";

    /// <summary>What a plan takes or gives back, such as <c>+6 vCPU, +12288 MB of memory</c>.</summary>
    /// <param name="instance">A CseClusterPlan.</param>
    /// <returns>The text.</returns>
    public static object ResourceSummary(PSObject instance) =>
        instance?.BaseObject is CseClusterPlan plan ? PlanFormat.Resources(plan.VCpu, plan.MemoryMB, plan.StorageMB, plan.Addresses) : "";

    /// <summary>What a check found and, where there is something to do, what.</summary>
    /// <param name="instance">A CseTestResult.</param>
    /// <returns>The text.</returns>
    public static object Advice(PSObject instance) => instance?.BaseObject is CseTestResult row ? Advice(row) : "";

    internal static string Advice(CseTestResult row) => row.Fix.Length == 0 ? row.Detail : row.Detail + " Fix: " + row.Fix;

    internal static string NodeSummary(CseCluster cluster) => (cluster.ReadyNodes, cluster.DesiredNodes ?? cluster.VmCount) switch
    {
        ({ } ready, { } wanted) => $"{ready}/{wanted}",
        (null, { } wanted) => "?/" + wanted.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>Null where nobody knows when it ended: its process died.</summary>
    internal static TimeSpan? Duration(CseTask task, DateTime now)
    {
        if (task.Started == default || (task.Ended is null && task.Status != "Running"))
        {
            return null;
        }

        double seconds = ((task.Ended ?? now) - task.Started).TotalSeconds;
        return TimeSpan.FromSeconds(Math.Max(0, Math.Round(seconds)));
    }
}
