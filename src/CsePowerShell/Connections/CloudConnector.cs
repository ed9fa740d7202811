using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.Connections;

/// <summary>Opens connections to real servers.</summary>
internal static class CloudConnector
{
    /// <summary>Signs in and puts the engine on top of the session.</summary>
    public static async Task<CseConnection> ConnectAsync(VCloudConnectionOptions options, EngineOptions engine, CancellationToken cancellationToken)
    {
        VCloudClient client = await VCloudClient.ConnectAsync(options, cancellationToken);
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
            ConnectedAt = options.Clock.GetLocalNow(),
            SshKeyPath = engine.SshKeyPath,
            NodeSshPort = engine.NodeSshPort,
            JumpHost = engine.JumpHost,
        };
        DirectOperations clusters = new(client, engine);
        return new CseConnection(server, clusters, new CloudDirectory(client), () => client.Traffic.Requests, stop => CloseAsync(client, stop))
        {
            Client = client,
            SameServer = () => new VCloudConnectionOptions
            {
                Server = options.Server,
                Port = options.Port,
                SkipCertificateCheck = options.SkipCertificateCheck,
                CertificateThumbprint = options.CertificateThumbprint,
                RequestTimeout = options.RequestTimeout,
            },
        };
    }

    private static async Task CloseAsync(VCloudClient client, CancellationToken stop)
    {
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
