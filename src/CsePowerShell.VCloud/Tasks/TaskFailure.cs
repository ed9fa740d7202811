namespace CsePowerShell.VCloud;

/// <summary>Turns a task that did not end well into an exception with the words of its inner error.</summary>
internal static class TaskFailure
{
    public static VCloudTaskException From(VCloudTask task)
    {
        var error = new VCloudError
        {
            HttpStatus = task.Error?.MajorErrorCode ?? 0,
            MajorErrorCode = task.Error?.MajorErrorCode ?? 0,
            MinorErrorCode = task.Error?.MinorErrorCode,
            Message = task.Error?.Message,
        };
        string what = Describe(task);
        string message = task.Status switch
        {
            VCloudTaskStatus.Canceled => $"{what} was canceled.",
            VCloudTaskStatus.Aborted => $"{what} was aborted by an administrator.",
            _ => $"{what} failed. {RequestFailure.Sentence(task.Error?.Message is { Length: > 0 } words ? words : "vCloud Director gives no reason.")} {Codes(task)}",
        };
        return new VCloudTaskException(message, task, error);
    }

    public static VCloudTaskTimeoutException TimedOut(VCloudTask task, TimeSpan waited) =>
        new($"{Describe(task)} did not end within {waited.TotalSeconds:0} seconds; it is {task.Status.ToString().ToLowerInvariant()} and goes on in vCloud Director ({task.Href}).", task, waited);

    private static string Describe(VCloudTask task)
    {
        string what = task.Operation.Length > 0 ? task.Operation : task.OperationName.Length > 0 ? task.OperationName : "no description";
        return $"The task \"{what}\"";
    }

    private static string Codes(VCloudTask task)
    {
        if (task.Error is not { } error)
            return $"({task.Href})";
        string minor = string.IsNullOrEmpty(error.MinorErrorCode) ? "" : ", " + error.MinorErrorCode;
        return $"(Error {error.MajorErrorCode}{minor}, {task.Href})";
    }
}
