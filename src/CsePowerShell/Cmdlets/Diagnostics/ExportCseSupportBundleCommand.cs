using System.Management.Automation;
using System.Runtime.InteropServices;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Errors;
using CsePowerShell.Support;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>Writes a zip file that support can work with and strangers may read: versions, connection, clusters, checks, tasks, documents and the nodes' logs, without secrets.</summary>
/// <remarks>What cannot be read does not end it: the reason is in the bundle, and in the result.</remarks>
[Cmdlet(VerbsData.Export, "CseSupportBundle", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(CseSupportBundle))]
public sealed class ExportCseSupportBundleCommand : CseClusterTargetCmdlet
{
    private readonly List<ClusterTarget> _targets = [];

    /// <summary>Clusters to tell of: objects, ids or names; wildcards work. Without it, the connection and the list of all clusters are told of.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [PSDefaultValue(Help = "The connection and the list of all clusters")]
    [Alias("Name", "Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public override CseClusterIdentity[] Cluster { get; set; } = [];

    /// <summary>File to write, or an existing folder; by default a file named after the time, in the present folder.</summary>
    [Parameter(Position = 1)]
    [PSDefaultValue(Help = "cse-support-TIME.zip in the present folder")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>How far back the nodes' logs go; by default 24 hours.</summary>
    [Parameter]
    [PSDefaultValue(Help = "24 hours ago")]
    public DateTime? Since { get; set; }

    /// <summary>Does not sign in to nodes.</summary>
    [Parameter]
    public SwitchParameter NoGuestLog { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachClusterAsync(target =>
    {
        _targets.Add(target);
        return Task.CompletedTask;
    }, stop);

    private protected override async Task EndAsync(CancellationToken stop)
    {
        string name = $"cse-support-{Clock.GetUtcNow():yyyyMMdd-HHmmss}.zip";
        string path = await Pump.AskAsync(() => CmdletHost.ResolvePath(Path ?? "."));
        path = Directory.Exists(path) ? System.IO.Path.Combine(path, name) : path;
        if (!IsOn(Force) && File.Exists(path))
        {
            await ForEachTargetAsync([path], _ => throw new FileExistsException(path), stop);
            return;
        }

        if (!await ConfirmAsync($"Write a support bundle to '{path}'.", $"Write a support bundle to '{path}'?"))
        {
            return;
        }

        BundleWriter bundle = new();
        IReadOnlyList<CseConnection> connections = _targets.Count > 0 ? [.. _targets.Select(target => target.Connection).Distinct()] : await ConnectionsAsync();
        foreach (CseConnection connection in connections)
        {
            await CollectAsync(bundle, connection, stop);
        }

        foreach (ClusterTarget target in _targets)
        {
            await CollectAsync(bundle, target, stop);
        }

        await ForEachTargetAsync([path], async _ =>
        {
            long length = bundle.Write(path, About(), IsOn(Force));
            Tell($"Wrote '{path}': {bundle.Files.Count} files, {bundle.Redactions} redactions.");
            await EmitAsync(new CseSupportBundle { Path = path, Length = length, Files = [.. bundle.Files], Redactions = bundle.Redactions, Problems = [.. bundle.Problems] });
        }, stop);
    }

    private async Task CollectAsync(BundleWriter bundle, CseConnection connection, CancellationToken stop)
    {
        string folder = "connections/" + SafeName(connection.Id);
        Func<string, string>? known = KnownOf(connection);
        bundle.AddObject(folder + "/connection.json", connection.Server, known);
        await TryAsync(bundle, folder + "/environment.json", known, async () =>
            (await connection.Clusters.CheckAsync(null, stop)).Select(check => check.ToOutput(connection.Id)).ToArray());
        await TryAsync(bundle, folder + "/templates.json", known, async () =>
            (await connection.Clusters.ListTemplatesAsync(new TemplateQuery(), stop)).Select(template => template.ToOutput(connection.Id)).ToArray());
        if (_targets.Count == 0)
        {
            await TryAsync(bundle, folder + "/clusters.json", known, async () =>
            {
                List<CseCluster> clusters = [];
                await connection.Clusters.ForEachClusterAsync(new ClusterQuery(), cluster =>
                {
                    clusters.Add(cluster.ToOutput(connection.Id));
                    return Task.CompletedTask;
                }, stop);
                return clusters;
            });
            await TryAsync(bundle, folder + "/tasks.json", known, async () => await new TaskFinder(Operations).ListAsync(connection, null, stop));
        }
    }

    private async Task CollectAsync(BundleWriter bundle, ClusterTarget target, CancellationToken stop)
    {
        CseConnection connection = target.Connection;
        Func<string, string>? known = KnownOf(connection);
        string folder = "clusters/" + SafeName(target.Name);
        ClusterReference reference = target.Reference;
        await TryAsync(bundle, folder + "/cluster.json", known, async () =>
        {
            Cluster cluster = await connection.Clusters.GetClusterAsync(target.Reference, stop);
            reference = ClusterReference.To(cluster);
            folder = $"clusters/{SafeName(cluster.Name)}-{cluster.Id.Substring(0, Math.Min(8, cluster.Id.Length))}";
            bundle.AddObject(folder + "/cluster.json", cluster.ToOutput(connection.Id), known);
            ClusterNodes nodes = await connection.Clusters.GetNodesAsync(reference, askKubernetes: true, stop);
            bundle.AddObject(folder + "/nodes.json", new { nodes = nodes.Select(node => node.ToOutput(connection.Id)), nodes.Warnings, nodes.SystemPodsNotRunning, nodes.Strangers }, known);
            bundle.AddObject(folder + "/checks.json", ClusterHealth.Check(cluster, nodes, Clock.GetUtcNow()), known);
            await AddDocumentAsync(bundle, folder + "/vapp.xml", connection, cluster.VAppHref, stop);
            await AddDocumentAsync(bundle, folder + "/metadata.xml", connection, cluster.VAppHref.Length == 0 ? "" : cluster.VAppHref + "/metadata", stop);
            return null;
        });
        await TryAsync(bundle, folder + "/tasks.json", known, async () => await new TaskFinder(Operations).ListAsync(connection, new CseClusterIdentity(reference.Id ?? target.Name), stop));
        if (!IsOn(NoGuestLog))
        {
            DateTimeOffset since = Since is { } time ? new DateTimeOffset(time) : Clock.GetUtcNow().AddHours(-24);
            await TryAsync(bundle, folder + "/nodes", known, async () =>
            {
                await GuestLogs.CollectAsync(bundle, folder, connection, reference, since, known, stop);
                return null;
            });
        }
    }

    private static async Task AddDocumentAsync(BundleWriter bundle, string name, CseConnection connection, string href, CancellationToken stop)
    {
        if (connection.Api is { } api && href.Length > 0)
        {
            await TryAsync(bundle, name, KnownOf(connection), async () =>
            {
                RawResponse answer = await api.SendAsync(new RawRequest("GET", href, api.Endpoint), stop);
                bundle.AddText(name, answer.Text, KnownOf(connection));
                return null;
            });
        }
    }

    /// <summary>One part that cannot be had must not cost the others.</summary>
    private static async Task TryAsync(BundleWriter bundle, string name, Func<string, string>? known, Func<Task<object?>> collect)
    {
        try
        {
            if (await collect() is { } value)
            {
                bundle.AddObject(name, value, known);
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or PipelineStoppedException or OutOfMemoryException))
        {
            bundle.Miss(name, exception, known);
        }
    }

    private object About() => new
    {
        module = typeof(ExportCseSupportBundleCommand).Assembly.GetName().Version.ToString(),
        powerShell = typeof(PSObject).Assembly.GetName().Version.ToString(),
        runtime = RuntimeInformation.FrameworkDescription,
        system = RuntimeInformation.OSDescription,
        created = Clock.GetUtcNow(),
        assemblies = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName())
            .Where(assembly => assembly.Name is { } one && (one.StartsWith("CsePowerShell", StringComparison.Ordinal) || one is "RabbitMQ.Client" or "Newtonsoft.Json" or "YamlDotNet" or "Renci.SshNet"))
            .Select(assembly => $"{assembly.Name} {assembly.Version}").Distinct().OrderBy(text => text, StringComparer.Ordinal),
    };

    private static Func<string, string>? KnownOf(CseConnection connection) => connection.Api is { } api ? api.Clean : null;

    private static string SafeName(string text) => string.Concat(text.Select(c => char.IsLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '_'));
}
