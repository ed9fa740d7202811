using System.Management.Automation;
using System.Security;
using CsePowerShell.Binding;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Extension.Configuration;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Services;
using CsePowerShell.VCloud;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Cmdlets;

/// <summary>
/// Runs a host of the service in this process, until Ctrl+C or Stop-CseService.
/// </summary>
/// <remarks>
/// Any number of hosts on any number of machines make one service. A host that is stopped or dies loses nothing: what it had begun is continued by another, or
/// at its next start.
/// </remarks>
[Cmdlet(VerbsLifecycle.Start, "CseService", SupportsShouldProcess = true, DefaultParameterSetName = FileSet)]
[OutputType(typeof(CseServiceStatus), typeof(CseServiceJob), typeof(FileInfo))]
public sealed class StartCseServiceCommand : CseBrokerCmdlet
{
    private const string FileSet = "Configuration";
    private const string SettingsSet = "Settings";

    // Longer than any -DrainTimeoutSec the pump would have to wait for.
    private static readonly TimeSpan s_grace = TimeSpan.FromHours(2);
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Makes the cmdlet.</summary>
    public StartCseServiceCommand()
        : base(s_grace)
    {
    }

    /// <summary>YAML file that says where vCD and the broker are; that of CSE 1.x works as it is.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FileSet)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string Configuration { get; set; } = "";

    /// <summary>Takes passwords that the file holds in clear text. References, as -SaveConfiguration writes them, are better.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter AllowPlaintextSecret { get; set; }

    /// <summary>The service's account at vCD, a system administrator. The server is that of the connection.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SettingsSet)]
    [Credential]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>User and password on the broker.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SettingsSet)]
    [Credential]
    [ValidateNotNull]
    public override PSCredential? BrokerCredential { get; set; }

    /// <summary>Exchange that vCD publishes requests to, as registered.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    public string Exchange { get; set; } = "cse-ext";

    /// <summary>Routing key of the requests, as registered.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    public string RoutingKey { get; set; } = "cse";

    /// <summary>Private key that opens the nodes, the same on every host; by default <c>.cse/management-key</c> in your profile.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [PSDefaultValue(Help = ".cse/management-key in your profile")]
    [ValidateNotNullOrEmpty]
    public string? SshKeyPath { get; set; }

    /// <summary>TCP port of the nodes' SSH servers, 1 to 65535; 22 by default.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateRange(1, 65535)]
    public int NodeSshPort { get; set; } = 22;

    /// <summary>Host through which nodes are reached, as <c>[user@]host[:port]</c>.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    public string? JumpHost { get; set; }

    /// <summary>Template of clusters whose creator names none.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string? DefaultTemplate { get; set; }

    /// <summary>Catalog of the templates; by default every catalog of organization System.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [PSDefaultValue(Help = "Every catalog of organization System")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CatalogCompleter))]
    public string? Catalog { get; set; }

    /// <summary>
    /// Writes the configuration for hosts into this file and starts none: what the other parameters say, with references for passwords. Start-CseService and
    /// CsePowerShell.Service take it with -Configuration.
    /// </summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    public string? SaveConfiguration { get; set; }

    /// <summary>
    /// Where -SaveConfiguration puts passwords: in private files beside it (File), encrypted for you on this machine (Dpapi, on Windows), in SecretManagement, or
    /// nowhere, for the environment. Auto, the default: Dpapi on Windows, File elsewhere, SecretManagement with -SecretVault.
    /// </summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public CseCredentialStore CredentialStore { get; set; }

    /// <summary>Vault of SecretManagement that -SaveConfiguration puts passwords into.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    [ValidateNotNullOrEmpty]
    public string? SecretVault { get; set; }

    /// <summary>Replaces the file of -SaveConfiguration, and the passwords it names.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Makes clusters only in VDCs that Enable-CseOrgVdc has enabled; without it, in all but those that Disable-CseOrgVdc has disabled.</summary>
    [Parameter(ParameterSetName = SettingsSet)]
    public SwitchParameter RequireEnabledVdc { get; set; }

    /// <summary>Name of this host in logs and lists; by default that of the machine. Hosts need different ones.</summary>
    [Parameter]
    [PSDefaultValue(Help = "The machine's")]
    [ValidateNotNullOrEmpty]
    public string? HostName { get; set; }

    /// <summary>How many requests are worked on at a time, 1 to 1000; 64 by default.</summary>
    [Parameter]
    [PSDefaultValue(Value = 64)]
    [ValidateRange(1, 1000)]
    public int? WorkerCount { get; set; }

    /// <summary>File that the host's log is appended to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    /// <summary>How long Ctrl+C or Stop-Job lets running jobs finish before they are left to another host, in seconds, 0 to 3600; 10 by default.</summary>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int DrainTimeoutSec { get; set; } = 10;

    /// <summary>Returns a job at once and serves in the background of this process: Get-Job, Receive-Job, Stop-Job.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    internal HostStore Hosts { get; set; } = HostStore.OfProcess;

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        if (SaveConfiguration is { } file)
        {
            await SaveAsync(await Pump.AskAsync(() => CmdletHost.ResolvePath(file)), stop);
            return;
        }

        ServiceDefinition definition = ParameterSetName == FileSet || Configuration.Length > 0 ? await FromFileAsync() : await FromSettingsAsync(stop);
        foreach (string notice in definition.Notices)
        {
            await WarnAsync(notice);
        }

        definition.Settings.HostName = HostName ?? definition.Settings.HostName;
        definition.Broker.MaxRequests = WorkerCount ?? definition.Broker.MaxRequests;
        definition.Broker.ConnectionName = "CsePowerShell " + definition.Settings.HostName;
        string action = $"Serve as host '{definition.Settings.HostName}' for {definition.VCloud().Server} over the broker {definition.Broker.Host}";
        if (!await ConfirmAsync(action + ".", action + "?"))
        {
            return;
        }

        LogFile? log = LogPath is { } path ? new LogFile(await Pump.AskAsync(() => CmdletHost.ResolvePath(path))) : null;
        if (IsOn(AsJob))
        {
            await StartJobAsync(definition, log);
            return;
        }

        using (log)
        {
            await ServeAsync(definition, log, stop);
        }
    }

    private async Task SaveAsync(string path, CancellationToken stop)
    {
        ConfigurationSaver saver = new(path, CredentialStore, SecretVault, (name, secret) => Pump.AskAsync(() => CmdletHost.SetSecret(name, secret, SecretVault, IsOn(Force))));
        string action = $"Write the configuration of hosts into '{path}', with the passwords {saver.Where}";
        if (!await ConfirmAsync(action + ".", action + "?"))
        {
            return;
        }

        ServiceDefinition definition = await FromSettingsAsync(stop);
        definition.Broker.MaxRequests = WorkerCount ?? definition.Broker.MaxRequests;
        definition.Settings.HostName = HostName ?? definition.Settings.HostName;
        ConfigurationDraft draft = new() { VCloud = definition.VCloud(), Broker = definition.Broker, Settings = definition.Settings, NamesHost = HostName is not null };
        await saver.SaveAsync(draft, Unpack(Credential!).Password, Unpack(BrokerCredential!).Password, IsOn(Force));
        if (saver.ToDo is { } left)
        {
            await WarnAsync(left);
        }

        await EmitAsync(new FileInfo(path));
    }

    private async Task StartJobAsync(ServiceDefinition definition, LogFile? file)
    {
        CseServiceJob job = new($"CseService-{definition.Settings.HostName}", TimeSpan.FromSeconds(DrainTimeoutSec));
        InProcessHost host = InProcessHost.Start(definition, (level, line) =>
        {
            file?.Write(line);
            job.Keep(level, line);
        }, Clock);
        Hosts.Add(host);
        job.Run(host, file);
        await Pump.PostAsync(() => CmdletHost.KeepJob(job));
        await EmitAsync(job);
    }

    private async Task ServeAsync(ServiceDefinition definition, LogFile? file, CancellationToken stop)
    {
        InProcessHost host = InProcessHost.Start(definition, (level, line) =>
        {
            file?.Write(line);
            Show(level, line);
        }, Clock);
        Hosts.Add(host);
        Pump.LastWords = () => CmdletHost.WriteWarning(host.Status.JobsRunning is > 0 and var jobs
            ? $"Stopping: {jobs} jobs have {DrainTimeoutSec} s to finish; the others are left to another host, or to the next start."
            : "Stopping.");
        try
        {
            await WatchAsync(host, stop);
        }
        finally
        {
            int left = await host.StopAsync(TimeSpan.FromSeconds(DrainTimeoutSec));
            if (left > 0)
            {
                Show(LogLevel.Warning, $"{left} jobs were not finished and are continued by another host, or at the next start.");
            }
        }

        await EmitAsync(host.Status);
    }

    /// <summary>A live line, and a status object whenever the state changes.</summary>
    private async Task WatchAsync(InProcessHost host, CancellationToken stop)
    {
        string shown = "";
        while (!host.Running.IsCompleted && !stop.IsCancellationRequested)
        {
            CseServiceStatus status = host.Status;
            string activity = $"CsePowerShell service on host {status.HostName}";
            string line = $"{status.State}; broker {status.Broker}; {status.JobsRunning} jobs running; {status.RequestsAnswered} requests answered. Ctrl+C stops it.";
            Pump.Post(() => CmdletHost.WriteProgress(new ProgressUpdate(1, -1, activity, line, -1, IsCompleted: false)));
            if (status.State != shown)
            {
                shown = status.State;
                await EmitAsync(status);
            }

            await Task.WhenAny(host.Running, Clock.Delay(s_interval, stop));
        }

        Pump.Post(() => CmdletHost.WriteProgress(new ProgressUpdate(1, -1, $"CsePowerShell service on host {host.HostName}", "Stopped", -1, IsCompleted: true)));
        await host.Running.ContinueWith(static _ => { }, stop, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Show(LogLevel level, string line)
    {
        if (level >= LogLevel.Warning)
        {
            Pump.Post(() => CmdletHost.WriteWarning(line));
        }
        else
        {
            Pump.Post(() => CmdletHost.WriteVerbose(line));
        }
    }

    private async Task<ServiceDefinition> FromFileAsync()
    {
        string path = await Pump.AskAsync(() => CmdletHost.ResolvePath(Configuration));
        return ServiceDefinition.Load(path, IsOn(AllowPlaintextSecret));
    }

    private async Task<ServiceDefinition> FromSettingsAsync(CancellationToken stop)
    {
        (CseConnection connection, VCloudClient client) = await AdministratorAsync();
        BrokerOptions broker = await BrokerAsync(client, stop);
        (broker.Exchange, broker.RoutingKey) = (Exchange, RoutingKey);
        (string user, SecureString password) = Unpack(Credential!);
        ServiceDefinition definition = new()
        {
            Broker = broker,
            Settings = new ServiceSettings { DefaultTemplate = DefaultTemplate, Catalog = Catalog, RequireEnabledVdc = IsOn(RequireEnabledVdc), Clock = Clock },
            VCloud = () =>
            {
                VCloudConnectionOptions options = connection.SameServer!();
                int at = user.LastIndexOf('@');
                (options.Org, options.UserName, options.Password) = ("System", at > 0 ? user.Substring(0, at) : user, SecureText.Of(password));
                return options;
            },
        };
        definition.Settings.Engine.SshKeyPath = SshKeyPath is { } path ? await Pump.AskAsync(() => CmdletHost.ResolvePath(path)) : definition.Settings.Engine.SshKeyPath;
        definition.Settings.Engine.NodeSshPort = NodeSshPort;
        definition.Settings.Engine.JumpHost = JumpHost;
        definition.Redactor.Learn(SecureText.Of(password));
        definition.Redactor.Learn(broker.Password());
        return definition;
    }
}
