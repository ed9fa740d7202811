using System.Globalization;
using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Api;

/// <summary>Tasks: read, cancel, list; and those that extensions make and report on.</summary>
internal sealed class TaskRoutes(TaskEngine engine)
{
    private const int LongestNamespace = 128;
    private const int LongestList = 100;

    public void Map(Router router)
    {
        router.Get("/api/task/{id}", request => ApiResponse.Ok(TaskDocuments.Write(Task(request), request.Viewer), MediaTypes.Task));
        router.Put("/api/task/{id}", MediaTypes.Task, Update);
        router.Post("/api/task/{id}/action/cancel", null, Cancel);
        router.Get("/api/tasksList/{id}", request =>
            ApiResponse.Ok(TaskDocuments.List(request.Find<Organization>(EntityKind.Organization), request.Viewer, LongestList),
                MediaTypes.TasksList));
        router.Post("/api/tasksList/{id}", MediaTypes.Task, Create);
    }

    private VcdTask Task(ApiRequest request)
    {
        engine.Sweep();
        return request.Find<VcdTask>(EntityKind.Task);
    }

    /// <summary>The server ends a native task as soon as its work notices; an extension looks at cancelRequested itself.</summary>
    private ApiResponse Cancel(ApiRequest request)
    {
        VcdTask task = Task(request);
        if (!request.User.IsSystem && task.User != request.User && !request.User.May(Rights.Administer))
            throw Refuse.NoRight("Task: Resume, Abort, or Fail");
        if (task.HasEnded) throw new VcdException(400, "BAD_REQUEST", $"The task {task.Id} has ended and cannot be cancelled.");
        task.CancelRequested = true;
        task.Stop?.Cancel();
        return ApiResponse.NoContent();
    }

    /// <summary>
    /// Only a system administrator may (PG GUID-CF75DD42). A repeated operationKey answers the task it made the first time (PG 5.1 p.282), so that a
    /// request whose answer was lost can be sent again.
    /// </summary>
    private ApiResponse Create(ApiRequest request)
    {
        Organization org = request.Find<Organization>(EntityKind.Organization);
        XElement root = request.Body("Task");
        if (!request.User.May(Rights.UpdateTask)) throw Refuse.NoRight("Task: Update");

        string? key = root.Attribute("operationKey")?.Value;
        if (key is not null && org.History.Find(task => task.OperationKey == key) is { } existing) return Answer(existing, request);
        string serviceNamespace = Namespace(root);
        VcdTask created = new(Guid.NewGuid(), org, User(root, org, request.User),
            Reference(root.Child("Owner")) ?? throw Refuse.BadRequest("A task needs an Owner."))
        {
            OperationName = Required(root, "operationName"),
            Operation = Required(root, "operation"),
            ServiceNamespace = serviceNamespace,
            OperationKey = key,
            Started = engine.Now,
            Expires = engine.ExpiryFromNow(),
        };
        Apply(created, root);
        return Answer(engine.Add(created), request);
    }

    /// <summary>The whole task again; it may go to another state until it has ended.</summary>
    private ApiResponse Update(ApiRequest request)
    {
        VcdTask task = Task(request);
        XElement root = request.Body("Task");
        if (!request.User.May(Rights.UpdateTask)) throw Refuse.NoRight("Task: Update");
        if (task.IsNative) throw Refuse.BadRequest("A task of vCloud Director itself cannot be updated.");
        if (task.HasEnded) throw Refuse.BadRequest($"The task {task.Id} has ended and cannot be updated.");
        Namespace(root);
        if (Reference(root.Child("Owner")) is { } owner) task.Owner = owner;
        task.OperationName = root.Attribute("operationName")?.Value ?? task.OperationName;
        task.Operation = root.Attribute("operation")?.Value ?? task.Operation;
        Apply(task, root);
        return Answer(task, request);
    }

    private void Apply(VcdTask task, XElement root)
    {
        string status = root.Attribute("status")!.Value;
        if (!TaskState.All.Contains(status)) throw Refuse.BadRequest($"'{status}' is not a task status; use {string.Join(", ", TaskState.All)}.");
        (task.Status, task.Details, task.Description) = (status, root.Child("Details")?.Value, root.Child("Description")?.Value);
        task.Progress = RequestBody.Number(root.Child("Progress")) ?? task.Progress;
        task.UserAsWritten = Reference(root.Child("User")) ?? task.UserAsWritten;
        if (task.Progress is < 0 or > 100) throw Refuse.BadRequest("Progress is a number from 0 to 100.");
        if (root.Child("Error") is { } error)
            task.Error = Error(error);
        if (root.Attribute("cancelRequested") is { } cancel && RequestBody.Flag(cancel) == true) task.CancelRequested = true;
        if (task.HasEnded) task.Ended ??= engine.Now;
    }

    private static TaskError Error(XElement error) => new(
        int.Parse(error.Attribute("majorErrorCode")!.Value, CultureInfo.InvariantCulture), error.Attribute("minorErrorCode")!.Value,
        error.Attribute("message")!.Value, error.Attribute("stackTrace")?.Value);

    private static ApiResponse Answer(VcdTask task, ApiRequest request) => ApiResponse.Ok(TaskDocuments.Write(task, request.Viewer), MediaTypes.Task);

    private static string Namespace(XElement root)
    {
        string text = root.Attribute("serviceNamespace")?.Value ?? "";
        if (text.Length is 0 or > LongestNamespace) throw Refuse.BadRequest($"serviceNamespace has 1 to {LongestNamespace} characters.");
        return text.StartsWith(VcdTask.NativeNamespace, StringComparison.Ordinal)
            ? throw Refuse.BadRequest($"serviceNamespace must not start with {VcdTask.NativeNamespace}.") : text;
    }

    /// <summary>Who the task belongs to, so that they can see it: the user it names, else the one who made it.</summary>
    private static User User(XElement root, Organization org, User caller)
    {
        string href = root.Child("User")?.Attribute("href")?.Value ?? "";
        return org.Users.Find(user => href.EndsWith(user.Id.ToString(), StringComparison.OrdinalIgnoreCase)) ?? caller;
    }

    /// <summary>Owners need not be objects of vCD: they stay as they were written.</summary>
    private static TaskReference? Reference(XElement? element) => element is null ? null
        : new TaskReference(null, element.Attribute("href")!.Value, element.Attribute("name")?.Value, element.Attribute("type")?.Value,
            element.Attribute("id")?.Value);

    private static string Required(XElement root, string attribute) =>
        root.Attribute(attribute)?.Value is { Length: > 0 } text ? text : throw Refuse.BadRequest($"A task needs the attribute {attribute}.");
}
