using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.Connections;

/// <summary>Opens connections to real servers.</summary>
internal static class CloudConnector
{
    /// <summary>Signs in and puts the engine on top of the session.</summary>
    /// <exception cref="ClusterException">SERVICE_DISABLED: the service was asked for, and there is none.</exception>
    /// <param name="options">Where and who.</param>
    /// <param name="engine">Settings of the engine.</param>
    /// <param name="mode">Who is to change clusters.</param>
    /// <param name="tell">Called with what is waited for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<CseConnection> ConnectAsync(
        VCloudConnectionOptions options, EngineOptions engine, CseMode mode, Action<string> tell, CancellationToken cancellationToken)
    {
        VCloudClient client = await VCloudClient.ConnectAsync(options, cancellationToken);
        try
        {
            return await PutTogetherAsync(client, options, engine, mode, tell, cancellationToken);
        }
        catch
        {
            await EndQuietlyAsync(client);
            throw;
        }
    }

    private static async Task<CseConnection> PutTogetherAsync(
        VCloudClient client, VCloudConnectionOptions options, EngineOptions engine, CseMode mode, Action<string> tell, CancellationToken cancellationToken)
    {
        // One request, unless the user knows already; and whatever comes of it, the connection stands.
        if (mode != CseMode.Direct)
        {
            tell($"Asking whether an API extension answers at /api/cse, {ServiceProbe.Patience.TotalSeconds:0} s at most; -Mode Direct does without");
        }

        ServiceProbe? probe = mode == CseMode.Direct ? null : await ServiceProbe.AskAsync(client, engine.Clock, cancellationToken);
        bool isService = probe?.State is ServiceState.Enabled or ServiceState.Silent;
        if (mode == CseMode.Service && !isService)
        {
            throw new ClusterException(ErrorCodes.ServiceDisabled, $"There is no service to work with at '{client.Server.Host}'. {probe!.Detail}",
                "Ask the provider to register, start and enable it, or connect with -Mode Direct.");
        }

        string name = client.Server.Port == 443 ? client.Server.Host : $"{client.Server.Host}:{client.Server.Port}";
        CseServer server = new()
        {
            Id = $"{name}/{client.Session.Org}/{client.Session.User}",
            Name = name,
            Port = client.Server.Port,
            Org = client.Session.Org,
            User = client.Session.User,
            IsSystem = client.Session.IsSystem,
            ApiVersion = client.Server.ApiVersion,
            IsApiVersionDeprecated = client.Server.IsApiVersionDeprecated,
            ConnectedAt = options.Clock.GetLocalNow().LocalDateTime,
            SshKeyPath = engine.SshKeyPath,
            NodeSshPort = engine.NodeSshPort,
            JumpHost = engine.JumpHost,
            Mode = isService ? nameof(CseMode.Service) : nameof(CseMode.Direct),
            ExtensionState = probe?.State.ToString() ?? "Unknown",
            ExtensionVersion = probe?.Version,
        };
        DirectOperations direct = new(client, engine);
        RemoteOperations? service = isService ? new(client, direct, engine) : null;
        return new CseConnection(server, direct, new CloudDirectory(client), () => client.Traffic.Requests, stop => CloseAsync(client, service, stop), service)
        {
            Notice = probe is { State: ServiceState.Silent } ? $"{probe.Detail} Changes of clusters go through it all the same; to do without, connect with -Mode Direct." : null,
            Client = client,
            SameServer = () => new VCloudConnectionOptions
            {
                Server = options.Server,
                Port = options.Port,
                SkipCertificateCheck = options.SkipCertificateCheck,
                CertificateThumbprint = options.CertificateThumbprint,
                RequestTimeout = options.RequestTimeout,
            },
            Nodes = direct,
            Api = new ApiAccess(client),
        };
    }

    // The session was opened for nothing. It must not stay, and why it was is more to the point than how its end went.
    private static async Task EndQuietlyAsync(VCloudClient client)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(5));
        try
        {
            await client.LogoutAsync(limit.Token);
        }
        catch (Exception failure) when (failure is VCloudException or OperationCanceledException)
        {
            // The server ends it by itself, after half an hour as a rule.
        }

        client.Dispose();
    }

    private static async Task CloseAsync(VCloudClient client, RemoteOperations? service, CancellationToken stop)
    {
        service?.Dispose();
        try
        {
            await client.LogoutAsync(stop);
        }
        finally
        {
            client.Dispose();
        }
    }
}
