namespace CsePowerShell.VCloud;

/// <summary>A task that an extension makes and reports on. vCD wants the whole of it with every write.</summary>
public sealed class ExtensionTask
{
    /// <summary>The task's address; empty for one that is to be made.</summary>
    public string Href { get; set; } = "";

    /// <summary>A word of the maker's choice: making a task with the same word again finds the first one. Null for none.</summary>
    public string? OperationKey { get; set; }

    /// <summary>Whose task it is: 1 to 128 characters, not beginning with <c>com.vmware.vcloud</c>.</summary>
    public string ServiceNamespace { get; set; } = "";

    /// <summary><c>queued</c>, <c>preRunning</c>, <c>running</c>, <c>success</c>, <c>error</c>, <c>canceled</c> or <c>aborted</c>.</summary>
    public string Status { get; set; } = "running";

    /// <summary>What it does, for people.</summary>
    public string Operation { get; set; } = "";

    /// <summary>What it does, for programs.</summary>
    public string OperationName { get; set; } = "";

    /// <summary>More about it, which vCD keeps and shows.</summary>
    public string Description { get; set; } = "";

    /// <summary>What it is about; need not be an object of vCD.</summary>
    public EntityReference? Owner { get; set; }

    /// <summary>For whom it is done: a member of the organization it goes to, or a system administrator.</summary>
    public EntityReference? User { get; set; }

    /// <summary>Percent done, 0 to 100; null for not told.</summary>
    public int? Progress { get; set; }

    /// <summary>What is being done right now.</summary>
    public string Details { get; set; } = "";

    /// <summary>The error it ended with; null otherwise.</summary>
    public ExtensionTaskError? Error { get; set; }

    /// <summary>Somebody asked for it to be canceled: the maker has to look, and to end it. Set by vCD.</summary>
    public bool IsCancelRequested { get; set; }

    /// <summary>When it was started. Set by vCD.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>When it ended. Set by vCD.</summary>
    public DateTimeOffset? EndTime { get; set; }
}

/// <summary>The error of a task that an extension ends.</summary>
/// <param name="majorErrorCode">An HTTP status.</param>
/// <param name="minorErrorCode">A word for programs.</param>
/// <param name="message">Words for people.</param>
public sealed class ExtensionTaskError(int majorErrorCode, string minorErrorCode, string message)
{
    /// <summary>An HTTP status.</summary>
    public int MajorErrorCode { get; } = majorErrorCode;

    /// <summary>A word for programs.</summary>
    public string MinorErrorCode { get; } = minorErrorCode;

    /// <summary>Words for people.</summary>
    public string Message { get; } = message;
}
