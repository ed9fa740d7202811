using System.Management.Automation;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Checks, before anything is made, whether clusters can be made: one row per check, with what to do about it. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "CseEnvironment", DefaultParameterSetName = GeneralSet)]
[OutputType(typeof(CseTestResult))]
public sealed class TestCseEnvironmentCommand : CseConnectedCmdlet
{
    private const string GeneralSet = "General";
    private const string ClusterSet = "Cluster";

    /// <summary>Organization VDC that a cluster would be made in.</summary>
    [Parameter(Position = 0, ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VdcCompleter))]
    public string Vdc { get; set; } = "";

    /// <summary>Organization of the VDC; a provider administrator needs it where VDCs of several organizations have one name.</summary>
    [Parameter(ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OrgCompleter))]
    public string? Org { get; set; }

    /// <summary>Network of the VDC for the nodes.</summary>
    [Parameter(Position = 1, ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    public string Network { get; set; } = "";

    /// <summary>Template for the nodes.</summary>
    [Parameter(Position = 2, ParameterSetName = ClusterSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string Template { get; set; } = "";

    /// <summary>Revision of the template; without it, the highest.</summary>
    [Parameter(ParameterSetName = ClusterSet)]
    [PSDefaultValue(Help = "The highest")]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(TemplateRevisionCompleter))]
    public int? TemplateRevision { get; set; }

    /// <summary>Storage profile for the nodes; without it, the VDC's default.</summary>
    [Parameter(ParameterSetName = ClusterSet)]
    [PSDefaultValue(Help = "The VDC's default")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StorageProfileCompleter))]
    public string? StorageProfile { get; set; }

    /// <summary>Number of workers to check for, 0 to 100; 2 by default, as New-CseCluster makes them.</summary>
    [Parameter(ParameterSetName = ClusterSet)]
    [PSDefaultValue(Value = CseClusterSpec.DefaultWorkers)]
    public int? WorkerCount { get; set; }

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        await ForEachTargetAsync(await ConnectionsAsync(), async connection =>
        {
            foreach (CheckResult row in await connection.Clusters.CheckAsync(Spec(connection.Context), stop))
            {
                await EmitAsync(row.ToOutput(connection.Id));
            }
        }, stop);
    }

    // Defaults of the connection alone ask for a cluster only where they name all that one needs.
    private ClusterSpec? Spec(CseContext context)
    {
        bool isAsked = Vdc.Length + Network.Length + Template.Length > 0 || context is { Vdc: not null, Network: not null, Template: not null };
        if (!isAsked)
        {
            return null;
        }

        CseClusterSpec spec = new()
        {
            // The name is not checked for here: it only has to be one that nobody has.
            Name = "test-" + Guid.NewGuid().ToString("N").Substring(0, 8),
            Vdc = Vdc,
            Org = Org,
            Network = Network,
            Template = Template,
            TemplateRevision = TemplateRevision,
            StorageProfile = StorageProfile,
            WorkerCount = WorkerCount,
        };
        context.Fill(spec);
        return spec.ToEngine();
    }
}
