using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Jobs;
using CsePowerShell.Extension.Messages;

namespace CsePowerShell.Extension.Routes;

/// <summary>Clusters, nodes and templates as CSE 1.0.0 to 1.2.7 have them.</summary>
internal sealed class OldRoutes(ClusterChanges changes, TemplateList templates, ServiceSettings settings)
{
    public IEnumerable<Route> All() =>
    [
        new("GET", "/api/cse", "Lists clusters.", ListAsync) { ResponseBody = typeof(List<OldCluster>) },
        new("POST", "/api/cse", "Creates a cluster.", CreateAsync) { RequestBody = typeof(OldCreateRequest), ResponseBody = typeof(OldAccepted), SuccessStatus = 202 },
        new("GET", "/api/cse/template", "Lists templates.", TemplatesAsync) { ResponseBody = typeof(List<OldTemplate>) },
        new("DELETE", "/api/cse/{cluster}", "Removes a cluster.", RemoveAsync) { ResponseBody = typeof(OldAccepted), SuccessStatus = 202 },
        new("GET", "/api/cse/{cluster}/info", "Reads a cluster with its nodes.", InfoAsync) { ResponseBody = typeof(OldCluster) },
        new("GET", "/api/cse/{cluster}/config", "Reads the administrator's kubeconfig, as a JSON string.", ConfigAsync) { ResponseBody = typeof(string) },
        new("POST", "/api/cse/{cluster}/node", "Adds workers.", AddNodesAsync) { RequestBody = typeof(OldCreateRequest), ResponseBody = typeof(OldAccepted), SuccessStatus = 202 },
        new("DELETE", "/api/cse/{cluster}/node", "Removes workers by name.", RemoveNodesAsync) { RequestBody = typeof(OldDeleteNodesRequest), ResponseBody = typeof(OldAccepted), SuccessStatus = 202 },
        new("GET", "/api/cse/{cluster}/{node}/info", "Reads a node.", NodeInfoAsync) { ResponseBody = typeof(OldNode) },
    ];

    private async Task<ResponseMessage> ListAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        List<Cluster> clusters = await ClusterLookup.ListAsync(caller, new ClusterQuery(), deadline).ConfigureAwait(false);
        return Replies.Ok(clusters.Select(OldShapesOf.Cluster).ToList());
    }

    private Task<ResponseMessage> TemplatesAsync(RouteContext context, CancellationToken deadline) => templates.OldListAsync(deadline);

    private static async Task<ResponseMessage> InfoAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        return Replies.Ok(OldShapesOf.Cluster(await caller.Operations.GetClusterAsync(new ClusterReference { Name = context["cluster"] }, deadline).ConfigureAwait(false)));
    }

    private static async Task<ResponseMessage> NodeInfoAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        Cluster cluster = await caller.Operations.GetClusterAsync(new ClusterReference { Name = context["cluster"] }, deadline).ConfigureAwait(false);
        Node node = (cluster.Nodes ?? []).Find(candidate => candidate.Name == context["node"])
            ?? throw new ClusterException(ErrorCodes.NodeNotFound, $"Node '{context["node"]}' not found in cluster '{cluster.Name}'.", "The information about the cluster lists its nodes.");
        return Replies.Ok(OldShapesOf.Node(node));
    }

    private async Task<ResponseMessage> ConfigAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        Cluster cluster = await ClusterLookup.ByNameAsync(caller, context["cluster"], deadline).ConfigureAwait(false);
        // A JSON string: the clients take off the first and the last character and turn \n into new lines.
        return Replies.Ok(await KubeconfigAsync(caller, cluster, settings, deadline).ConfigureAwait(false));
    }

    /// <summary>Reads a kubeconfig for a caller who may change the cluster: with it he can.</summary>
    internal static async Task<string> KubeconfigAsync(ICallerSession caller, Cluster cluster, ServiceSettings settings, CancellationToken deadline)
    {
        Permissions.RequireChange(await caller.ReadVAppAsync(cluster, deadline).ConfigureAwait(false), cluster, isForced: false, caller.Identity);
        using CancellationTokenSource limit = settings.Clock.CreateCancellationTokenSource(settings.KubeconfigDeadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, deadline);
        try
        {
            return await caller.Operations.GetKubeconfigAsync(new ClusterReference { VAppUrn = cluster.VAppUrn }, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new ClusterException(ErrorCodes.GuestUnreachable,
                $"The control plane of cluster \"{cluster.Name}\" did not answer within {settings.KubeconfigDeadline.TotalSeconds:0} s.", "Try again; if it stays so, look whether its VM runs and can be reached over SSH.");
        }
    }

    private async Task<ResponseMessage> CreateAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        OldCreateRequest body = context.Body<OldCreateRequest>();
        AcceptedDocument accepted = await changes.CreateAsync(caller, context.Request, OldRequests.Create(body, settings.DefaultTemplate), context.Lifetime, deadline).ConfigureAwait(false);
        return Replies.Accepted(new OldAccepted { Name = accepted.ClusterName, ClusterId = accepted.ClusterId, TaskHref = accepted.TaskHref });
    }

    private async Task<ResponseMessage> RemoveAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        Cluster cluster = await ClusterLookup.ByNameAsync(caller, context["cluster"], deadline).ConfigureAwait(false);
        return Accepted(await changes.RemoveAsync(caller, context.Request, cluster, force: false, timeoutSeconds: null, context.Lifetime, deadline).ConfigureAwait(false));
    }

    private async Task<ResponseMessage> AddNodesAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        OldCreateRequest body = context.Body<OldCreateRequest>();
        ResizeClusterDocument wanted = OldRequests.AddNodes(body);
        Cluster cluster = await ClusterLookup.ByNameAsync(caller, NameOf(body.Name, context), deadline).ConfigureAwait(false);
        return Accepted(await changes.ResizeAsync(caller, context.Request, cluster, wanted, context.Lifetime, deadline).ConfigureAwait(false));
    }

    private async Task<ResponseMessage> RemoveNodesAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        OldDeleteNodesRequest body = context.Body<OldDeleteNodesRequest>();
        ResizeClusterDocument wanted = OldRequests.RemoveNodes(body);
        Cluster cluster = await ClusterLookup.ByNameAsync(caller, NameOf(body.Name, context), deadline).ConfigureAwait(false);
        return Accepted(await changes.ResizeAsync(caller, context.Request, cluster, wanted, context.Lifetime, deadline).ConfigureAwait(false));
    }

    private static ResponseMessage Accepted(AcceptedDocument accepted) => Replies.Accepted(new OldAccepted { ClusterName = accepted.ClusterName, TaskHref = accepted.TaskHref });

    // The old server looked at the body alone, and its client sends both. Whoever sends different ones has made a mistake.
    private static string NameOf(string? inBody, RouteContext context)
    {
        string inPath = context["cluster"];
        return string.IsNullOrEmpty(inBody) || inBody == inPath
            ? inPath
            : throw new ClusterException(ErrorCodes.BadRequest, $"The path names cluster \"{inPath}\" and the body \"{inBody}\".", "Name the same cluster in both.");
    }
}
