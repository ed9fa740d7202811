using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using CsePowerShell.Binding;
using CsePowerShell.Errors;

namespace CsePowerShell.Cmdlets;

/// <summary>The base of every cmdlet: asynchronous hooks on a pump, errors from one map, stopping that only cancels.</summary>
public abstract class CseCmdlet : PSCmdlet, IDisposable
{
    private readonly PipelinePump _pump;
    private ICmdletHost? _host;

    private protected CseCmdlet() => _pump = new PipelinePump();

    /// <param name="grace">How long the work may take to end after Ctrl+C, where that is more than closing what it opened.</param>
    private protected CseCmdlet(TimeSpan grace) => _pump = new PipelinePump(grace);

    /// <summary>PowerShell; in a test, whoever listens.</summary>
    internal ICmdletHost CmdletHost
    {
        get => _host ??= new EngineHost(this);
        set => _host = value;
    }

    /// <summary>The clock that all waiting uses.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    private protected PipelinePump Pump => _pump;

    /// <summary>Frees the cmdlet's token source; work that still runs is cancelled.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the cmdlet holds.</summary>
    /// <param name="disposing">True when called by Dispose.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pump.Dispose();
        }
    }

    /// <summary>Runs <c>BeginAsync</c> on the pump.</summary>
    protected sealed override void BeginProcessing() => Run(BeginAsync);

    /// <summary>Runs <c>ProcessAsync</c> on the pump.</summary>
    protected sealed override void ProcessRecord() => Run(ProcessAsync);

    /// <summary>Runs <c>EndAsync</c> on the pump.</summary>
    protected sealed override void EndProcessing() => Run(EndAsync);

    /// <summary>Ctrl+C. Called on another thread while a hook runs.</summary>
    protected sealed override void StopProcessing() => _pump.Stop();

    /// <summary>The engine's hooks, for tests.</summary>
    internal void InvokeBegin() => BeginProcessing();

    internal void InvokeProcess() => ProcessRecord();

    internal void InvokeEnd() => EndProcessing();

    internal void InvokeStop() => StopProcessing();

    private protected virtual Task BeginAsync(CancellationToken stop) => Task.CompletedTask;

    private protected virtual Task ProcessAsync(CancellationToken stop) => Task.CompletedTask;

    private protected virtual Task EndAsync(CancellationToken stop) => Task.CompletedTask;

    private protected Task EmitAsync(object value) => _pump.PostAsync(() => CmdletHost.WriteObject(value));

    private protected Task ReportAsync(CseError error) => _pump.PostAsync(() => CmdletHost.WriteError(error));

    private protected Task WarnAsync(string text) => _pump.PostAsync(() => CmdletHost.WriteWarning(text));

    /// <summary>A line for -Verbose with the time, since the hosts that run scripts at night keep verbose text and no progress.</summary>
    private protected void Tell(string text)
    {
        string line = Clock.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) + " " + text;
        _pump.Post(() => CmdletHost.WriteVerbose(line));
    }

    /// <exception cref="ConsentException">It has to be asked, and nobody can be.</exception>
    private protected async Task<bool> ConfirmAsync(string description, string question, string caption = "Confirm") =>
        await _pump.AskAsync(() => CmdletHost.ShouldProcess(description, question, caption))
        ?? throw new ConsentException($"{description.Split('\n')[0].Trim()} That has to be consented to, and nobody can be asked here. Use -Confirm:$false.");

    private protected bool IsBound(string parameter) => CmdletHost.IsBound(parameter);

    /// <summary>Whether a switch is on. Through the seam, since a switch of the reference assembly is always off.</summary>
    private protected bool IsOn(SwitchParameter value, [CallerArgumentExpression(nameof(value))] string name = "") => CmdletHost.IsOn(name, value);

    /// <summary>
    /// Does something for each target. A failure becomes an error for that target and the others go on, unless none of them could succeed.
    /// </summary>
    private protected async Task ForEachTargetAsync<T>(IEnumerable<T> targets, Func<T, Task> act, CancellationToken stop)
    {
        foreach (T target in targets)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                await act(target);
            }
            catch (Exception exception) when (!stop.IsCancellationRequested
                && exception is not (OperationCanceledException or PipelineStoppedException or CmdletFailedException))
            {
                CseError error = ErrorMap.ToError(exception, TargetObject(target));
                if (error.EndsPipeline)
                {
                    throw new CmdletFailedException(error);
                }

                await ReportAsync(error);
            }
        }
    }

    // What the user gave: the object where there was one, else its name.
    private static object? TargetObject(object? target) => target switch
    {
        ClusterTarget { Known: { } cluster } => cluster,
        CseClusterIdentity { Source: CseCluster cluster } => cluster,
        _ => target?.ToString(),
    };

    private void Run(Func<CancellationToken, Task> work)
    {
        Action<string>? debug = CmdletHost.WantsDebug ? line => _pump.Post(() => CmdletHost.WriteDebug(line)) : null;
        PipelineLog log = new(Tell, debug);
        Exception? failure;
        try
        {
            failure = _pump.Run(stop =>
            {
                PipelineLog.Current = log;
                return work(stop);
            });
        }
        finally
        {
            CmdletHost.CloseProgress();
        }

        switch (failure)
        {
            case null:
                break;
            case CmdletFailedException failed:
                CmdletHost.ThrowTerminatingError(failed.Error);
                break;
            case { } unforeseen:
                CmdletHost.ThrowTerminatingError(ErrorMap.ToError(unforeseen, target: null));
                break;
        }
    }
}
