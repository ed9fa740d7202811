using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Tasks;

/// <summary>The states of a task, as the wire words them.</summary>
internal static class TaskState
{
    public const string Queued = "queued";
    public const string PreRunning = "preRunning";
    public const string Running = "running";
    public const string Success = "success";
    public const string Error = "error";
    public const string Canceled = "canceled";
    public const string Aborted = "aborted";

    public static readonly string[] All = [Queued, PreRunning, Running, Success, Error, Canceled, Aborted];

    public static bool HasEnded(string state) => state is Success or Error or Canceled or Aborted;
}

/// <summary>The error a task ended with.</summary>
internal sealed record TaskError(int Major, string Minor, string Message, string? StackTrace = null);

/// <summary>What a task or an extension points at: an object of this world, or words that only the extension understands.</summary>
internal sealed record TaskReference(Entity? Entity, string? Href = null, string? Name = null, string? Type = null, string? Id = null)
{
    public string DisplayName => Entity?.Name ?? Name ?? "";
}

/// <summary>A task as it is shown; the work behind it is a <see cref="TaskRun"/>, or lies with an extension.</summary>
internal sealed class VcdTask(Guid id, Organization org, User user, TaskReference owner) : Entity(EntityKind.Task, id, "task")
{
    public const string NativeNamespace = "com.vmware.vcloud";

    public Organization Org { get; } = org;
    public User User { get; } = user;
    public TaskReference Owner { get; set; } = owner;

    /// <summary>The user as an extension wrote it; null shows <see cref="User"/>.</summary>
    public TaskReference? UserAsWritten { get; set; }

    public required string OperationName { get; set; }
    public required string Operation { get; set; }
    public string ServiceNamespace { get; set; } = NativeNamespace;
    public string? OperationKey { get; init; }
    public string Status { get; set; } = TaskState.Queued;
    public int? Progress { get; set; }
    public string? Details { get; set; }
    public string? Result { get; set; }
    public TaskError? Error { get; set; }
    public required DateTimeOffset Started { get; init; }
    public required DateTimeOffset Expires { get; set; }
    public DateTimeOffset? Ended { get; set; }
    public bool CancelRequested { get; set; }

    /// <summary>Stops the work of a native task; null for tasks of extensions, which look at <see cref="CancelRequested"/>.</summary>
    public CancellationTokenSource? Stop { get; init; }

    public bool HasEnded => TaskState.HasEnded(Status);
    public bool IsNative => ServiceNamespace == NativeNamespace;
}
