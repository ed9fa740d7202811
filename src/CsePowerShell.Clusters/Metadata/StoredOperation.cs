using Newtonsoft.Json.Linq;

namespace CsePowerShell.Clusters;

/// <summary>The operation as <c>cse.ps.operation</c> keeps it.</summary>
internal sealed class StoredOperation
{
    private const int MaxMessage = 320;

    public string Id { get; set; } = "";

    /// <summary>Id of the vCD task that tells the same, where the service does it.</summary>
    public string? TaskId { get; set; }

    public OperationKind Kind { get; set; }

    public string Phase { get; set; } = "";

    public int Percent { get; set; }

    public DateTimeOffset Deadline { get; set; }

    public Actor Actor { get; set; } = new();

    public DateTimeOffset Started { get; set; }

    public DateTimeOffset? Ended { get; set; }

    public bool Canceled { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    /// <summary>Nodes that a scale-in has cordoned, so that whoever continues with another size can give them back.</summary>
    public List<string> Cordoned { get; set; } = [];

    public StoredOperation Clone()
    {
        var copy = (StoredOperation)MemberwiseClone();
        copy.Cordoned = [.. Cordoned];
        return copy;
    }

    public JObject ToJson()
    {
        var json = new JObject
        {
            ["id"] = Id,
            ["kind"] = Kind.ToString(),
            ["phase"] = Phase,
            ["pct"] = Percent,
            ["deadline"] = JsonText.Of(Deadline),
            ["user"] = Actor.User,
            ["host"] = Actor.Host,
            ["proc"] = Actor.Process,
            ["started"] = JsonText.Of(Started),
        };
        if (TaskId is { Length: > 0 } task)
            json["task"] = task;
        if (Ended is { } ended)
            json["ended"] = JsonText.Of(ended);
        if (Canceled)
            json["canceled"] = true;
        if (ErrorCode is not null)
            json["error"] = ErrorCode;
        if (ErrorMessage is { } message)
            json["message"] = message.Length > MaxMessage ? message.Substring(0, MaxMessage) : message;
        if (Cordoned.Count > 0)
            json["cordoned"] = new JArray(Cordoned);
        return json;
    }

    public static StoredOperation? FromJson(JObject? json)
    {
        if (json is null || JsonText.Of(json, "id") is not { } id || !Enum.TryParse(JsonText.Of(json, "kind"), out OperationKind kind) || !Enum.IsDefined(typeof(OperationKind), kind))
            return null;

        return new StoredOperation
        {
            Id = id,
            TaskId = JsonText.Of(json, "task") is { } task && Guid.TryParseExact(task, "D", out _) ? task : null,
            Kind = kind,
            Phase = JsonText.Of(json, "phase") ?? "",
            Percent = JsonText.Number(json, "pct") ?? 0,
            Deadline = JsonText.Time(json, "deadline") ?? default,
            Actor = Actor.FromJson(json),
            Started = JsonText.Time(json, "started") ?? default,
            Ended = JsonText.Time(json, "ended"),
            Canceled = json["canceled"] is JValue { Value: true },
            ErrorCode = JsonText.Of(json, "error"),
            ErrorMessage = JsonText.Of(json, "message"),
            Cordoned = json["cordoned"] is JArray names ? [.. names.Where(name => name.Type == JTokenType.String).Select(name => (string)name!)] : [],
        };
    }

    /// <summary>Where it stands, for somebody who looks at the record at <paramref name="now"/>.</summary>
    public OperationState StateAt(DateTimeOffset now, Func<string, Actor, bool> isDead) => this switch
    {
        { Canceled: true } => OperationState.Canceled,
        { ErrorCode: not null } => OperationState.Failed,
        { Ended: not null } => OperationState.Succeeded,
        _ when now > Deadline || isDead(Id, Actor) => OperationState.Interrupted,
        _ => OperationState.Running,
    };
}
