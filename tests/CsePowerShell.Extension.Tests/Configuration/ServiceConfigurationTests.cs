using CsePowerShell.Extension.Configuration;

namespace CsePowerShell.Extension.Tests.Configuration;

public sealed class ServiceConfigurationTests
{
    /// <summary>As "cse sample" of 1.2 printed it.</summary>
    private const string Original = """
        amqp:
          exchange: cse-ext
          host: amqp.vmware.com
          password: guest
          port: 5672
          prefix: vcd
          routing_key: cse
          ssl: false
          ssl_accept_all: false
          username: guest
          vhost: /
        vcd:
          api_version: '29.0'
          host: vcd.vmware.com
          log: true
          password: my_secret_password
          port: 443
          username: administrator
          verify: false
        vcs:
        - name: vc1
          password: my_secret_password
          username: cse_user@vsphere.local
        service:
          enforce_authorization: false
          listeners: 5
        broker:
          catalog: cse
          cse_msg_dir: /tmp/cse
          default_template: ubuntu-16.04
          ip_allocation_mode: pool
          network: mynetwork
          org: myorg
          storage_profile: '*'
          type: default
          vdc: myorgvdc
          templates:
          - admin_password: guest_os_admin_password
            catalog_item: ubuntu-16.04-server-cloudimg-amd64-k8s
            cleanup: true
            cpu: 2
            description: Ubuntu 16.04
            mem: 2048
            name: ubuntu-16.04
            sha256_ova: 3c1bec8e
            source_ova: https://cloud-images.ubuntu.com/x.ova
            source_ova_name: ubuntu-16.04-server-cloudimg-amd64.ova
            temp_vapp: ubuntu1604_temp
          - admin_password: guest_os_admin_password
            catalog_item: photon-custom-hw11-2.0-304b817-k8s
            name: photon-v2
            sha1_ova: b8c18378
            temp_vapp: photon2-temp
        pks_config: null
        orgs:
        - name: Org1
        pks_accounts: []
        pvdcs:
        - name: pvdc1
        """;

    private const string Safe = """
        vcd: {host: vcd.example, username: cse, password: {env: CSE_TEST_SECRET_1}}
        amqp: {host: mq.example, username: cse, password: {env: CSE_TEST_SECRET_1}}
        """;

    private static IReadOnlyList<string> Faults(string yaml, bool allowPlaintext = false) =>
        Assert.Throws<ConfigurationException>(() => ServiceConfiguration.Parse(yaml, allowPlaintext)).Faults;

    [Fact]
    public void The_original_configuration_is_taken_as_it_is_and_what_no_longer_applies_is_told()
    {
        ServiceConfiguration read = ServiceConfiguration.Parse(Original, allowPlaintextSecrets: true);
        Assert.Equal(("amqp.vmware.com", 5672, false, "cse-ext", "cse"), (read.Broker.Host, read.Broker.Port, read.Broker.UseTls, read.Broker.Exchange, read.Broker.RoutingKey));
        Assert.Equal(("cse", "myorg", "ubuntu-16.04"), (read.Settings.Catalog, read.Settings.TemplateOrg, read.Settings.DefaultTemplate));
        Assert.Equal(("vcd.vmware.com", "my_secret_password", true), (read.VCloud().Server, read.VCloud().Password, read.VCloud().SkipCertificateCheck));
        Assert.False(read.Settings.EnforceRight);
        Assert.Equal(["ubuntu-16.04", "photon-v2"], read.Templates.Select(template => template.Name));
        Assert.Single(read.Notices, notice => notice.StartsWith("broker.templates[].temp_vapp", StringComparison.Ordinal));
        foreach (string key in new[] { "vcs", "service.listeners", "amqp.prefix", "broker.cse_msg_dir", "vcd.log", "broker.templates[].temp_vapp" })
            Assert.Contains(read.Notices, notice => notice.StartsWith(key + " no longer applies", StringComparison.Ordinal));
        Assert.Contains(read.Notices, notice => notice.StartsWith("amqp.ssl is off", StringComparison.Ordinal));
        Assert.Contains(read.Notices, notice => notice.StartsWith("vcd.verify is off", StringComparison.Ordinal));
    }

    [Fact]
    public void Secrets_in_clear_text_are_refused_all_at_once_and_never_repeated()
    {
        IReadOnlyList<string> faults = Faults(Original);
        Assert.Equal(4, faults.Count);
        Assert.All(faults, fault => Assert.Contains("clear text", fault));
        Assert.DoesNotContain("my_secret_password", string.Concat(faults));
    }

    /// <summary>The old server set one password in every node of a template: a tenant with root in a node could read it as it is used.</summary>
    [Fact]
    public void Passwords_of_old_templates_are_used_for_old_nodes_only_when_that_is_asked_for()
    {
        ServiceConfiguration silent = ServiceConfiguration.Parse(Original, allowPlaintextSecrets: true);
        Assert.Null(silent.Settings.Engine.LegacyPasswords);
        Assert.Contains(silent.Notices, notice => notice.StartsWith("broker.templates[].admin_password is not used", StringComparison.Ordinal));
        ServiceConfiguration asked = ServiceConfiguration.Parse(Original + "\nnodes: {use_template_passwords: true}\n", allowPlaintextSecrets: true);
        Assert.Equal("guest_os_admin_password", asked.Settings.Engine.LegacyPasswords!("photon-v2"));
        Assert.Null(asked.Settings.Engine.LegacyPasswords!("another"));
    }

    [Theory]
    [InlineData("vcd.example:8443", null)]
    [InlineData("https://vcd.example:8443/", null)]
    [InlineData("[fe80::1]:8443", null)]
    [InlineData("vcd.example", 443)]
    [InlineData("https://vcd.example/", 443)]
    [InlineData("[fe80::1]", 443)]
    [InlineData("fe80::1", 443)]
    public void A_port_in_the_host_counts_as_it_did_for_the_original(string host, int? port) =>
        Assert.Equal(port, ServiceConfiguration.Parse(Original.Replace("host: vcd.vmware.com", $"host: '{host}'", StringComparison.Ordinal), allowPlaintextSecrets: true).VCloud().Port);

    [Fact]
    public void A_misspelled_key_is_an_error_with_its_line_and_a_suggestion()
    {
        string fault = Assert.Single(Faults(Safe + "\nservice: {enable_authorization: true}\n"));
        Assert.StartsWith("Line 3:", fault);
        Assert.Contains("Is service.enforce_authorization meant?", fault);
        Assert.Contains(Faults(Safe + "\nbrokr: {}\n"), text => text.Contains("brokr is not known"));
    }

    [Fact]
    public void Secrets_are_looked_up_when_they_are_used()
    {
        ServiceConfiguration read = ServiceConfiguration.Parse(Safe, allowPlaintextSecrets: false);
        Environment.SetEnvironmentVariable("CSE_TEST_SECRET_1", null);
        Assert.Contains("CSE_TEST_SECRET_1", Assert.Throws<ConfigurationException>(() => read.VCloud()).Message);
        Environment.SetEnvironmentVariable("CSE_TEST_SECRET_1", "first");
        Assert.Equal("first", read.Broker.Password());
        Environment.SetEnvironmentVariable("CSE_TEST_SECRET_1", "second");
        Assert.Equal("second", read.Broker.Password());
        Assert.True(read.Broker.UseTls);
        Assert.Equal(5671, read.Broker.EffectivePort);
        Assert.True(read.Settings.EnforceRight);
    }

    [Fact]
    public void A_secret_in_a_file_loses_its_last_new_line()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "hunter2\n");
            ServiceConfiguration read = ServiceConfiguration.Parse($$$"""
                vcd: {host: a, username: b, password: {file: "{{{file}}}"} }
                amqp: {host: a, username: b, password: {file: "{{{file}}}"} }
                """, allowPlaintextSecrets: false);
            Assert.Equal("hunter2", read.VCloud().Password);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a list")]
    [InlineData("vcd: [1, 2]")]
    [InlineData("{unclosed")]
    [InlineData("vcd: {host: a, port: many, username: b}\namqp: {host: c, username: d}")]
    [InlineData("vcd: {host: a, username: b, password: {vault: x}}\namqp: {host: c, username: d}")]
    public void What_cannot_be_used_is_told(string yaml) => Assert.NotEmpty(Faults(yaml));

    [Fact]
    public void A_secret_of_a_vault_is_read_where_there_is_one_and_refused_with_a_way_out_elsewhere()
    {
        const string Yaml = """
            vcd: {host: a, username: b, password: {secret: vcd-password} }
            amqp: {host: a, username: b, password: {secret: mq-password, vault: Team} }
            """;
        ServiceConfiguration read = ServiceConfiguration.Parse(Yaml, allowPlaintextSecrets: false, new SomeVault());
        Assert.Equal(("vcd-password of any", "mq-password of Team"), (read.VCloud().Password, read.Broker.Password()));
        ServiceConfiguration elsewhere = ServiceConfiguration.Parse(Yaml, allowPlaintextSecrets: false);
        Assert.Contains("Start-CseService", Assert.Throws<ConfigurationException>(() => elsewhere.Broker.Password()).Message);
    }

    [Theory]
    [InlineData("{secret: a, vault: b, env: C}")]
    [InlineData("{vault: b}")]
    [InlineData("{env: A, file: B}")]
    [InlineData("{dpapi: \"\"}")]
    [InlineData("{plain: hunter2}")]
    [InlineData("[hunter2]")]
    public void A_reference_that_is_none_is_a_fault_that_does_not_tell_what_it_held(string reference)
    {
        string fault = Assert.Single(Faults($"vcd: {{host: a, username: b, password: {reference} }}\namqp: {{host: a, username: b}}\n"));
        Assert.Contains("vcd.password has to be {env: NAME}, {file: PATH}, {dpapi: TEXT} or {secret: NAME, vault: VAULT}", fault);
        Assert.DoesNotContain("hunter2", fault);
    }

    [Fact]
    public void A_secret_encrypted_by_windows_is_hexadecimal_utf_16_and_comes_back()
    {
        // What stands for Windows: every byte changed. The rest is what runs there.
        byte[] Turned(byte[] data) => [.. data.Select(one => (byte)(one ^ 0x5A))];
        var text = new DpapiText(Turned, Turned);
        string kept = text.Protect("pässword 密");
        Assert.Matches("^[0-9a-f]+$", kept);
        Assert.Equal("pässword 密", text.Reveal(kept.ToUpperInvariant() + "\n"));
        Assert.Contains("hexadecimal", Assert.Throws<ConfigurationException>(() => text.Reveal("not hex")).Message);
        Assert.Contains("hexadecimal", Assert.Throws<ConfigurationException>(() => text.Reveal("abc")).Message);
    }

    [Fact]
    public void Dpapi_elsewhere_than_on_windows_says_so_and_what_else_there_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "this is Windows");
        ConfigurationException refusal = Assert.Throws<ConfigurationException>(() => SecretReference.Dpapi("hunter2"));
        Assert.Contains("on Windows only", refusal.Message);
        Assert.DoesNotContain("hunter2", refusal.ToString());
        ServiceConfiguration read = ServiceConfiguration.Parse("vcd: {host: a, username: b}\namqp: {host: a, username: b, password: {dpapi: 01ab} }\n", allowPlaintextSecrets: false);
        Assert.Contains("nowhere else", Assert.Throws<ConfigurationException>(() => read.Broker.Password()).Message);
    }

    [Fact]
    public void Dpapi_on_windows_gives_back_what_it_was_given()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "this is not Windows");
        Assert.Equal("hunter2", DpapiText.OfThisUser.Reveal(DpapiText.OfThisUser.Protect("hunter2")));
    }

    [Fact]
    public void What_a_draft_writes_a_host_reads_and_no_password_is_in_it()
    {
        var draft = new ConfigurationDraft
        {
            VCloud = new() { Server = "vcd.example.com", Port = 8443, UserName = "svc: #1", Password = "hunter2-vcd", CertificateThumbprint = new string('A', 64) },
            VCloudPassword = SecretReference.OfVault("true", "my \"vault\""),
            Broker = new()
            {
                Host = "mq.example.com", Port = 5672, UseTls = false, UserName = "cse", Password = () => "hunter2-mq", VirtualHost = "vh", Exchange = "x", RoutingKey = "12",
                QueuePrefix = "q", JobQueues = 3, MaxRequests = 7, CertificateAuthorityFile = "/etc/ca.pem",
            },
            BrokerPassword = SecretReference.Environment("CSE_TEST_DRAFT"),
            Settings = new() { HostName = "h7", RequireEnabledVdc = true, DefaultTemplate = "null", Catalog = "cse" },
            NamesHost = true,
        };
        draft.Settings.Engine.NodeSshPort = 2222;
        draft.Settings.Engine.JumpHost = "jump@bastion";
        string yaml = draft.ToYaml();
        Assert.DoesNotContain("hunter2", yaml);

        ServiceConfiguration read = ServiceConfiguration.Parse(yaml, allowPlaintextSecrets: false, new SomeVault());
        Environment.SetEnvironmentVariable("CSE_TEST_DRAFT", "from the environment");
        VCloud.VCloudConnectionOptions vcloud = read.VCloud();
        Assert.Equal(("vcd.example.com", 8443, "svc: #1", "true of my \"vault\"", new string('A', 64), false), (vcloud.Server, vcloud.Port, vcloud.UserName, vcloud.Password, vcloud.CertificateThumbprint, vcloud.SkipCertificateCheck));
        Assert.Equal(("mq.example.com", 5672, false, "cse", "from the environment"), (read.Broker.Host, read.Broker.Port, read.Broker.UseTls, read.Broker.UserName, read.Broker.Password()));
        Assert.Equal(("vh", "x", "12", "q", 3, 7, "/etc/ca.pem"), (read.Broker.VirtualHost, read.Broker.Exchange, read.Broker.RoutingKey, read.Broker.QueuePrefix, read.Broker.JobQueues, read.Broker.MaxRequests, read.Broker.CertificateAuthorityFile));
        Assert.Equal(("h7", true, "null", "cse", 2222, "jump@bastion"), (read.Settings.HostName, read.Settings.RequireEnabledVdc, read.Settings.DefaultTemplate, read.Settings.Catalog, read.Settings.Engine.NodeSshPort, read.Settings.Engine.JumpHost));
    }

    [Fact]
    public void A_secret_that_was_changed_is_known_to_the_redactor_once_it_was_looked_up()
    {
        Environment.SetEnvironmentVariable("CSE_TEST_SECRET_1", "first-secret");
        ServiceConfiguration read = ServiceConfiguration.Parse(Safe, allowPlaintextSecrets: false);
        var redactor = new Extension.Diagnostics.SecretRedactor();
        read.TeachSecrets(redactor);
        Environment.SetEnvironmentVariable("CSE_TEST_SECRET_1", "second-secret");
        Assert.Equal("second-secret", read.Broker.Password());
        Assert.DoesNotContain("second-secret", redactor.Clean("it is second-secret now"));
        Assert.DoesNotContain("first-secret", redactor.Clean("it was first-secret"));
    }

    private sealed class SomeVault : ISecretVault
    {
        public string Read(string name, string? vault) => $"{name} of {vault ?? "any"}";
    }
}
