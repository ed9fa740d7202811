using System.ComponentModel;
using System.Management.Automation;
using CsePowerShell.Connections;

namespace CsePowerShell.Formatting;

/// <summary>
/// What the columns of CsePowerShell.Format.ps1xml show where that is not a property as it stands. The views name these as hidden members of
/// CsePowerShell.Types.ps1xml: they are in no CSV file, no JSON and no copy of an object, and, being no script, work where scripts may not run.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class _Columns
{
    // With these a table of clusters fits 120 columns, whatever they are called; New-CseCluster itself allows names of 25.
    private const int NameCells = 32;
    private const int VdcCells = 22;
    private const int ServerCells = 40;
    private const int TemplateCells = 36;
    private const int HostCells = 24;
    private const int OrgCells = 16;

    /// <summary>The id, as -Server takes it.</summary>
    /// <param name="instance">A CseServer.</param>
    /// <returns>The text.</returns>
    public static object ServerId(PSObject instance) => CellText.Fit(new Row(instance).Text("Id"), ServerCells);

    /// <summary>Open, or Closed.</summary>
    /// <param name="instance">A CseServer.</param>
    /// <returns>The text.</returns>
    public static object ServerState(PSObject instance) => Paint.State(new Row(instance).Truth("IsConnected") == true ? "Open" : "Closed");

    /// <summary>Whether the extension answered there.</summary>
    /// <param name="instance">A CseServer.</param>
    /// <returns>The text.</returns>
    public static object ServerExtension(PSObject instance) => Paint.State(new Row(instance).Text("ExtensionState"));

    /// <summary>The name of the cluster that an object belongs to, else its own.</summary>
    /// <param name="instance">A CseCluster, CseTask, CseRemoval, CseKubeconfig or CseExtension.</param>
    /// <returns>The text.</returns>
    public static object Name(PSObject instance)
    {
        Row row = new(instance);
        return CellText.Fit(row.Text("ClusterName") is { Length: > 0 } name ? name : row.Text("Name"), NameCells);
    }

    /// <summary>The VDC.</summary>
    /// <param name="instance">A CseCluster.</param>
    /// <returns>The text.</returns>
    public static object Vdc(PSObject instance) => CellText.Fit(new Row(instance).Text("Vdc"), VdcCells);

    /// <summary>The organization.</summary>
    /// <param name="instance">A CseOrgVdc.</param>
    /// <returns>The text.</returns>
    public static object Org(PSObject instance) => CellText.Fit(new Row(instance).Text("Org"), OrgCells);

    /// <summary>The name of a VDC.</summary>
    /// <param name="instance">A CseOrgVdc.</param>
    /// <returns>The text.</returns>
    public static object VdcName(PSObject instance) => CellText.Fit(new Row(instance).Text("Name"), VdcCells);

    /// <summary>What a VDC has left of processors and memory; nothing where it has no limits.</summary>
    /// <param name="instance">A CseOrgVdc.</param>
    /// <returns>The text.</returns>
    public static object VdcFree(PSObject instance)
    {
        Row row = new(instance);
        return CellText.Free(row.Number("CpuFreeMHz"), row.Number("MemoryFreeMB"));
    }

    /// <summary>The state in its colour.</summary>
    /// <param name="instance">A CseCluster, CseExtension or CseServiceStatus.</param>
    /// <returns>The text.</returns>
    public static object State(PSObject instance) => Paint.State(new Row(instance).Text("State"));

    /// <summary>How long ago a cluster was made.</summary>
    /// <param name="instance">A CseCluster.</param>
    /// <returns>The text.</returns>
    public static object Age(PSObject instance) => new Row(instance).Time("Created") is { } created ? CellText.Age(created.ToLocalTime(), DateTime.Now) : "";

    /// <summary>
    /// The organization, where clusters of several may stand in one list: to a system administrator, or to who is connected to several. Elsewhere nothing, and the
    /// list has no groups.
    /// </summary>
    /// <param name="instance">A CseCluster.</param>
    /// <returns>The name, or AutomationNull, which PowerShell takes for no group.</returns>
    public static object OrgGroup(PSObject instance)
    {
        Row row = new(instance);
        return row.Text("Org") is { Length: > 0 } org && (IsOfSystem(row.Text("Server")) || SeesSeveralOrgs()) ? org : System.Management.Automation.Internal.AutomationNull.Value;
    }

    /// <summary>The cluster that a row is about, for a group; nothing where it is about none.</summary>
    /// <param name="instance">A CseNode, CseTestResult or CseCommandResult.</param>
    /// <returns>The name, or AutomationNull, which PowerShell takes for no group.</returns>
    public static object ClusterGroup(PSObject instance) =>
        new Row(instance).Text("ClusterName") is { Length: > 0 } name ? name : System.Management.Automation.Internal.AutomationNull.Value;

    /// <summary>On, Off or Suspended; any other word of vCD's as it is.</summary>
    /// <param name="instance">A CseNode.</param>
    /// <returns>The text.</returns>
    public static object NodePower(PSObject instance) => Paint.State(new Row(instance).Text("PowerState") switch
    {
        "POWERED_ON" => "On",
        "POWERED_OFF" => "Off",
        "SUSPENDED" => "Suspended",
        string other => other,
    });

    /// <summary>Whether Kubernetes has the node for Ready, and gives it pods; a question mark where Kubernetes was not asked.</summary>
    /// <param name="instance">A CseNode.</param>
    /// <returns>The text.</returns>
    public static object NodeReady(PSObject instance)
    {
        Row row = new(instance);
        return row.Truth("Ready") switch
        {
            true when row.Truth("Schedulable") == false => Paint.State("Cordoned"),
            true => Paint.State("Yes"),
            false => Paint.State("No"),
            null => "?",
        };
    }

    /// <summary>Processors and memory.</summary>
    /// <param name="instance">A CseNode, CseNodePool or CseNodePoolSpec.</param>
    /// <returns>The text.</returns>
    public static object Machine(PSObject instance)
    {
        Row row = new(instance);
        return CellText.Machine(row.Number("Cpu"), row.Number("MemoryMB")) is { Length: > 0 } size ? size : "as template";
    }

    /// <summary>Ready nodes of a pool and how many it is to have.</summary>
    /// <param name="instance">A CseNodePool.</param>
    /// <returns>The text.</returns>
    public static object PoolNodes(PSObject instance)
    {
        Row row = new(instance);
        return $"{row.Number("ReadyCount")?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"}/{row.Number("Count")}";
    }

    /// <summary>The name of a template.</summary>
    /// <param name="instance">A CseTemplate.</param>
    /// <returns>The text.</returns>
    public static object TemplateName(PSObject instance) => CellText.Fit(new Row(instance).Text("Name"), TemplateCells);

    /// <summary>The catalog of a template.</summary>
    /// <param name="instance">A CseTemplate.</param>
    /// <returns>The text.</returns>
    public static object Catalog(PSObject instance) => CellText.Fit(new Row(instance).Text("Catalog"), VdcCells);

    /// <summary>How an operation stands.</summary>
    /// <param name="instance">A CseTask.</param>
    /// <returns>The text.</returns>
    public static object TaskStatus(PSObject instance) => Paint.State(new Row(instance).Text("Status"));

    /// <summary>While it runs how far it is; the error code of one that failed; where one was cut off.</summary>
    /// <param name="instance">A CseTask.</param>
    /// <returns>The text.</returns>
    public static object TaskInfo(PSObject instance)
    {
        Row row = new(instance);
        return row.Text("Status") switch
        {
            "Running" => $"{row.Number("PercentComplete") ?? 0}% {row.Text("Phase")}".TrimEnd(),
            "Succeeded" => "",
            _ => row.Text("ErrorCode") is { Length: > 0 } code ? code : row.Text("Phase"),
        };
    }

    /// <summary>How a check ended.</summary>
    /// <param name="instance">A CseTestResult.</param>
    /// <returns>The text.</returns>
    public static object TestResult(PSObject instance) => Paint.State(new Row(instance).Text("Result"));

    /// <summary>What is left of a cluster.</summary>
    /// <param name="instance">A CseRemoval.</param>
    /// <returns>The text.</returns>
    public static object RemovalLeft(PSObject instance) =>
        new Row(instance).Texts("Left") is { Count: > 0 } left ? Paint.Coloured(string.Join(", ", left), "Failed") : "nothing";

    /// <summary>What a cluster was made of.</summary>
    /// <param name="instance">A CseRemoval.</param>
    /// <returns>The text.</returns>
    public static object RemovalOwned(PSObject instance) => string.Join(", ", new Row(instance).Texts("Owned"));

    /// <summary>The exit code in its colour.</summary>
    /// <param name="instance">A CseCommandResult.</param>
    /// <returns>The text.</returns>
    public static object CommandExit(PSObject instance) => new Row(instance).Text("ExitCode") is var code ? Paint.Coloured(code, code == "0" ? "0" : "Failed") : "";

    /// <summary>What a command printed, errors last, without the end of its last line.</summary>
    /// <param name="instance">A CseCommandResult.</param>
    /// <returns>The text.</returns>
    public static object CommandOutput(PSObject instance)
    {
        Row row = new(instance);
        string[] parts = [row.Text("Output").TrimEnd(), Paint.Coloured(row.Text("ErrorOutput").TrimEnd(), "Failed"), row.Truth("IsTruncated") == true ? "(cut here)" : ""];
        return string.Join("\n", parts.Where(part => part.Length > 0));
    }

    /// <summary>The name of a host.</summary>
    /// <param name="instance">A CseServiceStatus.</param>
    /// <returns>The text.</returns>
    public static object HostName(PSObject instance) => CellText.Fit(new Row(instance).Text("HostName"), HostCells);

    /// <summary>When a host started.</summary>
    /// <param name="instance">A CseServiceStatus.</param>
    /// <returns>The text.</returns>
    public static object Started(PSObject instance) => new Row(instance).Time("Started") is { } started ? CellText.Time(started) : "";

    /// <summary>The day on which a certificate ends, in the colour of a warning when that is soon, and of an error when it was.</summary>
    /// <param name="instance">A CseKubeconfig.</param>
    /// <returns>The text.</returns>
    public static object Expires(PSObject instance)
    {
        if (new Row(instance).Time("CertificateExpires") is not { } ends)
        {
            return "";
        }

        TimeSpan left = ends.ToLocalTime() - DateTime.Now;
        return Paint.Coloured(CellText.Time(ends).Substring(0, 10), left < TimeSpan.Zero ? "Failed" : left < TimeSpan.FromDays(30) ? "Warning" : "");
    }

    /// <summary>The contexts, side by side.</summary>
    /// <param name="instance">A CseKubeconfigChange.</param>
    /// <returns>The text.</returns>
    public static object Contexts(PSObject instance) => CellText.Fit(string.Join(", ", new Row(instance).Texts("Context")), NameCells);

    /// <summary>The name of the copy that was kept; it lies beside the file.</summary>
    /// <param name="instance">A CseKubeconfigChange.</param>
    /// <returns>The text.</returns>
    public static object Backup(PSObject instance) => Path.GetFileName(new Row(instance).Text("Backup"));

    /// <summary>Yes, or nothing.</summary>
    /// <param name="instance">A CseKubeconfigChange.</param>
    /// <returns>The text.</returns>
    public static object IsCurrent(PSObject instance) => new Row(instance).Truth("IsCurrent") == true ? "Yes" : "";

    /// <summary>The pools that are wanted, or the number of workers of the one there is.</summary>
    /// <param name="instance">A CseClusterSpec.</param>
    /// <returns>The text.</returns>
    public static object SpecWorkers(PSObject instance)
    {
        Row row = new(instance);
        return row.Texts("NodePool") is { Count: > 0 } pools ? string.Join(", ", pools)
            : row.Text("WorkerCount") is { Length: > 0 } count ? count : $"{CseClusterSpec.DefaultWorkers} (default)";
    }

    /// <summary>The VMs that a plan makes.</summary>
    /// <param name="instance">A CseClusterPlan.</param>
    /// <returns>The text, or null for none.</returns>
    public static object? PlanAdds(PSObject instance) => Joined(instance, "VmsToAdd", ", ");

    /// <summary>The VMs that a plan removes.</summary>
    /// <param name="instance">A CseClusterPlan.</param>
    /// <returns>The text, or null for none.</returns>
    public static object? PlanRemoves(PSObject instance) => Joined(instance, "VmsToRemove", ", ");

    /// <summary>What VDC and network have left after a plan.</summary>
    /// <param name="instance">A CseClusterPlan.</param>
    /// <returns>The text, or null for nothing.</returns>
    public static object? PlanLeft(PSObject instance) => Joined(instance, "QuotaLeft", "\n");

    /// <summary>What somebody should know before a plan is carried out.</summary>
    /// <param name="instance">A CseClusterPlan.</param>
    /// <returns>The text.</returns>
    public static object? PlanWarnings(PSObject instance) => Joined(instance, "Warnings", "\n");

    /// <summary>What a plan leaves as it is.</summary>
    /// <param name="instance">A CseExtensionPlan.</param>
    /// <returns>The text, or null for nothing.</returns>
    public static object? PlanNotes(PSObject instance) => Joined(instance, "Notes", "\n");

    /// <summary>The paths that an extension answers.</summary>
    /// <param name="instance">A CseExtension.</param>
    /// <returns>The text.</returns>
    public static object Paths(PSObject instance) => string.Join(", ", new Row(instance).Texts("UrlPattern"));

    /// <summary>How large a bundle is, and how many files are in it.</summary>
    /// <param name="instance">A CseSupportBundle.</param>
    /// <returns>The text.</returns>
    public static object BundleSize(PSObject instance)
    {
        Row row = new(instance);
        int files = row.Texts("Files").Count;
        return $"{files} {(files == 1 ? "file" : "files")}, {Math.Max(1, (row.Number("Length") ?? 0) / 1024)} KB";
    }

    /// <summary>What a bundle lacks, one per line.</summary>
    /// <param name="instance">A CseSupportBundle.</param>
    /// <returns>The text, or null for nothing.</returns>
    public static object? BundleProblems(PSObject instance) => Joined(instance, "Problems", "\n");

    // A list item whose condition is null is left out.
    private static string? Joined(PSObject instance, string property, string separator) =>
        new Row(instance).Texts(property) is { Count: > 0 } texts ? string.Join(separator, texts) : null;

    // An id is host/organization/user.
    private static bool IsOfSystem(string server) => server.Split('/') is { Length: > 1 } parts && string.Equals(parts[1], "System", StringComparison.OrdinalIgnoreCase);

    private static bool SeesSeveralOrgs() =>
        ConnectionStore.OfProcess.Open.Select(connection => connection.Server.Org).Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any();
}
