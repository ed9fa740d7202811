using System.Management.Automation;
using System.Security;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>Signs in to a vCloud Director server and makes it the default of this runspace (<c>$DefaultCseServer</c>).</summary>
/// <remarks>
/// The connection is shared by all runspaces of the process and safe for concurrent calls; give it to parallel script blocks as <c>-Server
/// $using:server</c>.
/// Neither the password nor the token is kept in anything that can be displayed.
/// </remarks>
[Cmdlet(VerbsCommunications.Connect, "CseServer", DefaultParameterSetName = PowerCliSet)]
[OutputType(typeof(CseServer))]
public sealed class ConnectCseServerCommand : CseCmdlet
{
    private const string CredentialSet = "Credential";
    private const string TokenSet = "SessionToken";
    private const string ApiTokenSet = "ApiToken";
    private const string SecretSet = "SecretName";
    private const string PowerCliSet = "CIServer";

    // What takes no longer needs no line.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_farewellPatience = TimeSpan.FromSeconds(5);

    /// <summary>The server: <c>host</c>, <c>host:port</c>, or <c>https://host[:port]</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CredentialSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TokenSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ApiTokenSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SecretSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string Server { get; set; } = "";

    /// <summary>Organization to sign in to; <c>System</c> for a provider administrator. Not needed when the user name is <c>user@org</c>.</summary>
    [Parameter(Position = 1, ParameterSetName = CredentialSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ApiTokenSet)]
    [Parameter(Position = 1, ParameterSetName = SecretSet)]
    [ValidateNotNullOrEmpty]
    public string? Org { get; set; }

    /// <summary>User and password. The user is <c>name</c> with -Org, or <c>name@org</c>. You are asked where it is left out.</summary>
    [Parameter(Position = 2, ParameterSetName = CredentialSet)]
    [Credential]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// Token of a session that is open already, as x-vcloud-authorization or JWT. It is used, and never ended: whoever opened that session ends it.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [ValidateNotNull]
    public SecureString? SessionToken { get; set; }

    /// <summary>API token of a user of -Org, as vCloud Director 10.3.1 and later make them. It is as good as a password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ApiTokenSet)]
    [ValidateNotNull]
    public SecureString? ApiToken { get; set; }

    /// <summary>
    /// Name of a secret of the module Microsoft.PowerShell.SecretManagement: a credential, or an API token as a secure string, which needs -Org.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet)]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>Vault of the secret; without it, SecretManagement looks through all.</summary>
    [Parameter(ParameterSetName = SecretSet)]
    [PSDefaultValue(Help = "All vaults")]
    [ValidateNotNullOrEmpty]
    public string? SecretVault { get; set; }

    /// <summary>
    /// Connections of PowerCLI (Connect-CIServer) whose sessions are used, and never ended; without it, and without a server, those in $DefaultCIServers.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = PowerCliSet)]
    [PSDefaultValue(Help = "$DefaultCIServers")]
    [ValidateNotNullOrEmpty]
    public PSObject[]? CIServer { get; set; }

    /// <summary>TCP port, 1 to 65535; 443 unless the server's name has one.</summary>
    [Parameter]
    [PSDefaultValue(Value = 443)]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>
    /// SHA-256 (64 digits) or SHA-1 (40 digits) thumbprint of the server's certificate in hexadecimal, colons allowed. This certificate is trusted,
    /// and no other.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>Accepts any certificate, for this connection only. Pinning with -CertificateThumbprint is better.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Address of an HTTP proxy to go through, such as <c>http://proxy.example.com:3128</c>; without it, the one that the system is set to.</summary>
    [Parameter]
    [PSDefaultValue(Help = "The system's")]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>User and password for -Proxy.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Goes to the server directly, whatever the system is set to.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>vCloud API version to speak, such as <c>36.0</c>; without it, the highest that both sides know.</summary>
    [Parameter]
    [PSDefaultValue(Help = "The highest that both sides know")]
    [ValidateNotNullOrEmpty]
    public string? ApiVersion { get; set; }

    /// <summary>
    /// Who changes clusters. Auto (the default): the API extension where one is enabled, else this process. Direct: this process. Service: the extension; without
    /// one, connecting is an error. The cmdlets that change clusters have a -Mode of their own.
    /// </summary>
    [Parameter]
    public CseMode Mode { get; set; }

    /// <summary>Leaves <c>$DefaultCseServer</c> as it is.</summary>
    [Parameter]
    public SwitchParameter NotDefault { get; set; }

    /// <summary>How long one request may take, in seconds, 1 to 3600; 100 by default.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 100;

    /// <summary>
    /// Private key that opens the nodes of your clusters, made on first use; by default <c>.cse/management-key</c> in your profile.
    /// </summary>
    [Parameter]
    [PSDefaultValue(Help = ".cse/management-key in your profile")]
    [ValidateNotNullOrEmpty]
    public string? SshKeyPath { get; set; }

    /// <summary>TCP port of the nodes' SSH servers, 1 to 65535; 22 by default.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int NodeSshPort { get; set; } = 22;

    /// <summary>Host through which nodes are reached, as <c>[user@]host[:port]</c>, when there is no direct path to the cluster network.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JumpHost { get; set; }

    internal ConnectionStore Store { get; set; } = ConnectionStore.OfProcess;

    internal LocalOperations Operations { get; set; } = LocalOperations.OfProcess;

    internal Func<VCloudConnectionOptions, EngineOptions, CseMode, Action<string>, CancellationToken, Task<CseConnection>> Connector { get; set; } =
        CloudConnector.ConnectAsync;

    /// <summary>Takes a credential apart. A seam, since the reference assembly's credential is empty.</summary>
    internal Func<PSCredential, (string User, SecureString Password)> Unpack { get; set; } = credential => (credential.UserName, credential.Password);

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        if (Server.Length > 0)
        {
            await ConnectAsync(await OptionsAsync(), isDefault: !IsOn(NotDefault), stop);
            return;
        }

        // The first one is the default, as it is in PowerCLI; so it is connected last.
        IReadOnlyList<PowerCliSession> sessions = CIServer is { } given ? [.. given.Select(PowerCliSession.Read)] : await AdoptableAsync();
        foreach (PowerCliSession session in sessions.Reverse())
        {
            VCloudConnectionOptions options = CommonOptions(session.Server);
            options.Port = Port ?? options.Port;
            options.SessionToken = session.Token;
            Tell($"Using the session of PowerCLI with {session.Server}.");
            await ConnectAsync(options, isDefault: !IsOn(NotDefault), stop);
        }
    }

    private async Task<IReadOnlyList<PowerCliSession>> AdoptableAsync()
    {
        object? variable = await Pump.AskAsync(() => CmdletHost.GetGlobalVariable(PowerCliSession.Variable));
        IReadOnlyList<PowerCliSession> sessions = PowerCliSession.FindOpen(variable);
        return sessions.Count > 0 ? sessions : throw new ArgumentException(
            "There is no server to connect to: none was named, and PowerCLI has no open connection ($DefaultCIServers). Give -Server, or run Connect-CIServer first.");
    }

    private async Task ConnectAsync(VCloudConnectionOptions options, bool isDefault, CancellationToken stop)
    {
        EngineOptions engine = new()
        {
            SshKeyPath = SshKeyPath is { } path ? await Pump.AskAsync(() => CmdletHost.ResolvePath(path)) : null,
            NodeSshPort = NodeSshPort,
            JumpHost = JumpHost,
            Clock = Clock,
            Logger = options.Logger,
        };
        CseConnection connection = await ShowWhileAsync(options, engine, stop);
        CseConnection? former = Store.Add(connection);
        try
        {
            await PresentAsync(connection, isDefault);
        }
        finally
        {
            // Also when nobody reads on: the store does not have it any more, and so nobody else would end it.
            if (former is not null)
            {
                await EndFormerAsync(former);
            }
        }
    }

    private async Task PresentAsync(CseConnection connection, bool isDefault)
    {
        string extension = connection.Server.ExtensionVersion is { } version ? $", API extension {version} ({connection.Server.ExtensionState})" : "";
        Tell($"Connected to {connection.Id}, API version {connection.Server.ApiVersion}{extension}; mode {connection.Server.Mode}.");
        if (connection.Notice is { } notice)
        {
            await WarnAsync(notice);
        }

        if (connection.Server.IsApiVersionDeprecated)
        {
            await WarnAsync($"API version {connection.Server.ApiVersion}, the highest that '{connection.Server.Name}' and this module both know, "
                + "is deprecated there: the next release of vCloud Director may not have it.");
        }

        if (isDefault)
        {
            await Pump.PostAsync(() => DefaultServers.Choose(CmdletHost, connection.Server));
        }

        await EmitAsync(connection.Server);
    }

    /// <summary>Signs in, and says what is waited for where it is waited for: a server or a service that does not answer is silence otherwise.</summary>
    private async Task<CseConnection> ShowWhileAsync(VCloudConnectionOptions options, EngineOptions engine, CancellationToken stop)
    {
        string doing = $"Signing in, {TimeSpan.FromSeconds(TimeoutSec).TotalSeconds:0} s at most for each answer";
        long begun = Clock.GetTimestamp();
        ProgressLine line = new(Pump, CmdletHost);
        Task<CseConnection> connecting = Connector(options, engine, Mode, what =>
        {
            Volatile.Write(ref doing, what);
            Tell(what + ".");
        }, stop);
        try
        {
            while (!connecting.IsCompleted && !stop.IsCancellationRequested)
            {
                using CancellationTokenSource beat = CancellationTokenSource.CreateLinkedTokenSource(stop);
                await Task.WhenAny(connecting, Clock.Delay(s_beat, beat.Token));
                beat.Cancel();
                if (Clock.GetElapsedTime(begun) > s_patience && !connecting.IsCompleted)
                {
                    line.Show($"Connecting to {options.Server}", Volatile.Read(ref doing));
                }
            }
        }
        finally
        {
            line.Close();
        }

        return await connecting;
    }

    /// <summary>The session that the new one replaces is ended, as soon as no cmdlet and no operation works through it any more.</summary>
    private async Task EndFormerAsync(CseConnection former)
    {
        Task free = WhenFreeAsync(former);
        if (free.IsCompleted)
        {
            await SayFarewellAsync(former);
            return;
        }

        Tell($"The former session of {former.Id} is ended when what works through it has ended.");
        _ = free.ContinueWith(_ => SayFarewellAsync(former), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    // In this order: a cmdlet that is planning yet may begin an operation before it is done.
    private async Task WhenFreeAsync(CseConnection former)
    {
        await former.WhenUnusedAsync();
        await Task.WhenAll(Operations.RunningOf(former).Where(operation => operation.Connection == former).Select(operation => operation.Ended));
    }

    // That the way to it is gone is often why somebody connects again; the new connection stands, whatever becomes of the old one.
    private async Task SayFarewellAsync(CseConnection former)
    {
        using CancellationTokenSource patience = Clock.CreateCancellationTokenSource(s_farewellPatience);
        try
        {
            await former.CloseAsync(patience.Token);
        }
        catch (Exception silent) when (silent is VCloudException or OperationCanceledException)
        {
            Tell($"The former session of {former.Id} was left without a farewell; it ends by itself. {silent.Message}");
        }
    }

    private VCloudConnectionOptions CommonOptions(string server)
    {
        VCloudConnectionOptions options = new()
        {
            Server = server,
            Port = Port,
            ApiVersion = ApiVersion,
            SkipCertificateCheck = IsOn(SkipCertificateCheck),
            CertificateThumbprint = CertificateThumbprint,
            RequestTimeout = TimeSpan.FromSeconds(TimeoutSec),
            Clock = Clock,
            Logger = ConnectionLog.Create(),
            Proxy = Proxy,
            NoProxy = IsOn(NoProxy),
        };
        if (ProxyCredential is { } proxyCredential)
        {
            if (Proxy is null)
            {
                throw new ArgumentException("-ProxyCredential needs -Proxy: it goes to the proxy that is named there, and to no other.");
            }

            (options.ProxyUserName, SecureString proxyPassword) = Unpack(proxyCredential);
            options.ProxyPassword = SecureText.Of(proxyPassword);
        }

        return options;
    }

    private async Task<VCloudConnectionOptions> OptionsAsync()
    {
        VCloudConnectionOptions options = CommonOptions(Server);
        if (SessionToken is { } token)
        {
            options.SessionToken = SecureText.Of(token);
            return options;
        }

        if (ApiToken is { } apiToken)
        {
            return WithApiToken(options, apiToken);
        }

        PSCredential? credential = Credential;
        if (SecretName is { } secretName)
        {
            (object? found, string? problem) = await Pump.AskAsync(() => CmdletHost.GetSecret(secretName, SecretVault));
            switch (found)
            {
                case null when problem is not null:
                    throw new ArgumentException(problem);
                case SecureString secret:
                    return WithApiToken(options, secret);
                case PSCredential stored:
                    credential = stored;
                    break;
                default:
                    throw new ArgumentException($"The secret '{secretName}' is neither a credential nor a secure string. Store it again: Set-Secret {secretName} (Get-Credential).");
            }
        }

        credential ??= await Pump.AskAsync(() => CmdletHost.AskForCredential($"User and password for {Server}"))
            ?? throw new ArgumentException($"It is not said who is to be signed in to '{Server}', and nobody can be asked here. Give -Credential, -ApiToken or -SecretName.");
        (string user, SecureString password) = Unpack(credential);
        int at = user.LastIndexOf('@');
        if (Org is null && at <= 0)
        {
            throw new ArgumentException($"It is not said which organization '{user}' belongs to. Give -Org, or the user as '{user}@organization'.");
        }

        options.Org = Org ?? user.Substring(at + 1);
        options.UserName = Org is null ? user.Substring(0, at) : user;
        options.Password = SecureText.Of(password);
        return options;
    }

    private VCloudConnectionOptions WithApiToken(VCloudConnectionOptions options, SecureString token)
    {
        options.Org = Org ?? throw new ArgumentException("An API token does not tell which organization it belongs to. Give -Org.");
        options.ApiToken = SecureText.Of(token);
        return options;
    }
}
