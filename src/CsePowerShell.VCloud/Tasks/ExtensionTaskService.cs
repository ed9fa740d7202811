using System.Xml.Linq;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.VCloud;

/// <summary>Tasks of extensions: make, report, find. Only a system administrator may (vCloud API Programming Guide, GUID-CF75DD42).</summary>
public sealed class ExtensionTaskService
{
    private readonly ApiChannel _channel;
    private readonly QueryService _query;

    internal ExtensionTaskService(ApiChannel channel, ILogger logger)
    {
        _channel = channel;
        _query = new QueryService(channel, logger);
    }

    /// <summary>Makes a task, or finds the one made with the same key.</summary>
    /// <param name="org">URN, uuid or address of the organization it goes to.</param>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task as vCD has it.</returns>
    public async Task<ExtensionTask> CreateAsync(string org, ExtensionTask task, CancellationToken cancellationToken = default)
    {
        if (!VCloudUrn.TryGetUuid(org, out Guid uuid))
            throw new ArgumentException($"\"{org}\" does not name an organization.", nameof(org));
        string href = new Uri(_channel.Endpoint, "api/tasksList/" + uuid.ToString("D")).ToString();
        return Read(await _channel.PostAsync(href, Write(task), MediaTypes.Task, "Task", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Writes a task as it is now.</summary>
    /// <param name="task">The task, with its address.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task as vCD has it, a wish to cancel included.</returns>
    public async Task<ExtensionTask> UpdateAsync(ExtensionTask task, CancellationToken cancellationToken = default)
    {
        if (task is null || task.Href.Length == 0)
            throw new ArgumentException("The task has no address.", nameof(task));
        return Read(await _channel.PutAndReadAsync(task.Href, Write(task), MediaTypes.Task, "Task", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads a task.</summary>
    /// <param name="href">Its address.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task as vCD has it.</returns>
    public async Task<ExtensionTask> GetAsync(string href, CancellationToken cancellationToken = default) =>
        Read(await _channel.GetAsync(href, "Task", cancellationToken).ConfigureAwait(false));

    /// <summary>Lists tasks of an extension that have not ended: one request per page of 128.</summary>
    /// <param name="serviceNamespace">Whose tasks.</param>
    /// <param name="org">URN, uuid or address of an organization; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Their records: <c>object</c>, <c>objectName</c>, <c>name</c>, <c>status</c>, <c>startDate</c>.</returns>
    public async Task<IReadOnlyList<QueryRecord>> ListOpenAsync(string serviceNamespace, string? org = null, CancellationToken cancellationToken = default)
    {
        string? orgHref = VCloudUrn.TryGetUuid(org, out Guid uuid) ? new Uri(_channel.Endpoint, "api/org/" + uuid.ToString("D")).ToString() : null;
        var spec = new QuerySpec("task")
        {
            Filter = QueryFilter.And(
                QueryFilter.Equal("serviceNamespace", serviceNamespace),
                QueryFilter.Or(QueryFilter.Equal("status", "running"), QueryFilter.Equal("status", "queued"), QueryFilter.Equal("status", "preRunning")),
                orgHref is null ? null : QueryFilter.Equal("org", orgHref)),
        };
        return await _query.ListAsync(spec, cancellationToken).ConfigureAwait(false);
    }

    private static XElement Write(ExtensionTask task)
    {
        var root = new XElement(Ns.VCloud + "Task",
            new XAttribute("name", "task"),
            new XAttribute("type", MediaTypes.Task),
            new XAttribute("status", task.Status),
            new XAttribute("operation", task.Operation),
            new XAttribute("operationName", task.OperationName),
            new XAttribute("serviceNamespace", task.ServiceNamespace));
        if (task.OperationKey is { } key)
            root.Add(new XAttribute("operationKey", key));
        if (task.Description.Length > 0)
            root.Add(new XElement(Ns.VCloud + "Description", task.Description));
        Add(root, "Owner", task.Owner);
        if (task.Error is { } error)
        {
            root.Add(new XElement(Ns.VCloud + "Error",
                new XAttribute("majorErrorCode", error.MajorErrorCode),
                new XAttribute("minorErrorCode", error.MinorErrorCode),
                new XAttribute("message", error.Message),
                new XAttribute("stackTrace", "")));
        }

        Add(root, "User", task.User);
        if (task.Progress is { } progress)
            root.Add(new XElement(Ns.VCloud + "Progress", progress));
        root.Add(new XElement(Ns.VCloud + "Details", task.Details));
        return root;
    }

    private static void Add(XElement root, string name, EntityReference? reference)
    {
        if (reference is null)
            return;
        var element = new XElement(Ns.VCloud + name, new XAttribute("href", reference.Href), new XAttribute("name", reference.Name));
        if (reference.Type is { } type)
            element.Add(new XAttribute("type", type));
        root.Add(element);
    }

    private static ExtensionTask Read(XElement element)
    {
        VCloudTask task = TaskDocument.Read(element);
        return new ExtensionTask
        {
            Href = task.Href,
            OperationKey = element.Attr("operationKey"),
            ServiceNamespace = task.ServiceNamespace ?? "",
            Status = element.Attr("status") ?? "",
            Operation = task.Operation,
            OperationName = task.OperationName,
            Description = element.Text(Ns.VCloud + "Description") ?? "",
            Owner = task.Owner,
            User = task.User,
            Progress = task.Progress,
            Details = task.Details ?? "",
            Error = task.Error is { } error ? new ExtensionTaskError(error.MajorErrorCode, error.MinorErrorCode ?? "", error.Message) : null,
            IsCancelRequested = task.IsCancelRequested,
            StartTime = task.StartTime,
            EndTime = task.EndTime,
        };
    }
}
