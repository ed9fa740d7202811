using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Makes templates that clusters can be made from: uploads an OVA into a catalog, and records what is in it.</summary>
/// <remarks>
/// The package is compared with its manifest, and with -Sha256 where that is given, before anything is written in vCD. Run again after any failure, it goes
/// on where vCD says that it stopped; a template that was made from the same package comes back unchanged. Ctrl+C takes the unfinished item out of the catalog.
/// </remarks>
[Cmdlet(VerbsData.Import, "CseTemplate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CseTemplate), typeof(CseTask))]
public sealed class ImportCseTemplateCommand : CseConnectedCmdlet
{
    // How long the prompt may stay away after Ctrl+C, so that the half item is gone when it comes.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(30);

    private ClusterOperation? _operation;

    /// <summary>Makes the cmdlet.</summary>
    public ImportCseTemplateCommand()
        : base(s_grace)
    {
    }

    /// <summary>OVA files, or OVF descriptors with their files beside them; files of Get-ChildItem bind.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Catalog of your organization that they go into.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AnyCatalogCompleter))]
    public string Catalog { get; set; } = "";

    /// <summary>Name of the template, as New-CseCluster -Template takes it; by default that of the file, less a <c>_revN</c> at its end.</summary>
    [Parameter]
    [PSDefaultValue(Help = "The file's name")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Revision, from 1; a higher one replaces a lower one for new clusters. By default what the file's name ends in (<c>_rev2</c>), else 1.</summary>
    [Parameter]
    [PSDefaultValue(Help = "What the file's name ends in, else 1")]
    [ValidateRange(1, int.MaxValue)]
    public int? Revision { get; set; }

    /// <summary>Version of Kubernetes in it, such as <c>v1.31.4</c>; by default the property KUBERNETES_SEMVER of the OVF descriptor.</summary>
    [Parameter]
    [PSDefaultValue(Help = "What the descriptor says")]
    [ValidateNotNullOrEmpty]
    public string? KubernetesVersion { get; set; }

    /// <summary>Network plugin in it, such as <c>flannel</c>; recorded for people to see.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Cni { get; set; }

    /// <summary>Version of the network plugin.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CniVersion { get; set; }

    /// <summary>What vCD shows beside it, at most 180 characters; by default its versions. The package's SHA-256 is put behind it.</summary>
    [Parameter]
    [PSDefaultValue(Help = "Its versions")]
    [ValidateLength(0, TemplateImportRequest.MaxDescription)]
    public string? Description { get; set; }

    /// <summary>SHA-256 that the OVA has to have, 64 hexadecimal digits, as whoever made it has published it.</summary>
    [Parameter]
    [ValidatePattern("^\\s*[0-9a-fA-F]{64}\\s*$")]
    public string? Sha256 { get; set; }

    /// <summary>Makes the catalog if your organization has none of that name.</summary>
    [Parameter]
    public SwitchParameter CreateCatalog { get; set; }

    /// <summary>Lets all organizations read the catalog that -CreateCatalog makes.</summary>
    [Parameter]
    public SwitchParameter Publish { get; set; }

    /// <summary>
    /// Replaces what the catalog has under the name. It is removed before the upload, so there is none until that has ended; a new -Revision leaves the old one in
    /// place.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Keeps what was uploaded when it fails or is stopped; within an hour (vCD's limit for transfers that rest) the same command goes on with it.</summary>
    [Parameter]
    public SwitchParameter NoRollback { get; set; }

    /// <summary>Limit for the whole import in seconds, from 1; without it, as long as it takes.</summary>
    [Parameter]
    [PSDefaultValue(Help = "No limit")]
    [ValidateRange(1, 31_536_000)]
    public int? TimeoutSec { get; set; }

    /// <summary>Returns a live task at once and goes on in the background of this PowerShell process. Wait-CseTask waits for it.</summary>
    [Parameter]
    [Alias("NoWait")]
    public SwitchParameter RunAsync { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachTargetAsync(Path, async path =>
    {
        CseConnection connection = await ConnectionAsync();
        VCloud.VCloudClient client = connection.Client ?? throw new ArgumentException($"'{connection.Id}' has no session that a file could be sent through.");
        string file = await Pump.AskAsync(() => CmdletHost.ResolvePath(path));
        using TemplateImport import = TemplateImport.Open(client, ToRequest(file), new EngineOptions { Clock = Clock });
        if (!import.IsVerified)
        {
            await WarnAsync($"'{System.IO.Path.GetFileName(file)}' has no manifest, and there is no -Sha256: nobody would notice if it was damaged on its way here.");
        }

        ClusterChange change = new(connection, ConfirmImpact.Medium, $"Import '{file}' as template '{import.Name}' revision {import.Revision} into catalog '{Catalog}'",
            () => import.PlanAsync(stop), async () => _operation = await import.StartAsync(stop)) { RunAsync = IsOn(RunAsync) };
        try
        {
            if (await ChangeAsync(change, stop) is { } result)
            {
                if (!result.Changed)
                {
                    Tell($"Template '{import.Name}' revision {import.Revision} exists as asked for; nothing was changed.");
                }

                await EmitAsync(result.Template!.ToOutput(connection.Id));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && _operation is not null)
        {
            await Task.WhenAny(_operation.Completion, Clock.Delay(s_grace, CancellationToken.None));
            throw;
        }
    }, stop);

    private TemplateImportRequest ToRequest(string file) => new()
    {
        Path = file,
        Catalog = Catalog,
        Name = Name,
        Revision = Revision,
        KubernetesVersion = KubernetesVersion,
        Cni = Cni,
        CniVersion = CniVersion,
        Description = Description,
        Sha256 = Sha256,
        CreateCatalog = IsOn(CreateCatalog),
        PublishCatalog = IsOn(Publish),
        Force = IsOn(Force),
        NoRollback = IsOn(NoRollback),
        Timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };
}
