namespace CsePowerShell.Clusters;

/// <summary>One fact about an error, such as a fault of one parameter or one of several candidates.</summary>
public sealed class ErrorDetail
{
    /// <summary>What it is about: a parameter, a node, an object.</summary>
    public string Name { get; set; } = "";

    /// <summary>What is to be said about it.</summary>
    public string Message { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Message}";
}

/// <summary>An operation on a cluster failed. <see cref="Code"/> is what programs look at; the message is for people and ends with what to do.</summary>
public class ClusterException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">What happened: whole sentences.</param>
    /// <param name="hint">What to do next: whole sentences, or empty.</param>
    /// <param name="inner">What it came from.</param>
    public ClusterException(string code, string message, string hint = "", Exception? inner = null)
        : base(hint.Length == 0 ? message : message + " " + hint, inner)
    {
        Code = code;
        Summary = message;
        Hint = hint;
    }

    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>The message without the hint.</summary>
    public string Summary { get; }

    /// <summary>What to do next; empty when nothing can be said.</summary>
    public string Hint { get; }

    /// <summary>More facts; never null.</summary>
    public IReadOnlyList<ErrorDetail> Details { get; set; } = [];

    /// <summary>Node at which it happened.</summary>
    public string? Node { get; set; }

    /// <summary>Step at which it happened.</summary>
    public string? Step { get; set; }

    /// <summary>How long the step had taken.</summary>
    public TimeSpan? Elapsed { get; set; }

    /// <summary>The last lines of guest output; never null.</summary>
    public IReadOnlyList<string> LastLines { get; set; } = [];

    /// <summary>vCD's major error code, where the error is vCD's.</summary>
    public int? VcdMajorErrorCode { get; set; }

    /// <summary>vCD's minor error code, where the error is vCD's.</summary>
    public string? VcdMinorErrorCode { get; set; }

    /// <summary>vCD's request id, to be looked for in a cell's log.</summary>
    public string? VcdRequestId { get; set; }

    /// <summary>The API extension's id of the request, to be looked for in the service's log; null when the error is not the service's.</summary>
    public string? ServiceRequestId { get; set; }
}
