using CsePowerShell.Clusters;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Configuration;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Extension.Transport.RabbitMq;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsePowerShell.Service;

/// <summary>Looks whether a host could serve, row by row, and changes nothing.</summary>
internal static class SelfCheck
{
    public static async Task<int> RunAsync(ServiceConfiguration configuration, TextWriter output)
    {
        var redactor = new SecretRedactor();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        bool isFine = true;
        foreach (string notice in configuration.Notices)
            await RowAsync("configuration", "warning", notice);
        await CheckAsync("secrets", () =>
        {
            configuration.TeachSecrets(redactor);
            return Task.FromResult("every secret is where the configuration says");
        });
        await CheckAsync("broker", async () =>
        {
            await using RabbitMQ.Client.IConnection connection = await new BrokerConnector(configuration.Broker).ConnectAsync("check", limit.Token);
            return $"{configuration.Broker.Host}:{connection.Endpoint.Port}, TLS {(configuration.Broker.UseTls ? "on" : "off")}";
        });
        await using var account = new VCloudServiceAccount(configuration.VCloud, configuration.Settings, NullLogger.Instance);
        await CheckAsync("vCD account", async () =>
        {
            await account.ProbeAsync(limit.Token);
            return "system administrator";
        });
        await CheckAsync("templates", async () =>
        {
            IReadOnlyList<Template> templates = await account.Operations.ListTemplatesAsync(new TemplateQuery { Catalog = configuration.Settings.Catalog }, limit.Token);
            int usable = templates.Count(template => template.IsUsable);
            return usable > 0 ? $"{usable} usable, of organization {configuration.Settings.TemplateOrg}" : throw new ClusterException(ErrorCodes.TemplateNotFound, $"Organization {configuration.Settings.TemplateOrg} has no usable template.");
        });
        if (configuration.Settings.EnforceRight)
        {
            await CheckAsync("right", async () => await account.RightExistsAsync(configuration.Settings.RequiredRight, limit.Token)
                ? configuration.Settings.RequiredRight
                : throw new ClusterException(ErrorCodes.RightMissing, $"vCD has no right \"{configuration.Settings.RequiredRight}\": every tenant will be refused.", "Register the extension, or set service.enforce_authorization to false."));
        }

        return isFine ? 0 : 1;

        async Task CheckAsync(string name, Func<Task<string>> check)
        {
            try
            {
                await RowAsync(name, "passed", await check());
            }
            catch (Exception error) when (error is ClusterException or TransportException or ConfigurationException or OperationCanceledException)
            {
                isFine = false;
                await RowAsync(name, "FAILED", error.Message);
            }
        }

        Task RowAsync(string name, string result, string detail) => output.WriteLineAsync($"{name,-14} {result,-8} {redactor.Clean(detail)}");
    }
}
