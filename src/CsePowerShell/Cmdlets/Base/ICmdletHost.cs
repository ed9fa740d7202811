using System.Management.Automation;
using CsePowerShell.Errors;

namespace CsePowerShell.Cmdlets;

/// <summary>
/// What a cmdlet asks of PowerShell, in types of our own: the seam that lets cmdlet logic run in a test without an engine, since the
/// reference assembly that tests load has bodies that do nothing. Every member belongs to the pipeline thread.
/// </summary>
internal interface ICmdletHost
{
    void WriteObject(object value);

    void WriteError(CseError error);

    void WriteWarning(string text);

    void WriteVerbose(string text);

    /// <summary>Whether debug lines are shown, so that none is made for nobody.</summary>
    bool WantsDebug { get; }

    void WriteDebug(string text);

    void WriteProgress(ProgressUpdate update);

    /// <summary>Takes away the lines that are still there, whichever way the pipeline ends: hosts other than the console would show them for ever.</summary>
    void CloseProgress();

    /// <summary>Ends the pipeline with the error. Does not return.</summary>
    void ThrowTerminatingError(CseError error);

    /// <param name="description">What -WhatIf prints after "What if:", and -Verbose.</param>
    /// <param name="question">What is asked with -Confirm.</param>
    /// <param name="caption">The line above the question.</param>
    /// <returns>Null when it has to be asked and nobody can be, as under -NonInteractive.</returns>
    bool? ShouldProcess(string description, string question, string caption);

    /// <summary>Whether ShouldProcess is going to ask or to print, rather than to say yes at once.</summary>
    bool WillAsk(ConfirmImpact impact);

    /// <returns>Null when nobody can be asked, as under -NonInteractive.</returns>
    bool? ShouldContinue(string question, string caption);

    /// <summary>Whether the user gave the parameter.</summary>
    bool IsBound(string parameter);

    /// <summary>Whether a switch is on: given, and not as <c>-Switch:$false</c>.</summary>
    bool IsOn(string parameter, SwitchParameter value);

    /// <summary>Lets Get-Job and its kin find a job.</summary>
    void KeepJob(Job job);

    /// <summary>A secret of SecretManagement, as its Get-Secret gives it.</summary>
    /// <returns>The secret; or null, and why it cannot be had. Not an exception: one that is thrown on the pipeline thread would be the engine's.</returns>
    (object? Secret, string? Problem) GetSecret(string name, string? vault);

    /// <summary>Keeps a secret with SecretManagement; one that is there is replaced only where that was asked for.</summary>
    /// <returns>Null; or why it was not kept.</returns>
    string? SetSecret(string name, System.Security.SecureString secret, string? vault, bool mayReplace);

    /// <returns>Null when nobody can be asked, or the question was not answered.</returns>
    PSCredential? AskForCredential(string message);

    object? GetGlobalVariable(string name);

    void SetGlobalVariable(string name, object? value);

    /// <summary>The full path of a file that need not exist, from a PowerShell path.</summary>
    string ResolvePath(string path);
}

/// <summary>One line of a progress display.</summary>
/// <param name="Id">Which line; unique in the pipeline.</param>
/// <param name="ParentId">The line above it, or -1.</param>
/// <param name="Activity">What is going on.</param>
/// <param name="Status">Where it is.</param>
/// <param name="Percent">0 to 100, or -1 when unknown.</param>
/// <param name="IsCompleted">True takes the line away.</param>
/// <param name="CurrentOperation">A detail below the line.</param>
/// <param name="SecondsLeft">How long it is going to take still, in seconds, or -1 when nobody can tell.</param>
internal sealed record ProgressUpdate(
    int Id, int ParentId, string Activity, string Status, int Percent, bool IsCompleted, string? CurrentOperation = null, int SecondsLeft = -1);
