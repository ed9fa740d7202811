using System.Management.Automation;

namespace CsePowerShell.Errors;

/// <summary>An error as the user gets it, before PowerShell's own record is made of it.</summary>
/// <param name="Id">Stable: <c>Cse</c> and the code in Pascal case.</param>
/// <param name="Category">Never NotSpecified.</param>
/// <param name="Message">What happened, and at the end what to do next, since hosts before 7.5 do not show the recommended action.</param>
/// <param name="RecommendedAction">What to do next, alone.</param>
/// <param name="Exception">What was thrown; scripts get details from it.</param>
/// <param name="Target">What it happened to.</param>
internal sealed record CseError(string Id, ErrorCategory Category, string Message, string? RecommendedAction, Exception Exception, object? Target)
{
    /// <summary>Nothing else in the pipeline could succeed either: not connected, not signed in, the server is gone.</summary>
    public bool EndsPipeline { get; init; }

    public ErrorRecord ToErrorRecord() => new(Exception, Id, Category, Target)
    {
        ErrorDetails = new ErrorDetails(Message) { RecommendedAction = RecommendedAction ?? "" },
    };
}
