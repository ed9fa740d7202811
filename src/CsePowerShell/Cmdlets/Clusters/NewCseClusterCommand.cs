using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Specs;

namespace CsePowerShell.Cmdlets;

/// <summary>Makes a Kubernetes cluster, or continues making it.</summary>
/// <remarks>
/// A cluster of that name that is as asked for comes back unchanged; one that was begun and not finished is continued; another one is the error
/// CseClusterExists.
/// Ctrl+C in direct mode stops at the next step boundary and prints the line that continues; in service mode the work goes on, and the line that waits for it
/// is printed.
/// </remarks>
[Cmdlet(VerbsCommon.New, "CseCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = ParametersSet)]
[OutputType(typeof(CseCluster), typeof(CseTask), typeof(CseClusterPlan))]
public sealed class NewCseClusterCommand : CseConnectedCmdlet
{
    private const string ParametersSet = "Parameters";
    private const string SpecSet = "Spec";
    private const string SpecPathSet = "SpecPath";

    /// <summary>Name: a lower case RFC 1123 label (letters, digits, hyphens) of at most 25 characters, unique in the VDC.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Organization VDC to make it in: name, id or URN, or an object of PowerCLI; without it, that of Set-CseContext.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [PSDefaultValue(Help = "That of Set-CseContext")]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VdcCompleter))]
    public string Vdc { get; set; } = "";

    /// <summary>Organization of the VDC; a provider administrator needs it where VDCs of several organizations have one name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(OrgCompleter))]
    public string? Org { get; set; }

    /// <summary>Network of the VDC that the nodes get their addresses from; without it, that of Set-CseContext.</summary>
    [PSDefaultValue(Help = "That of Set-CseContext")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    public string Network { get; set; } = "";

    /// <summary>Template that the nodes are made from, as Get-CseTemplate lists them; without it, that of Set-CseContext.</summary>
    [PSDefaultValue(Help = "That of Set-CseContext")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string Template { get; set; } = "";

    /// <summary>Revision of the template, from 1; without it, the highest.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [PSDefaultValue(Help = "The highest")]
    [Alias("Revision")]
    [CellNumber]
    [ArgumentCompleter(typeof(TemplateRevisionCompleter))]
    public int? TemplateRevision { get; set; }

    /// <summary>Catalog that the template is looked for in; without it, all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [PSDefaultValue(Help = "All")]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(CatalogCompleter))]
    public string? Catalog { get; set; }

    /// <summary>Number of workers, 0 to 100; 2 by default. With 0 there is only the control plane, until Set-CseClusterSize adds some.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [PSDefaultValue(Value = CseClusterSpec.DefaultWorkers)]
    [Alias("Workers")]
    [CellNumber]
    public int? WorkerCount { get; set; }

    /// <summary>
    /// Pools of workers in place of -WorkerCount, as objects or hashtables: <c>@{ Name = 'gpu'; Count = 2; Cpu = 8 }</c>. What a pool leaves open is as for the
    /// cluster.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [PSDefaultValue(Help = "One pool, workers")]
    [AllowEmptyCollection]
    [AllowNull]
    [FromNames(typeof(CseNodePoolSpec))]
    public CseNodePoolSpec[]? NodePool { get; set; }

    /// <summary>Number of control plane nodes. 1 is the only number that can be made: several, with etcd's membership, are not supported yet.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [PSDefaultValue(Value = 1)]
    [CellNumber]
    public int? ControlPlaneCount { get; set; }

    /// <summary>Virtual CPUs of every node, 1 to 128 (the control plane needs 2); without it, as the template has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [PSDefaultValue(Help = "As the template has it")]
    [CellNumber]
    public int? Cpu { get; set; }

    /// <summary>Memory of every node in MB, 1024 to 4194304, a multiple of 4; without it, as the template has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [PSDefaultValue(Help = "As the template has it")]
    [CellNumber]
    public int? MemoryMB { get; set; }

    /// <summary>Virtual CPUs of the control plane node, 2 to 128, where it is to differ from -Cpu.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [CellNumber]
    public int? ControlPlaneCpu { get; set; }

    /// <summary>Memory of the control plane node in MB, where it is to differ from -MemoryMB.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [CellNumber]
    public int? ControlPlaneMemoryMB { get; set; }

    /// <summary>Storage profile of the nodes; without it, the VDC's default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [PSDefaultValue(Help = "The VDC's default")]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(StorageProfileCompleter))]
    public string? StorageProfile { get; set; }

    /// <summary>Your public key in OpenSSH form (<c>ssh-ed25519 AAAA... me@home</c>), put into every node beside the management key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [AllowEmptyString]
    public string? SshPublicKey { get; set; }

    /// <summary>Addresses of the pods as CIDR; 10.244.0.0/16 by default, as flannel has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [ValidateNotNullOrEmpty]
    public string PodSubnet { get; set; } = ClusterSpec.DefaultPodSubnet;

    /// <summary>Addresses of the services as CIDR; 10.96.0.0/12 by default, as kubeadm has it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ParametersSet)]
    [ValidateNotNullOrEmpty]
    public string ServiceSubnet { get; set; } = ClusterSpec.DefaultServiceSubnet;

    /// <summary>What is wanted, as one object (or a hashtable) with the names of these parameters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SpecSet)]
    [ValidateNotNull]
    [FromNames(typeof(CseClusterSpec))]
    public CseClusterSpec? Spec { get; set; }

    /// <summary>A JSON file that says what is wanted, with the names of these parameters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SpecPathSet)]
    [ValidateNotNullOrEmpty]
    public string? SpecPath { get; set; }

    /// <summary>
    /// Keeps what was made when the create fails, to look at it; the same command continues. Without it, what this call made is removed.
    /// </summary>
    [Parameter]
    public SwitchParameter NoRollback { get; set; }

    /// <summary>Limit for the whole operation in seconds, from 1; 7200 by default.</summary>
    [Parameter]
    [PSDefaultValue(Value = 7200)]
    [ValidateRange(1, int.MaxValue)]
    public int? TimeoutSec { get; set; }

    /// <summary>
    /// Who does it: the API extension (Service) or this process (Direct). Auto, the default, is as the connection has it: through the extension where one is enabled.
    /// </summary>
    [Parameter]
    public CseMode Mode { get; set; }

    /// <summary>Returns a live task at once and goes on in the background: in the service, or of this PowerShell process. Wait-CseTask waits for it.</summary>
    [Parameter]
    [Alias("NoWait")]
    public SwitchParameter RunAsync { get; set; }

    /// <summary>
    /// Also puts the cluster's context into your kubeconfig, once the cluster is there, as Import-CseKubeconfig does. Not with -RunAsync: there is nothing to import,
    /// then.
    /// </summary>
    [Parameter]
    public SwitchParameter ImportKubeconfig { get; set; }

    /// <summary>Returns what would be done as an object, after checking everything against the server, and does nothing.</summary>
    [Parameter]
    public SwitchParameter PlanOnly { get; set; }

    internal Func<string, string?>? Variable { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachTargetAsync([Spec?.Name ?? SpecPath ?? Name], async _ =>
    {
        if (IsOn(RunAsync) && IsOn(ImportKubeconfig))
        {
            throw new ArgumentException("With -RunAsync nobody waits until the cluster is there. Leave -ImportKubeconfig out, and run Import-CseKubeconfig after Wait-CseTask.");
        }

        CseConnection connection = await ConnectionAsync();
        IClusterOperations clusters = connection.In(Mode);
        ClusterSpec spec = (Spec ?? await FromFileAsync() ?? WithDefaults(FromParameters(), connection)).ToEngine();
        CreateOptions options = new() { NoRollback = IsOn(NoRollback), Timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        ClusterChange change = new(connection, ConfirmImpact.Medium, $"Create cluster '{spec.Name}' in VDC '{spec.Vdc}'",
            () => clusters.PlanCreateAsync(spec, options, stop), () => clusters.StartCreateAsync(spec, options, stop)) 
        {
            PlanOnly = IsOn(PlanOnly),
            RunAsync = IsOn(RunAsync),
            // A kubeconfig that cannot be read is better known before the cluster is made than half an hour later.
            Before = IsOn(ImportKubeconfig) ? async () => (await OpenKubeconfigAsync()).Contexts() : null,
        };
        if (await ChangeAsync(change, stop) is not { } result)
        {
            return;
        }

        if (!result.Changed)
        {
            Tell($"Cluster '{spec.Name}' exists as asked for; nothing was changed.");
        }

        if (result.Cluster is { } cluster)
        {
            await EmitAsync(cluster.ToOutput(connection.Id));
            if (IsOn(ImportKubeconfig))
            {
                CseKubeconfigChange imported = await KubeconfigFiles.ImportAsync(await OpenKubeconfigAsync(), connection, clusters, cluster, new KubeconfigWish(cluster.Name), stop);
                Tell($"{imported.Action} the context '{cluster.Name}' in '{imported.Path}'.");
            }
        }
    }, stop);

    private Task<KubeconfigStore> OpenKubeconfigAsync() => KubeconfigFiles.OpenAsync(Pump, CmdletHost, path: null, Variable, Clock);

    private async Task<CseClusterSpec?> FromFileAsync()
    {
        if (SpecPath is not { } path)
        {
            return null;
        }

        string file = await Pump.AskAsync(() => CmdletHost.ResolvePath(path));
        return File.Exists(file) ? SpecFile.Read(file) : throw new ArgumentException($"There is no file '{file}'. Check -SpecPath.");
    }

    /// <summary>What the connection's defaults say where nothing was given. A file or object of wishes is whole, and gets none.</summary>
    private static CseClusterSpec WithDefaults(CseClusterSpec spec, CseConnection connection)
    {
        connection.Context.Fill(spec);
        List<string> missing = [];
        foreach ((string parameter, string value) in new[] { ("-Vdc", spec.Vdc), ("-Network", spec.Network), ("-Template", spec.Template) })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                missing.Add(parameter);
            }
        }

        return missing.Count == 0 ? spec
            : throw new ArgumentException($"A cluster needs {string.Join(", ", missing)}: press Tab after the name of a parameter to see what there is, or set defaults for this connection with Set-CseContext.");
    }

    private CseClusterSpec FromParameters() => new()
    {
        Name = Name,
        Vdc = Vdc,
        Org = Org,
        Network = Network,
        Template = Template,
        TemplateRevision = TemplateRevision,
        Catalog = Catalog,
        WorkerCount = WorkerCount,
        NodePool = NodePool,
        ControlPlaneCount = ControlPlaneCount,
        Cpu = Cpu,
        MemoryMB = MemoryMB,
        ControlPlaneCpu = ControlPlaneCpu,
        ControlPlaneMemoryMB = ControlPlaneMemoryMB,
        StorageProfile = StorageProfile,
        SshPublicKey = SshPublicKey,
        PodSubnet = PodSubnet,
        ServiceSubnet = ServiceSubnet,
    };
}
