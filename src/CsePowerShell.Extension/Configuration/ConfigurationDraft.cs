using System.Globalization;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;
using YamlDotNet.RepresentationModel;

namespace CsePowerShell.Extension.Configuration;

/// <summary>What a configuration is written from. The passwords are references: there is no way to write one itself.</summary>
public sealed class ConfigurationDraft
{
    /// <summary>Where vCD is, and the service's account there; its password is not looked at.</summary>
    public VCloudConnectionOptions VCloud { get; set; } = new();

    /// <summary>Where the password of that account is.</summary>
    public SecretReference VCloudPassword { get; set; } = SecretReference.Environment("CSE_VCD_PASSWORD");

    /// <summary>The broker; its password is not looked at.</summary>
    public BrokerOptions Broker { get; set; } = new();

    /// <summary>Where the password on the broker is.</summary>
    public SecretReference BrokerPassword { get; set; } = SecretReference.Environment("CSE_AMQP_PASSWORD");

    /// <summary>How the service behaves.</summary>
    public ServiceSettings Settings { get; set; } = new();

    /// <summary>Whether the host's name is written: one that is not is the name of the machine that the host runs on.</summary>
    public bool NamesHost { get; set; }

    /// <summary>The configuration as YAML. What is as it is by default is left out.</summary>
    public string ToYaml()
    {
        var root = new YamlMappingNode();
        Add(root, "vcd", VCloudSection());
        Add(root, "amqp", BrokerSection());
        Add(root, "service", ServiceSection());
        Add(root, "broker", TemplateSection());
        Add(root, "nodes", NodeSection());
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(writer, assignAnchors: false);
        string text = writer.ToString();
        // YamlDotNet ends the document, which nobody expects in a file of one.
        return text.EndsWith("...\n", StringComparison.Ordinal) ? text.Substring(0, text.Length - 4) : text;
    }

    private YamlMappingNode VCloudSection()
    {
        var section = new YamlMappingNode();
        Add(section, "host", VCloud.Server);
        Add(section, "port", VCloud.Port, null);
        Add(section, "username", VCloud.UserName);
        section.Add("password", Secret(VCloudPassword));
        Add(section, "certificate_thumbprint", VCloud.CertificateThumbprint);
        Add(section, "verify", !(VCloud.SkipCertificateCheck && VCloud.CertificateThumbprint is null), isDefault: true);
        return section;
    }

    private YamlMappingNode BrokerSection()
    {
        var standard = new BrokerOptions();
        var section = new YamlMappingNode();
        Add(section, "host", Broker.Host);
        Add(section, "port", Broker.Port, null);
        Add(section, "vhost", Broker.VirtualHost == standard.VirtualHost ? null : Broker.VirtualHost);
        Add(section, "username", Broker.UserName);
        section.Add("password", Secret(BrokerPassword));
        Add(section, "ssl", Broker.UseTls, isDefault: true);
        Add(section, "ssl_accept_all", Broker.SkipCertificateCheck, isDefault: false);
        Add(section, "certificate_thumbprint", Broker.CertificateThumbprint);
        Add(section, "ca_file", Broker.CertificateAuthorityFile);
        Add(section, "exchange", Broker.Exchange);
        Add(section, "routing_key", Broker.RoutingKey);
        Add(section, "queue_prefix", Broker.QueuePrefix == standard.QueuePrefix ? null : Broker.QueuePrefix);
        return section;
    }

    private YamlMappingNode ServiceSection()
    {
        var standard = new BrokerOptions();
        var section = new YamlMappingNode();
        Add(section, "host_name", NamesHost ? Settings.HostName : null);
        Add(section, "require_enabled_vdc", Settings.RequireEnabledVdc, isDefault: false);
        Add(section, "job_queues", Broker.JobQueues, standard.JobQueues);
        Add(section, "max_requests", Broker.MaxRequests, standard.MaxRequests);
        return section;
    }

    private YamlMappingNode TemplateSection()
    {
        var section = new YamlMappingNode();
        Add(section, "catalog", Settings.Catalog);
        Add(section, "default_template", Settings.DefaultTemplate);
        return section;
    }

    private YamlMappingNode NodeSection()
    {
        var section = new YamlMappingNode();
        Add(section, "ssh_key", Settings.Engine.SshKeyPath);
        Add(section, "ssh_port", Settings.Engine.NodeSshPort, 22);
        Add(section, "jump_host", Settings.Engine.JumpHost);
        return section;
    }

    private static YamlMappingNode Secret(SecretReference reference)
    {
        var mapping = new YamlMappingNode { Style = YamlDotNet.Core.Events.MappingStyle.Flow };
        mapping.Add(reference.Kind, Text(reference.Place));
        if (reference.Vault is { } vault)
            mapping.Add(SecretReference.VaultName, Text(vault));
        return mapping;
    }

    private static void Add(YamlMappingNode section, string key, YamlMappingNode child)
    {
        if (child.Children.Count > 0)
            section.Add(key, child);
    }

    private static void Add(YamlMappingNode section, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            section.Add(key, Text(value!));
    }

    private static void Add(YamlMappingNode section, string key, int? value, int? standard)
    {
        if (value is { } number && number != standard)
            section.Add(key, new YamlScalarNode(number.ToString(CultureInfo.InvariantCulture)));
    }

    private static void Add(YamlMappingNode section, string key, bool value, bool isDefault)
    {
        if (value != isDefault)
            section.Add(key, new YamlScalarNode(value ? "true" : "false"));
    }

    // In quotes: a name such as "true", "null" or "12" is a text all the same.
    private static YamlScalarNode Text(string text) => new(text) { Style = YamlDotNet.Core.ScalarStyle.DoubleQuoted };
}
