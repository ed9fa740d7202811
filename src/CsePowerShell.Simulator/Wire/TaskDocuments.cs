using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator.Wire;

internal static class TaskDocuments
{
    public static XElement Write(VcdTask task, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        bool canCancel = !task.HasEnded && task.Status != TaskState.Queued && !task.CancelRequested;
        return X.E("Task",
            X.A("cancelRequested", task.CancelRequested), X.A("endTime", task.Ended), X.A("expiryTime", task.Expires),
            X.A("operation", task.Operation),
            X.A("operationName", task.OperationName), X.A("serviceNamespace", task.ServiceNamespace), X.A("startTime", task.Started),
            X.A("status", task.Status),
            X.A("operationKey", task.OperationKey), X.Identity(hrefs, task),
            canCancel ? X.Link("task:cancel", $"{hrefs.Of(task)}/action/cancel") : null,
            task.Description is null ? null : X.Description(task),
            Reference("Owner", task.Owner, hrefs),
            task.Error is null ? null : ErrorDocument.Write(task.Error),
            Reference("User", task.UserAsWritten ?? new TaskReference(task.User), hrefs),
            X.E("Organization", X.A("href", hrefs.Of(task.Org)), X.A("name", task.Org.Name), X.A("type", MediaTypes.Org)),
            task.Progress is int progress ? X.E("Progress", progress) : null,
            X.E("Details", task.Details ?? ""),
            task.Result is { } result ? X.E("Result", X.E("ResultContent", result)) : null);
    }

    /// <summary>The <c>Tasks</c> child of an object: what runs on it, or what failed last.</summary>
    public static XElement? InProgress(Entity entity, Viewer viewer) =>
        entity.Tasks.Count == 0 ? null : X.E("Tasks", entity.Tasks.Select(task => Write(task, viewer)));

    public static XElement List(Organization org, Viewer viewer, int limit) =>
        X.E("TasksList", X.A("name", "Tasks Lists"), X.A("href", viewer.Hrefs.Path($"tasksList/{org.Id}")), X.A("type", MediaTypes.TasksList),
            org.History.AsEnumerable().Reverse().Where(task => viewer.User.CanSee(task)).Take(limit).Select(task => Write(task, viewer)));

    private static XElement Reference(string element, TaskReference reference, Hrefs hrefs) => reference.Entity is { } entity
        ? X.E(element, X.A("href", hrefs.Of(entity)), X.A("name", entity.Name), X.A("type", entity.Kind.MediaType), X.A("id", entity.Urn))
        : X.E(element, X.A("href", reference.Href), X.A("name", reference.Name), X.A("type", reference.Type), X.A("id", reference.Id));
}
