using System.Globalization;
using System.Management.Automation;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Services;

/// <summary>A host of the service as a background job of this PowerShell: Get-Job shows it, Receive-Job its warnings, Stop-Job drains and ends it.</summary>
public sealed class CseServiceJob : Job
{
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _patience;
    private Task _ended = Task.CompletedTask;
    private InProcessHost? _host;
    private LogFile? _file;

    internal CseServiceJob(string name, TimeSpan patience)
        : base("Start-CseService", name)
    {
        _patience = patience;
        PSJobTypeName = "CseService";
    }

    /// <inheritdoc/>
    public override bool HasMoreData => Warning.Count > 0 || Output.Count > 0;

    /// <inheritdoc/>
    public override string Location => Environment.MachineName;

    /// <inheritdoc/>
    public override string StatusMessage => _host?.Status is { } status
        ? string.Format(CultureInfo.InvariantCulture, "{0}: {1}, {2} jobs running, {3} requests answered", status.HostName, status.State, status.JobsRunning, status.RequestsAnswered)
        : "";

    /// <summary>Drains for a while and ends; unfinished jobs of the service are continued by another host, or at the next start.</summary>
    public override void StopJob()
    {
        if (_host is not { } host)
        {
            return;
        }

        SetJobState(JobState.Stopping);
        Task.Run(() => host.StopAsync(_patience)).GetAwaiter().GetResult();
        // Whoever stops a job and then removes it must find it ended.
        _ended.Wait(s_closing);
    }

    internal void Run(InProcessHost host, LogFile? file)
    {
        (_host, _file) = (host, file);
        SetJobState(JobState.Running);
        _ended = host.Running.ContinueWith(End, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    internal void Keep(LogLevel level, string line)
    {
        if (level >= LogLevel.Warning && Warning.IsOpen)
        {
            Warning.Add(new WarningRecord(line));
        }
    }

    private void End(Task running)
    {
        _file?.Dispose();
        if (running.Exception?.InnerException is { } failure && Error.IsOpen)
        {
            Error.Add(Errors.ErrorMap.ToError(failure, Name).ToErrorRecord());
        }

        SetJobState(running.IsFaulted ? JobState.Failed : JobStateInfo.State == JobState.Stopping ? JobState.Stopped : JobState.Completed);
    }
}
