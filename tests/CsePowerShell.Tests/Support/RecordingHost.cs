using System.Management.Automation;
using CsePowerShell.Cmdlets;
using CsePowerShell.Errors;

namespace CsePowerShell.Tests.Support;

/// <summary>
/// PowerShell, as far as a cmdlet can tell: keeps what is written, answers as it is told, and holds every call to the pipeline thread.
/// </summary>
internal sealed class RecordingHost : ICmdletHost
{
    private readonly int _pipelineThread = Environment.CurrentManagedThreadId;

    public List<object> Output { get; } = [];

    public List<CseError> Errors { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<string> Verbose { get; } = [];

    public List<ProgressUpdate> Progress { get; } = [];

    /// <summary>Called behind each record of progress, on the pipeline's thread.</summary>
    public Action? OnProgress { get; set; }

    public List<string> Asked { get; } = [];

    public List<string> ContinueAsked { get; } = [];

    public Dictionary<string, object?> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HashSet<string> BoundParameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HashSet<string> Switches { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool IsWhatIf { get; set; }

    public bool? ProcessAnswer { get; set; } = true;

    /// <summary>What ShouldContinue answers; null when nobody can be asked.</summary>
    public bool? ContinueAnswer { get; set; } = true;

    /// <summary>Called before an object is written; what it throws is what the engine throws when the pipeline ends early.</summary>
    public Action<object>? OnObject { get; set; }

    public Action<CseError>? OnError { get; set; }

    public void WriteObject(object value)
    {
        OnPipelineThread();
        OnObject?.Invoke(value);
        Output.Add(value);
    }

    public void WriteError(CseError error)
    {
        OnPipelineThread();
        OnError?.Invoke(error);
        Errors.Add(error);
    }

    public void WriteWarning(string text)
    {
        OnPipelineThread();
        Warnings.Add(text);
    }

    public void WriteVerbose(string text)
    {
        OnPipelineThread();
        Verbose.Add(text);
    }

    public List<string> Debug { get; } = [];

    public bool WantsDebug { get; set; }

    public void WriteDebug(string text)
    {
        OnPipelineThread();
        Debug.Add(text);
    }

    public void WriteProgress(ProgressUpdate update)
    {
        OnPipelineThread();
        Progress.Add(update);
        OnProgress?.Invoke();
    }

    public void CloseProgress() => OnPipelineThread();

    public void ThrowTerminatingError(CseError error)
    {
        OnPipelineThread();
        throw new PipelineEndedException(error);
    }

    public bool? ShouldProcess(string description, string question, string caption)
    {
        OnPipelineThread();
        Asked.Add(description);
        return IsWhatIf ? false : ProcessAnswer;
    }

    public bool WillAsk(ConfirmImpact impact)
    {
        OnPipelineThread();
        return IsWhatIf;
    }

    public bool? ShouldContinue(string question, string caption)
    {
        OnPipelineThread();
        ContinueAsked.Add(question);
        return ContinueAnswer;
    }

    public bool IsBound(string parameter) => BoundParameters.Contains(parameter);

    public bool IsOn(string parameter, SwitchParameter value) => Switches.Contains(parameter);

    public List<Job> Jobs { get; } = [];

    public void KeepJob(Job job)
    {
        OnPipelineThread();
        Jobs.Add(job);
    }

    /// <summary>Secrets by name; others are missing.</summary>
    public Dictionary<string, object> Secrets { get; } = [];

    public string? SetSecret(string name, System.Security.SecureString secret, string? vault, bool mayReplace) => "There is no vault here.";

    public (object? Secret, string? Problem) GetSecret(string name, string? vault) =>
        Secrets.TryGetValue(name, out object? secret) ? (secret, null) : (null, $"The secret {name} was not found.");

    /// <summary>Who answers when a credential is asked for; null when nobody can be.</summary>
    public PSCredential? Person { get; set; }

    public PSCredential? AskForCredential(string message) => Person;

    public object? GetGlobalVariable(string name)
    {
        OnPipelineThread();
        return Variables.GetValueOrDefault(name);
    }

    public void SetGlobalVariable(string name, object? value)
    {
        OnPipelineThread();
        Variables[name] = value;
    }

    public string ResolvePath(string path) => Path.GetFullPath(path);

    private void OnPipelineThread()
    {
        if (Environment.CurrentManagedThreadId != _pipelineThread)
        {
            throw new InvalidOperationException("PowerShell accepts writes from the pipeline thread alone.");
        }
    }
}

/// <summary>What ThrowTerminatingError throws.</summary>
internal sealed class PipelineEndedException(CseError error) : Exception(error.Message)
{
    public CseError Error { get; } = error;
}
