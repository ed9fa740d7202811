using System.Management.Automation;
using System.Management.Automation.Host;
using CsePowerShell.Binding;
using CsePowerShell.Errors;

namespace CsePowerShell.Cmdlets;

/// <summary>The cmdlet host that is PowerShell.</summary>
internal sealed class EngineHost(PSCmdlet cmdlet) : ICmdletHost
{
    // A source of our own, far from those that the engine counts up from 1: what it gives a cmdlet cannot be found out, and the lines have to be closed even
    // when the engine takes nothing from the cmdlet any more.
    private static long s_lastSource = 1L << 40;

    private readonly long _source = Interlocked.Increment(ref s_lastSource);
    private readonly Dictionary<int, ProgressUpdate> _openLines = [];

    public void WriteObject(object value) => cmdlet.WriteObject(value);

    public void WriteError(CseError error) => cmdlet.WriteError(error.ToErrorRecord());

    public void WriteWarning(string text)
    {
        try
        {
            cmdlet.WriteWarning(text);
        }
        catch (PipelineStoppedException) when (cmdlet.Stopping)
        {
            // A stopped pipeline has no warning stream any more, and the line that resumes is worth most just then. The bars go first: the console would
            // draw them once more below it.
            CloseProgress();
            cmdlet.Host?.UI?.WriteWarningLine(text);
        }
    }

    public void WriteVerbose(string text) => cmdlet.WriteVerbose(text);

    public bool WantsDebug => Switch("Debug")
        ?? (LanguagePrimitives.TryConvertTo(cmdlet.SessionState.PSVariable.GetValue("DebugPreference"), out ActionPreference preference)
            && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore));

    public void WriteDebug(string text) => cmdlet.WriteDebug(text);

    public void WriteProgress(ProgressUpdate update)
    {
        if (update.IsCompleted)
        {
            _openLines.Remove(update.Id);
        }
        else
        {
            _openLines[update.Id] = update;
        }

        cmdlet.CommandRuntime.WriteProgress(_source, ToRecord(update));
    }

    public void CloseProgress()
    {
        // Lines below others were begun after them, and go before them.
        foreach (ProgressUpdate line in _openLines.Values.OrderByDescending(line => line.Id).ToList())
        {
            ProgressRecord gone = ToRecord(line with { IsCompleted = true });
            try
            {
                cmdlet.CommandRuntime.WriteProgress(_source, gone);
            }
            catch (PipelineStoppedException)
            {
                // A stopped pipeline has no progress stream any more. The user interface still has the line, under the same source.
                if (IsProgressShown)
                {
                    cmdlet.Host?.UI?.WriteProgress(_source, gone);
                }
            }
        }

        _openLines.Clear();
    }

    private bool IsProgressShown
    {
        get
        {
            // -ProgressAction is a common parameter since PowerShell 7.4.
            object? wanted = cmdlet.MyInvocation.BoundParameters.TryGetValue("ProgressAction", out object? given) ? given : cmdlet.SessionState.PSVariable.GetValue("ProgressPreference");
            return !LanguagePrimitives.TryConvertTo(wanted, out ActionPreference preference) || preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
        }
    }

    private static ProgressRecord ToRecord(ProgressUpdate update)
    {
        ProgressRecord record = new(update.Id, update.Activity, update.Status)
        {
            ParentActivityId = update.ParentId,
            PercentComplete = update.Percent,
            SecondsRemaining = update.SecondsLeft,
            RecordType = update.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        };
        if (update.CurrentOperation is not null)
        {
            record.CurrentOperation = update.CurrentOperation;
        }

        return record;
    }

    public void ThrowTerminatingError(CseError error) => cmdlet.ThrowTerminatingError(error.ToErrorRecord());

    public bool? ShouldProcess(string description, string question, string caption) => Ask(() => cmdlet.ShouldProcess(description, question, caption));

    public bool WillAsk(ConfirmImpact impact)
    {
        bool whatIf = Switch("WhatIf") ?? LanguagePrimitives.IsTrue(cmdlet.SessionState.PSVariable.GetValue("WhatIfPreference"));
        return whatIf || (Switch("Confirm") ?? AsksFor(impact));
    }

    public bool? ShouldContinue(string question, string caption) => Ask(() => cmdlet.ShouldContinue(question, caption));

    private static bool? Ask(Func<bool> question)
    {
        try
        {
            return question();
        }
        catch (Exception exception) when (exception is InvalidOperationException or HostException or NotImplementedException or NullReferenceException)
        {
            // No user interface, or one that must not be used. That is an answer, not a failure of the pipeline. PowerShell's own console host
            // (seen up to 7.6) does not expect that its input ends at the question, and fails with a null reference.
            return null;
        }
    }

    private bool? Switch(string name) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out object? value) ? LanguagePrimitives.IsTrue(value) : null;

    // As the engine does: an impact of at least the preference is asked about, and None never is.
    private bool AsksFor(ConfirmImpact impact) =>
        LanguagePrimitives.TryConvertTo(cmdlet.SessionState.PSVariable.GetValue("ConfirmPreference"), out ConfirmImpact preference)
        && preference != ConfirmImpact.None && preference <= impact;

    public bool IsBound(string parameter) => cmdlet.MyInvocation.BoundParameters.ContainsKey(parameter);

    public bool IsOn(string parameter, SwitchParameter value) => value.IsPresent;

    public void KeepJob(Job job) => cmdlet.JobRepository.Add(job);

    public (object? Secret, string? Problem) GetSecret(string name, string? vault)
    {
        if (cmdlet.InvokeCommand.GetCommand("Get-Secret", CommandTypes.Cmdlet | CommandTypes.Function) is null)
        {
            return (null, $"Get-Secret {SecretManagement.Missing}, or use -Credential.");
        }

        using PowerShell powershell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return SecretManagement.Get(powershell, name, vault);
    }

    public string? SetSecret(string name, System.Security.SecureString secret, string? vault, bool mayReplace)
    {
        using PowerShell powershell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return SecretManagement.Set(powershell, name, secret, vault, mayReplace);
    }

    public PSCredential? AskForCredential(string message)
    {
        try
        {
            return cmdlet.Host.UI.PromptForCredential("Connect-CseServer", message, "", "");
        }
        catch (Exception exception) when (exception is InvalidOperationException or HostException or NotImplementedException)
        {
            return null;
        }
    }

    public object? GetGlobalVariable(string name)
    {
        object? value = cmdlet.SessionState.PSVariable.GetValue("global:" + name);
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }

    public void SetGlobalVariable(string name, object? value) => cmdlet.SessionState.PSVariable.Set("global:" + name, value);

    public string ResolvePath(string path) => cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
