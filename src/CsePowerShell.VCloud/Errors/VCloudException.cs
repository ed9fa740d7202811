namespace CsePowerShell.VCloud;

/// <summary>vCloud Director refused or failed a request. Derived types name the failures a caller may want to treat apart.</summary>
public class VCloudException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="message">A whole sentence that says what to do next.</param>
    /// <param name="inner">What caused it.</param>
    public VCloudException(string message, Exception? inner = null)
        : this(message, "", inner)
    {
    }

    internal VCloudException(string summary, VCloudError error, string advice = "")
        : this(summary, advice) => Fill(error);

    private protected VCloudException(string summary, string advice, Exception? inner = null)
        : base(advice.Length == 0 ? summary : summary + " " + advice, inner)
    {
        Summary = summary;
        Advice = advice;
    }

    /// <summary>The message without <see cref="Advice"/>, for a caller that has words of its own for what to do next.</summary>
    public string Summary { get; }

    /// <summary>What to do next, in whole sentences; empty where nothing can be said.</summary>
    public string Advice { get; }

    /// <summary>The HTTP status; 0 when there was no answer.</summary>
    public int HttpStatus { get; private set; }

    /// <summary>vCD's major error code, which is an HTTP status too; 0 when vCD gave none.</summary>
    public int MajorErrorCode { get; private set; }

    /// <summary>vCD's minor error code, such as <c>BUSY_ENTITY</c> or <c>DUPLICATE_NAME</c>; null when vCD gave none.</summary>
    public string? MinorErrorCode { get; private set; }

    /// <summary>vCD's id of the request, to be looked up in its logs; null when there was none.</summary>
    public string? RequestId { get; private set; }

    /// <summary>The server's own words; null when it had none.</summary>
    public string? ServerMessage { get; private set; }

    /// <summary>The request, as <c>METHOD path</c>; null when the failure belongs to no single request.</summary>
    public string? Request { get; private set; }

    /// <summary>How often the request was sent. More than one means that an earlier try may have been carried out.</summary>
    public int Attempts { get; private set; }

    /// <summary>True when the object is held by a task that is still running.</summary>
    public bool IsBusyEntity => string.Equals(MinorErrorCode, "BUSY_ENTITY", StringComparison.Ordinal);

    /// <summary>True when the name that was asked for is taken.</summary>
    public bool IsDuplicateName =>
        string.Equals(MinorErrorCode, "DUPLICATE_NAME", StringComparison.Ordinal)
        || (HttpStatus == 400 && ServerMessage is { } text
            && text.IndexOf("There is already a VM named", StringComparison.Ordinal) >= 0);

    private protected void Fill(VCloudError error)
    {
        HttpStatus = error.HttpStatus;
        MajorErrorCode = error.MajorErrorCode;
        MinorErrorCode = error.MinorErrorCode;
        RequestId = error.RequestId;
        ServerMessage = error.Message;
        Request = error.Request;
        Attempts = error.Attempts;
    }
}
