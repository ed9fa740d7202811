using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Configuration;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;

namespace CsePowerShell.Services;

/// <summary>What a host of the service is made from, whether a configuration or parameters say so.</summary>
internal sealed class ServiceDefinition
{
    public BrokerOptions Broker { get; init; } = new();

    public ServiceSettings Settings { get; init; } = new();

    /// <summary>The service's account at vCD, with its password as it is now.</summary>
    public Func<VCloudConnectionOptions> VCloud { get; init; } = () => new VCloudConnectionOptions();

    public IReadOnlyList<OldTemplate> Templates { get; init; } = [];

    /// <summary>What somebody should know before it starts.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    public SecretRedactor Redactor { get; } = new();

    /// <exception cref="ConfigurationException">The file has faults, or a secret is not where it says.</exception>
    public static ServiceDefinition Load(string path, bool allowPlaintextSecrets)
    {
        ServiceConfiguration file = ServiceConfiguration.Load(path, allowPlaintextSecrets, PowerShellVault.OfProcess);
        ServiceDefinition definition = new()
        {
            Broker = file.Broker,
            Settings = file.Settings,
            VCloud = file.VCloud,
            Templates = file.Templates,
            Notices = file.Notices,
        };
        file.TeachSecrets(definition.Redactor);
        return definition;
    }
}
