namespace CsePowerShell.VCloud;

/// <summary>A task of vCD ended in error, or was canceled or aborted.</summary>
public sealed class VCloudTaskException : VCloudException
{
    internal VCloudTaskException(string message, VCloudTask task, VCloudError error)
        : base(message, error) => Task = task;

    /// <summary>The task as it ended.</summary>
    public VCloudTask Task { get; }
}

/// <summary>A task of vCD did not end in time. It may still be running.</summary>
public sealed class VCloudTaskTimeoutException : VCloudException
{
    internal VCloudTaskTimeoutException(string message, VCloudTask task, TimeSpan waited)
        : base(message)
    {
        Task = task;
        Waited = waited;
    }

    /// <summary>The task as it was seen last.</summary>
    public VCloudTask Task { get; }

    /// <summary>How long it was waited for.</summary>
    public TimeSpan Waited { get; }
}
