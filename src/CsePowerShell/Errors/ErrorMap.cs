using System.Management.Automation;
using System.Net;
using CsePowerShell.Clusters;
using CsePowerShell.Extension.Configuration;
using CsePowerShell.Guest;
using CsePowerShell.VCloud;

namespace CsePowerShell.Errors;

/// <summary>The one place where an exception of the libraries becomes what the user reads: id, category, words, next step.</summary>
internal static class ErrorMap
{
    private const string NotConnected = "CseNotConnected";
    private const string ConsentRequired = "CseConsentRequired";
    private const string AccountLocked = "CseAccountLocked";
    private const string FileExists = "CseFileExists";
    private const string FileNotWritten = "CseFileNotWritten";
    private const string CheckPath = "Choose another -Path, or check the folder's permissions.";

    /// <summary>Every id there is, with its category: what about_CseErrors lists.</summary>
    public static IEnumerable<(string Id, ErrorCategory Category)> Ids =>
    [
        .. ErrorCatalog.Codes.Select(code => (ErrorCatalog.IdOf(code), ErrorCatalog.Of(code).Category)),
        .. ConnectionErrors.All.Select(entry => (entry.Id, entry.Category)).Where(entry => entry.Id != ErrorCatalog.IdOf(ErrorCodes.CertificateUntrusted)),
        (NotConnected, ErrorCategory.ConnectionError),
        (ConsentRequired, ErrorCategory.InvalidOperation),
        (AccountLocked, ErrorCategory.AuthenticationError),
        (FileExists, ErrorCategory.ResourceExists),
        (FileNotWritten, ErrorCategory.WriteError),
    ];

    public static CseError ToError(Exception exception, object? target) => Unwrap(exception) switch
    {
        ClusterException failure => FromCluster(failure, target),
        VCloudConnectionException failure => FromConnection(failure, target),
        VCloudException failure => FromVCloud(failure, target),
        OvfPackageException failure => Make(ErrorCodes.ValidationFailed, failure.Summary, failure.Advice, failure, target),
        GuestException failure => Make(CodeOf(failure), failure.Message, null, failure, target),
        NotConnectedException failure => new CseError(NotConnected, ErrorCategory.ConnectionError, failure.Message,
            "Connect first: Connect-CseServer.", failure, target) { EndsPipeline = true },
        ConsentException failure => new CseError(ConsentRequired, ErrorCategory.InvalidOperation, failure.Message,
            "Use -Confirm:$false.", failure, target),
        OperationCanceledException failure => Make(ErrorCodes.Cancelled, "The operation was stopped.", null, failure, target),
        ConfigurationException failure => Make(ErrorCodes.ValidationFailed,
            string.Join(Environment.NewLine, new[] { "The configuration cannot be used." }.Concat(failure.Faults.Select(fault => "  " + fault))),
            "Correct the file and run the command again.", failure, target),
        FileExistsException failure => new CseError(FileExists, ErrorCategory.ResourceExists, failure.Message,
            failure.NextStep, failure, target),
        IOException or UnauthorizedAccessException => FromFile(exception, target),
        ArgumentException failure => Make(ErrorCodes.BadRequest, WithoutParameterName(failure), null, failure, target),
        { } failure => Make(ErrorCodes.Internal, $"Something went wrong that should not have: {failure.Message}", null, failure, target),
    };

    private static Exception Unwrap(Exception exception) =>
        exception is AggregateException { InnerExceptions.Count: 1 } one ? one.InnerExceptions[0] : exception;

    private static CseError FromCluster(ClusterException failure, object? target)
    {
        List<string> lines = [failure.Summary];
        // The candidates of an ambiguous name, or what else the engine has to say, unless the sentence has it already.
        IEnumerable<ErrorDetail> untold = failure.Details.Where(detail => failure.Summary.IndexOf(detail.Message, StringComparison.Ordinal) < 0);
        lines.AddRange(untold.Select(detail => "  " + detail));
        if (failure.LastLines.Count > 0)
        {
            lines.Add($"The last lines{(failure.Node is { } node ? $" of node '{node}'" : "")} were:");
            lines.AddRange(failure.LastLines.Select(line => "  " + line));
        }

        if (failure.VcdRequestId is { } requestId)
        {
            lines.Add($"vCloud Director's request id: {requestId}.");
        }

        if (failure.ServiceRequestId is { } serviceRequestId)
        {
            lines.Add($"The service's request id: {serviceRequestId}.");
        }

        string? nextStep = failure.Hint.Length > 0 ? failure.Hint : WithoutRequestId(failure.Code, failure.VcdRequestId);
        return Make(failure.Code, string.Join(Environment.NewLine, lines), nextStep, failure, target);
    }

    private static CseError FromConnection(VCloudConnectionException failure, object? target)
    {
        ConnectionErrors.Entry entry = ConnectionErrors.Of(failure.Kind);
        // The client's own advice gives way to that of the cmdlets, which names parameters.
        string nextStep = ConnectionErrors.NextStepFor(failure);
        return new CseError(entry.Id, entry.Category, WithNextStep(failure.Summary, nextStep), nextStep, failure, target) { EndsPipeline = entry.EndsPipeline };
    }

    private static CseError FromVCloud(VCloudException failure, object? target)
    {
        string code = CodeOf(failure);
        bool hasAdvice = failure.Advice.Length > 0 && (code == ErrorCodes.VcdError || failure is VCloudAuthenticationException { IsLogin: true });
        string? nextStep = hasAdvice ? failure.Advice : WithoutRequestId(code, failure.RequestId);
        CseError error = Make(code, WithServerWords(failure), nextStep, failure, target);
        return failure switch
        {
            VCloudVersionException => error with { EndsPipeline = true },
            VCloudAuthenticationException { IsAccountLocked: true } => error with { Id = AccountLocked },
            VCloudResponseException => error with { Category = ErrorCategory.ProtocolError },
            { IsDuplicateName: true } => error with { Category = ErrorCategory.ResourceExists },
            _ => error,
        };
    }

    private static string CodeOf(VCloudException failure) => failure switch
    {
        VCloudAuthenticationException => ErrorCodes.Unauthenticated,
        VCloudForbiddenException { HttpStatus: (int)HttpStatusCode.NotFound } => ErrorCodes.NotFound,
        VCloudForbiddenException or VCloudLinkMissingException => ErrorCodes.Forbidden,
        VCloudVersionException => ErrorCodes.VersionUnsupported,
        VCloudTaskTimeoutException => ErrorCodes.DeadlineExceeded,
        { IsBusyEntity: true } => ErrorCodes.ClusterBusy,
        { HttpStatus: 429 } => ErrorCodes.TooManyRequests,
        VCloudBusyException or { HttpStatus: 502 or 503 or 504 } => ErrorCodes.VcdUnavailable,
        _ => ErrorCodes.VcdError,
    };

    private static string CodeOf(GuestException failure) => failure switch
    {
        GuestUnreachableException or GuestConnectionLostException => ErrorCodes.GuestUnreachable,
        GuestHostKeyChangedException => ErrorCodes.GuestHostKeyChanged,
        GuestDeadlineException => ErrorCodes.DeadlineExceeded,
        _ => ErrorCodes.GuestScriptFailed,
    };

    private static string WithServerWords(VCloudException failure)
    {
        string text = failure.Summary;
        if (failure.ServerMessage is { Length: > 0 } words && text.IndexOf(words, StringComparison.Ordinal) < 0)
        {
            text += Environment.NewLine + "vCloud Director says: " + words;
        }

        return failure.RequestId is { } id && text.IndexOf(id, StringComparison.Ordinal) < 0
            ? text + Environment.NewLine + $"vCloud Director's request id: {id}."
            : text;
    }

    // Nobody can look up an id that there is not.
    private static string? WithoutRequestId(string code, string? requestId) =>
        code == ErrorCodes.VcdError && requestId is null ? "Run the command again; if it fails again, have vCloud Director's log of this minute looked at." : null;

    /// <summary>
    /// .NET puts the name of its own parameter behind the message, in the language of the process and in two forms: what it adds to an "x" is taken off.
    /// </summary>
    private static string WithoutParameterName(ArgumentException failure)
    {
        string added = failure.ParamName is { } name ? new ArgumentException("x", name).Message.Substring(1) : "";
        return added.Length > 0 && failure.Message.EndsWith(added, StringComparison.Ordinal)
            ? failure.Message.Substring(0, failure.Message.Length - added.Length)
            : failure.Message;
    }

    private static CseError FromFile(Exception exception, object? target) =>
        new(FileNotWritten, ErrorCategory.WriteError, WithNextStep(exception.Message, CheckPath), CheckPath, exception, target);

    private static CseError Make(string code, string message, string? nextStep, Exception exception, object? target)
    {
        ErrorCatalog.Entry entry = ErrorCatalog.Of(code);
        nextStep ??= entry.NextStep;
        return new CseError(ErrorCatalog.IdOf(code), entry.Category, WithNextStep(message, nextStep), nextStep, exception, target)
        {
            EndsPipeline = entry.EndsPipeline,
        };
    }

    private static string WithNextStep(string message, string nextStep) =>
        message.IndexOf(nextStep, StringComparison.Ordinal) >= 0 ? message
        : message.IndexOf('\n') >= 0 ? message + Environment.NewLine + nextStep
        : message + " " + nextStep;
}
