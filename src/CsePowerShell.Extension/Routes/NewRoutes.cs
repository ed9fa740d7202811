using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Jobs;
using CsePowerShell.Extension.Messages;
using System.Text;

namespace CsePowerShell.Extension.Routes;

/// <summary>What goes beyond CSE 1.x, by id instead of by name. The underscore cannot be in a cluster's name, so nothing here hides one. Only ever added to.</summary>
internal sealed class NewRoutes(ClusterChanges changes, ClusterForecast forecast, TemplateList templates, ServiceSettings settings)
{
    public IEnumerable<Route> All() =>
    [
        new("GET", "/api/cse/_1/clusters", "Lists clusters.", ListAsync)
        {
            Query =
            [
                new("name", typeof(string), "Only clusters of this name; * and ? are wildcards."),
                new("org", typeof(string), "Only clusters of this organization."),
                new("vdc", typeof(string), "Only clusters of this VDC."),
                new("nodes", typeof(bool), "Also reads the nodes."),
            ],
            ResponseBody = typeof(List<Cluster>),
        },
        new("POST", "/api/cse/_1/clusters", "Creates a cluster, or continues creating it.", CreateAsync) { RequestBody = typeof(CreateClusterDocument), ResponseBody = typeof(AcceptedDocument), SuccessStatus = 202 },
        new("POST", "/api/cse/_1/clusters/plan", "Says what a create would do, and does nothing.", PlanCreateAsync) { RequestBody = typeof(CreateClusterDocument), ResponseBody = typeof(ClusterPlan) },
        new("POST", "/api/cse/_1/clusters/check", "Checks all that a create needs, and does nothing.", CheckAsync) { RequestBody = typeof(CreateClusterDocument), ResponseBody = typeof(List<CheckResult>) },
        new("GET", "/api/cse/_1/clusters/{id}", "Reads a cluster with its nodes.", ReadAsync) { ResponseBody = typeof(Cluster) },
        new("DELETE", "/api/cse/_1/clusters/{id}", "Removes a cluster.", RemoveAsync)
        {
            Query =
            [
                new("force", typeof(bool), "Removes it in whatever state it is."),
                new("timeoutSeconds", typeof(int), "Limit for the whole operation."),
            ],
            ResponseBody = typeof(AcceptedDocument),
            SuccessStatus = 202,
        },
        new("POST", "/api/cse/_1/clusters/{id}/resize", "Adds or removes workers.", ResizeAsync) { RequestBody = typeof(ResizeClusterDocument), ResponseBody = typeof(AcceptedDocument), SuccessStatus = 202 },
        new("POST", "/api/cse/_1/clusters/{id}/resize/plan", "Says what a resize would do, and does nothing.", PlanResizeAsync) { RequestBody = typeof(ResizeClusterDocument), ResponseBody = typeof(ClusterPlan) },
        new("POST", "/api/cse/_1/clusters/{id}/remove/plan", "Says what a remove would do, and does nothing.", PlanRemoveAsync) { ResponseBody = typeof(ClusterPlan) },
        new("GET", "/api/cse/_1/clusters/{id}/nodes", "Reads the nodes of a cluster with what Kubernetes says of them.", NodesAsync) { ResponseBody = typeof(NodesDocument) },
        new("GET", "/api/cse/_1/clusters/{id}/kubeconfig", "Reads the administrator's kubeconfig, as YAML.", KubeconfigAsync) { ResponseBody = typeof(string) },
        new("GET", "/api/cse/_1/templates", "Lists templates.", async (_, deadline) => Replies.Ok(await templates.ListAsync(deadline).ConfigureAwait(false))) { ResponseBody = typeof(List<Template>) },
        new("GET", "/api/cse/_1/tasks/{id}", "Reads a task of the service.", TaskAsync) { ResponseBody = typeof(TaskDocument) },
        new("POST", "/api/cse/_1/tasks/{id}/cancel", "Asks for a task to be canceled at its next step.", CancelAsync) { ResponseBody = typeof(TaskDocument), SuccessStatus = 202 },
    ];

    private static async Task<ResponseMessage> ListAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        var query = new ClusterQuery { NamePattern = context.Query("name"), Org = context.Query("org"), Vdc = context.Query("vdc"), IncludeNodes = context.QueryFlag("nodes") };
        return Replies.Ok(await ClusterLookup.ListAsync(caller, query, deadline).ConfigureAwait(false));
    }

    private async Task<ResponseMessage> CreateAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        return Replies.Accepted(await changes.CreateAsync(caller, context.Request, Wanted(context), context.Lifetime, deadline).ConfigureAwait(false));
    }

    private async Task<ResponseMessage> PlanCreateAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        return Replies.Ok(await forecast.PlanCreateAsync(caller, context.Request, Wanted(context), deadline).ConfigureAwait(false));
    }

    private async Task<ResponseMessage> CheckAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        return Replies.Ok(await forecast.CheckAsync(caller, context.Request, Wanted(context), deadline).ConfigureAwait(false));
    }

    private static CreateClusterDocument Wanted(RouteContext context)
    {
        CreateClusterDocument body = context.Body<CreateClusterDocument>();
        if (body.Spec is null || body.TimeoutSeconds is <= 0)
            throw new ClusterException(ErrorCodes.BadRequest, "The specification is missing, or the timeout is not above 0.");
        if (body.Spec.Pools is null || body.Spec.Pools.Contains(null!))
            throw new ClusterException(ErrorCodes.BadRequest, "The pools of the specification are not complete.");
        return body;
    }

    private static async Task<ResponseMessage> ReadAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        Cluster cluster = await ClusterLookup.ByIdAsync(caller, context["id"], deadline).ConfigureAwait(false);
        return Replies.Ok(await caller.Operations.GetClusterAsync(new ClusterReference { VAppUrn = cluster.VAppUrn }, deadline).ConfigureAwait(false));
    }

    private async Task<ResponseMessage> RemoveAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        Cluster cluster = await ClusterLookup.ByIdAsync(caller, context["id"], deadline).ConfigureAwait(false);
        return Replies.Accepted(await changes.RemoveAsync(caller, context.Request, cluster, context.QueryFlag("force"), context.QueryNumber("timeoutSeconds"), context.Lifetime, deadline).ConfigureAwait(false));
    }

    private async Task<ResponseMessage> ResizeAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        ResizeClusterDocument body = context.Body<ResizeClusterDocument>();
        Cluster cluster = await ClusterLookup.ByIdAsync(caller, context["id"], deadline).ConfigureAwait(false);
        return Replies.Accepted(await changes.ResizeAsync(caller, context.Request, cluster, body, context.Lifetime, deadline).ConfigureAwait(false));
    }

    private async Task<ResponseMessage> PlanResizeAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        ResizeClusterDocument body = context.Body<ResizeClusterDocument>();
        Cluster cluster = await ClusterLookup.ByIdAsync(caller, context["id"], deadline).ConfigureAwait(false);
        return Replies.Ok(await forecast.PlanResizeAsync(caller, context.Request, cluster, body, deadline).ConfigureAwait(false));
    }

    private async Task<ResponseMessage> PlanRemoveAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        Cluster cluster = await ClusterLookup.ByIdAsync(caller, context["id"], deadline).ConfigureAwait(false);
        return Replies.Ok(await forecast.PlanRemoveAsync(caller, context.Request, cluster, deadline).ConfigureAwait(false));
    }

    private async Task<ResponseMessage> NodesAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        Cluster cluster = await ClusterLookup.ByIdAsync(caller, context["id"], deadline).ConfigureAwait(false);
        return Replies.Ok(await ClusterNodeReader.ReadAsync(caller, cluster, settings, deadline).ConfigureAwait(false));
    }

    private async Task<ResponseMessage> KubeconfigAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        Cluster cluster = await ClusterLookup.ByIdAsync(caller, context["id"], deadline).ConfigureAwait(false);
        return new ResponseMessage(200, Encoding.UTF8.GetBytes(await OldRoutes.KubeconfigAsync(caller, cluster, settings, deadline).ConfigureAwait(false)), ResponseMessage.Yaml);
    }

    private static async Task<ResponseMessage> TaskAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        return Replies.Ok(await caller.ReadTaskAsync(context["id"], deadline).ConfigureAwait(false));
    }

    private static async Task<ResponseMessage> CancelAsync(RouteContext context, CancellationToken deadline)
    {
        ICallerSession caller = await context.CallerAsync(deadline).ConfigureAwait(false);
        await caller.CancelTaskAsync(context["id"], deadline).ConfigureAwait(false);
        return Replies.Accepted(await caller.ReadTaskAsync(context["id"], deadline).ConfigureAwait(false));
    }
}
