namespace CsePowerShell.VCloud;

/// <summary>How to wait for a task.</summary>
public sealed class TaskWaitOptions
{
    /// <summary>How long to wait at most; null waits until the task ends.</summary>
    public TimeSpan? Deadline { get; set; }

    /// <summary>Called with the task each time it was read, the last time when it has ended.</summary>
    public Func<VCloudTask, Task>? OnProgress { get; set; }
}
