using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CsePowerShell.Extension.Configuration;

/// <summary>
/// The configuration of a host: that of CSE 1.x as it is, and what is new beside it. Whatever no longer applies is told and passed over; whatever is not known is
/// an error.
/// </summary>
public sealed class ServiceConfiguration
{
    private readonly List<Secret> _secrets = [];
    private readonly Dictionary<string, Secret> _templatePasswords = new(StringComparer.Ordinal);

    private ServiceConfiguration()
    {
    }

    /// <summary>The broker.</summary>
    public BrokerOptions Broker { get; } = new();

    /// <summary>How the service behaves.</summary>
    public ServiceSettings Settings { get; } = new();

    /// <summary>The service's account at vCD, with its password as it is now.</summary>
    public Func<VCloudConnectionOptions> VCloud { get; private set; } = () => new VCloudConnectionOptions();

    /// <summary>Templates that only a configuration of CSE 1.x names.</summary>
    public IReadOnlyList<OldTemplate> Templates { get; private set; } = [];

    /// <summary>What somebody should know: keys that no longer apply, unsafe choices.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>Port on 127.0.0.1 for health and metrics; 0 for none.</summary>
    public int MetricsPort { get; private set; } = 9467;

    /// <summary>Least level of log lines: debug, information, warning, error.</summary>
    public string LogLevel { get; private set; } = "information";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="allowPlaintextSecrets">Take passwords in clear text.</param>
    /// <param name="vault">SecretManagement; null where there is no PowerShell.</param>
    /// <exception cref="ConfigurationException">It has faults.</exception>
    public static ServiceConfiguration Load(string path, bool allowPlaintextSecrets, ISecretVault? vault = null)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{path} cannot be read: {error.Message}"]);
        }

        ServiceConfiguration configuration = Parse(text, allowPlaintextSecrets, vault);
        configuration.Settings.ConfigurationFile = path;
        return configuration;
    }

    /// <summary>Reads the text of a configuration.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="allowPlaintextSecrets">Take passwords in clear text.</param>
    /// <param name="vault">SecretManagement; null where there is no PowerShell.</param>
    /// <exception cref="ConfigurationException">It has faults.</exception>
    public static ServiceConfiguration Parse(string yaml, bool allowPlaintextSecrets, ISecretVault? vault = null)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException error)
        {
            throw new ConfigurationException([$"Line {error.Start.Line}: this is not YAML: {error.InnerException?.Message ?? error.Message}"]);
        }

        var faults = new List<string>();
        var notices = new List<string>();
        var root = new YamlSection("", stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode, faults, notices);
        if (!root.IsThere && faults.Count == 0)
            faults.Add("The configuration is empty.");
        var configuration = new ServiceConfiguration();
        var sources = new SecretSources(allowPlaintextSecrets, vault);
        configuration.ReadVCloud(root.Section("vcd"), sources);
        configuration.ReadBroker(root.Section("amqp"), sources);
        configuration.ReadService(root.Section("service"));
        configuration.ReadTemplates(root.Section("broker"), faults, notices, sources);
        configuration.ReadNodes(root.Section("nodes"));
        root.Obsolete("nodes are reached over SSH, not through vCenter", "vcs");
        // "cse sample" printed the three keys of the PKS file below the others.
        root.Obsolete("PKS is out of scope", "pks_config", "orgs", "pks_accounts", "pvdcs");
        root.RefuseUnknown();
        configuration.Notices = [.. notices.Distinct(StringComparer.Ordinal)];
        return faults.Count == 0 ? configuration : throw new ConfigurationException(faults);
    }

    /// <summary>Lets a redactor know every secret that the configuration names, and what they are changed to later.</summary>
    /// <param name="redactor">The redactor.</param>
    /// <exception cref="ConfigurationException">A secret is not where the configuration says.</exception>
    public void TeachSecrets(SecretRedactor redactor)
    {
        foreach (Secret secret in _secrets)
        {
            secret.Revealed = redactor.Learn;
            secret.Reveal();
        }
    }

    private void ReadVCloud(YamlSection section, SecretSources sources)
    {
        string host = section.Required("host");
        int? port = section.Number("port", 1, 65535);
        if (port is not null && NamesPort(host))
        {
            // 1.x only printed the port; one in the host was what counted, and its sample had 443 there whatever the host said.
            section.Notice("vcd.port is passed over: vcd.host has a port of its own.");
            port = null;
        }

        string user = section.Required("username");
        Secret? password = Kept(section.Secret("password", sources));
        string? version = section.Text("api_version");
        bool verify = section.Flag("verify") ?? true;
        string? thumbprint = section.Text("certificate_thumbprint");
        section.Obsolete("bodies are never logged", "log");
        section.RefuseUnknown();
        if (password is null)
            section.Notice("vcd.password is missing; the account will be refused.");
        if (!verify && thumbprint is null)
            section.Notice("vcd.verify is off: whoever answers at that address gets the administrator's password. Pin it with vcd.certificate_thumbprint.");
        VCloud = () => new VCloudConnectionOptions
        {
            Server = host,
            Port = port,
            Org = "System",
            UserName = user,
            Password = password?.Reveal(),
            // 1.x had to be told a version; today both sides agree on the highest. A deprecated one in an old file must not be forced.
            ApiVersion = null,
            SkipCertificateCheck = !verify && thumbprint is null,
            CertificateThumbprint = thumbprint,
        };
        if (version is not null)
            section.Notice("vcd.api_version no longer applies: the highest version both sides know is used.");
    }

    // Not for an IPv6 address without brackets, which is full of colons.
    private static bool NamesPort(string host)
    {
        string authority = host.Substring(host.IndexOf("://", StringComparison.Ordinal) is >= 0 and int scheme ? scheme + 3 : 0).Split('/')[0];
        int colon = authority.LastIndexOf(':');
        return colon > authority.LastIndexOf(']') && (authority.IndexOf(':') == colon || authority.StartsWith("[", StringComparison.Ordinal));
    }

    private void ReadBroker(YamlSection section, SecretSources sources)
    {
        Broker.Host = section.Required("host");
        Broker.UseTls = section.Flag("ssl") ?? true;
        Broker.Port = section.Number("port", 1, 65535);
        Broker.VirtualHost = section.Text("vhost") ?? "/";
        Broker.UserName = section.Required("username");
        Secret? password = Kept(section.Secret("password", sources));
        Broker.Password = () => password?.Reveal() ?? "";
        Broker.Exchange = section.Text("exchange") ?? Broker.Exchange;
        Broker.RoutingKey = section.Text("routing_key") ?? Broker.RoutingKey;
        Broker.SkipCertificateCheck = section.Flag("ssl_accept_all") ?? false;
        Broker.CertificateThumbprint = section.Text("certificate_thumbprint");
        Broker.CertificateAuthorityFile = section.Text("ca_file");
        Broker.QueuePrefix = section.Text("queue_prefix") ?? Broker.QueuePrefix;
        section.Obsolete("it named vCD's own notifications", "prefix");
        section.RefuseUnknown();
        if (section.IsThere && !Broker.UseTls)
            section.Notice("amqp.ssl is off: session tokens of tenants cross the network in clear text.");
        if (Broker is { UseTls: true, SkipCertificateCheck: true, CertificateThumbprint: null })
            section.Notice("amqp.ssl_accept_all is on: whoever answers at that address is trusted.");
    }

    private void ReadService(YamlSection section)
    {
        Settings.HostName = section.Text("host_name") ?? Settings.HostName;
        Settings.EnforceRight = section.Flag("enforce_authorization") ?? true;
        Settings.RequiredRight = section.Text("required_right") ?? Settings.RequiredRight;
        Settings.RequireEnabledVdc = section.Flag("require_enabled_vdc") ?? false;
        Broker.JobQueues = section.Number("job_queues", 1, 64) ?? Broker.JobQueues;
        Broker.MaxJobs = section.Number("max_jobs", 1, 1000) ?? Broker.MaxJobs;
        Broker.MaxRequests = section.Number("max_requests", 1, 1000) ?? Broker.MaxRequests;
        Settings.MaxRequestsPerOrg = section.Number("max_requests_per_org", 1, 1000) ?? Settings.MaxRequestsPerOrg;
        Settings.MaxOperationsPerOrg = section.Number("max_operations_per_org", 1, 10000) ?? Settings.MaxOperationsPerOrg;
        Settings.RequestDeadline = Seconds(section, "request_deadline", 1, 3600) ?? Settings.RequestDeadline;
        Settings.OperationTimeout = Seconds(section, "operation_timeout", 60, 86400);
        MetricsPort = section.Number("metrics_port", 0, 65535) ?? MetricsPort;
        LogLevel = section.Text("log_level")?.ToLowerInvariant() ?? LogLevel;
        section.Obsolete("one process answers any number of requests at once; see service.max_requests", "listeners");
        section.RefuseUnknown();
        Broker.ConnectionName = "CsePowerShell " + Settings.HostName;
    }

    private void ReadTemplates(YamlSection section, List<string> faults, List<string> notices, SecretSources sources)
    {
        Settings.TemplateOrg = section.Text("org") ?? Settings.TemplateOrg;
        Settings.Catalog = section.Text("catalog");
        Settings.DefaultTemplate = section.Text("default_template");
        section.Obsolete("templates are prepared outside of the service", "type", "vdc", "network", "ip_allocation_mode", "storage_profile", "cse_msg_dir");
        var templates = new List<OldTemplate>();
        if (section.Node("templates") is YamlSequenceNode list)
        {
            foreach (YamlNode node in list)
            {
                var template = new YamlSection("broker.templates[]", node, faults, notices);
                string name = template.Required("name");
                templates.Add(new OldTemplate
                {
                    Name = name,
                    Catalog = Settings.Catalog ?? "",
                    CatalogItem = template.Text("catalog_item") ?? "",
                    Description = template.Text("description") ?? "",
                    IsDefault = name == Settings.DefaultTemplate,
                });
                if (Kept(template.Secret("admin_password", sources)) is { } password)
                    _templatePasswords[name] = password;
                template.Obsolete("templates are prepared outside of the service", "source_ova_name", "source_ova", "sha1_ova", "sha256_ova", "temp_vapp", "cleanup", "cpu", "mem");
                template.RefuseUnknown();
            }
        }

        section.RefuseUnknown();
        Templates = templates;
    }

    private void ReadNodes(YamlSection section)
    {
        EngineOptions engine = Settings.Engine;
        engine.SshKeyPath = section.Text("ssh_key") ?? engine.SshKeyPath;
        engine.NodeSshPort = section.Number("ssh_port", 1, 65535) ?? engine.NodeSshPort;
        engine.JumpHost = section.Text("jump_host") ?? engine.JumpHost;
        engine.MaxParallelNodes = section.Number("max_parallel", 1, 100) ?? engine.MaxParallelNodes;
        if (section.Flag("use_template_passwords") == true)
            engine.LegacyPasswords = template => _templatePasswords.TryGetValue(template, out Secret? password) ? password.Reveal() : null;
        else if (_templatePasswords.Count > 0)
            section.Notice("broker.templates[].admin_password is not used unless nodes.use_template_passwords is on: kubeconfig and scale-in of clusters that CSE 1.x made need it, and whoever has root in such a node can learn it.");
        section.RefuseUnknown();
    }

    private static TimeSpan? Seconds(YamlSection section, string key, int least, int most) =>
        section.Number(key, least, most) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private Secret? Kept(Secret? secret)
    {
        if (secret is not null)
            _secrets.Add(secret);
        return secret;
    }
}
