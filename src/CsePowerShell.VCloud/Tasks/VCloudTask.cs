namespace CsePowerShell.VCloud;

/// <summary>The states of a task.</summary>
public enum VCloudTaskStatus
{
    /// <summary>A state this client does not know. Treated as still running.</summary>
    Unknown,

    /// <summary>Waiting to be started.</summary>
    Queued,

    /// <summary>Held back before its start, for example by a blocking task.</summary>
    PreRunning,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Success,

    /// <summary>Ended with an error.</summary>
    Error,

    /// <summary>Canceled by a user.</summary>
    Canceled,

    /// <summary>Aborted by an administrator.</summary>
    Aborted,
}

/// <summary>The error a task ended with.</summary>
public sealed class VCloudTaskError
{
    internal VCloudTaskError(int majorErrorCode, string? minorErrorCode, string message)
    {
        MajorErrorCode = majorErrorCode;
        MinorErrorCode = minorErrorCode;
        Message = message;
    }

    /// <summary>The major code, an HTTP status.</summary>
    public int MajorErrorCode { get; }

    /// <summary>The minor code, such as <c>BUSY_ENTITY</c>.</summary>
    public string? MinorErrorCode { get; }

    /// <summary>The server's words.</summary>
    public string Message { get; }
}

/// <summary>A task of vCD as it was when it was read.</summary>
public sealed class VCloudTask : EntityReference
{
    internal VCloudTask(string name, string href, string? id, VCloudTaskStatus status)
        : base(name, href, id, MediaTypes.Task) => Status = status;

    /// <summary>The state.</summary>
    public VCloudTaskStatus Status { get; }

    /// <summary>What it does, for people; the tense changes when the task ends.</summary>
    public string Operation { get; init; } = "";

    /// <summary>What it does, for programs, such as <c>vdcRecomposeVapp</c>.</summary>
    public string OperationName { get; init; } = "";

    /// <summary>Who made the task: <c>com.vmware.vcloud</c>, or an extension's namespace.</summary>
    public string? ServiceNamespace { get; init; }

    /// <summary>Percent done, 0 to 100; null while vCD does not tell.</summary>
    public int? Progress { get; init; }

    /// <summary>What the maker of the task says about it.</summary>
    public string? Details { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The object the task is about.</summary>
    public EntityReference? Owner { get; init; }

    /// <summary>Who started it.</summary>
    public EntityReference? User { get; init; }

    /// <summary>The organization it belongs to.</summary>
    public EntityReference? Organization { get; init; }

    /// <summary>The error it ended with; null otherwise.</summary>
    public VCloudTaskError? Error { get; init; }

    /// <summary>True when somebody asked for it to be canceled.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>The task's links, <c>task:cancel</c> among them while it can be canceled.</summary>
    public LinkSet Links { get; init; } = LinkSet.Empty;

    /// <summary>True when the task has ended, one way or another.</summary>
    public bool IsFinished => Status is VCloudTaskStatus.Success or VCloudTaskStatus.Error or VCloudTaskStatus.Canceled or VCloudTaskStatus.Aborted;
}
