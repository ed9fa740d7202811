using System.Text;
using System.Xml.Linq;
using CsePowerShell.Clusters;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Guest;
using CsePowerShell.Simulator;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>
/// A cluster made as the server of CSE 1.2.7 makes one: one VM after the other out of its template, customized without a password, root's password changed from the
/// template's to the configured one, its scripts' steps run inside. Then the service takes over, with the same configuration.
/// </summary>
public sealed class OriginalClusterTests(BrokerFixture brokers)
{
    private const string Configured = "guest_os_admin_password";
    private const string Xml = "application/*+xml;version=31.0";
    private static readonly XNamespace s_core = "http://www.vmware.com/vcloud/v1.5";

    [Fact]
    public async Task A_cluster_of_the_original_server_is_served_with_its_old_configuration()
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers, options => options.Guests = GuestMode.Auto);
        Assert.SkipUnless(cloud.Cloud.GuestsAvailable, $"guests cannot run here: {cloud.Cloud.GuestsUnavailableReason}");
        using Tenant alice = await Tenant.LogInAsync(cloud.Cloud, "alice", "acme");
        string worker = await MakeAsync(cloud, alice);

        await using CloudHost host = await new CloudHost(cloud, settings => settings.Engine.LegacyPasswords = template => template == "photon-v2" ? Configured : null).ReadyAsync();
        HttpAnswer info = await alice.SendAsync("GET", "/api/cse/old1/info");
        Assert.Equal(("photon-v2", worker), ((string?)info.Json["template"], (string?)info.Json["nodes"]![0]!["name"]));
        string kubeconfig = (string?)(await alice.SendAsync("GET", "/api/cse/old1/config", null, "text/x-yaml;version=31.0")).Json ?? "";
        Assert.Contains($"https://{(string?)info.Json["leader_endpoint"]}:6443", kubeconfig);
        HttpAnswer grown = await alice.SendAsync("POST", "/api/cse/old1/node", """{"name":"old1","node_count":1,"vdc":"acme-vdc","network":"acme-net","node_type":"node"}""");
        Assert.Equal("VERSION_UNSUPPORTED", grown.Code);

        HttpAnswer shrunk = await alice.SendAsync("DELETE", "/api/cse/old1/node", $$"""{"name":"old1","vdc":"acme-vdc","nodes":["{{worker}}"],"force":false}""");
        Assert.Equal("success", (await alice.FinishAsync((string)shrunk.Json["task_href"]!, TimeSpan.FromMinutes(3))).Status);
        Assert.Single(cloud.Cloud.Vms, vm => vm.VApp == "old1");
        HttpAnswer removed = await alice.SendAsync("DELETE", "/api/cse/old1");
        Assert.Equal("success", (await alice.FinishAsync((string)removed.Json["task_href"]!, TimeSpan.FromMinutes(3))).Status);
        Assert.DoesNotContain(cloud.Cloud.VApps, vapp => vapp.Name == "old1");
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(Configured, StringComparison.Ordinal));
    }

    private static async Task<string> MakeAsync(RegisteredCloud cloud, Tenant alice)
    {
        XElement vdc = await ReadAsync(alice, (await RecordAsync(alice, "orgVdc", "acme-vdc"))!);
        string network = vdc.Descendants(s_core + "Network").First(one => one.Attribute("name")!.Value == "acme-net").Attribute("href")!.Value;
        XElement vapp = await ChangeAsync(alice, vdc.Attribute("href")!.Value + "/action/composeVApp", "composeVAppParams", $"""
            <ComposeVAppParams {Namespaces} name="old1"><Description>cluster old1</Description><InstantiationParams><NetworkConfigSection><ovf:Info/>
            <NetworkConfig networkName="acme-net"><Configuration><ParentNetwork href="{network}"/><FenceMode>bridged</FenceMode></Configuration></NetworkConfig>
            </NetworkConfigSection></InstantiationParams></ComposeVAppParams>
            """);
        string href = vapp.Attribute("href")!.Value;
        foreach ((string key, string value) in new[] { ("cse.cluster.id", Guid.NewGuid().ToString("D")), ("cse.version", "1.2.7"), ("cse.template", "photon-v2") })
            await MarkAsync(alice, href, key, value);

        XElement template = (await ReadAsync(alice, (await RecordAsync(alice, "vAppTemplate", "photon-v2"))!)).Descendants(s_core + "Vm").First();
        string first = template.Descendants(s_core + "AdminPassword").Single().Value;
        (string address, string vmId) = await AddNodeAsync(alice, href, template, "mstr-a1b2");
        await RunAsync(cloud, address, vmId, first, $"echo root:{Configured} | chpasswd");
        await RunAsync(cloud, address, vmId, Configured, "kubeadm init --kubernetes-version=v1.10.11 >/root/kubeadm-init.out && mkdir -p /root/.kube && cp -f /etc/kubernetes/admin.conf /root/.kube/config && kubectl apply -f /root/weave.yml");
        string[] join = (await RunAsync(cloud, address, vmId, Configured, "kubeadm token create; ip route get 1 | awk '{print $NF;exit}'")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await MarkAsync(alice, href, "cse.master.ip", join[^1]);
        (address, vmId) = await AddNodeAsync(alice, href, template, "node-c3d4");
        await RunAsync(cloud, address, vmId, first, $"echo root:{Configured} | chpasswd");
        await RunAsync(cloud, address, vmId, Configured, $"kubeadm join --token {join[^2]} {join[^1]}:6443 --discovery-token-unsafe-skip-ca-verification");
        return "node-c3d4";
    }

    private const string Namespaces = """xmlns="http://www.vmware.com/vcloud/v1.5" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" """;

    private static async Task<(string Address, string VmId)> AddNodeAsync(Tenant alice, string vapp, XElement template, string name)
    {
        await ChangeAsync(alice, vapp + "/action/recomposeVApp", "recomposeVAppParams", $"""
            <RecomposeVAppParams {Namespaces} deploy="true" powerOn="true"><SourcedItem><Source href="{template.Attribute("href")!.Value}"/><VmGeneralParams><Name>{name}</Name><NeedsCustomization>true</NeedsCustomization></VmGeneralParams>
            <InstantiationParams><NetworkConnectionSection><ovf:Info/><NetworkConnection network="acme-net"><NetworkConnectionIndex>0</NetworkConnectionIndex><IsConnected>true</IsConnected><IpAddressAllocationMode>POOL</IpAddressAllocationMode></NetworkConnection></NetworkConnectionSection>
            <GuestCustomizationSection><ovf:Info/><Enabled>true</Enabled><AdminPasswordEnabled>false</AdminPasswordEnabled><ComputerName>{name}</ComputerName></GuestCustomizationSection></InstantiationParams></SourcedItem></RecomposeVAppParams>
            """);
        while (true)
        {
            XElement vm = (await ReadAsync(alice, vapp)).Descendants(s_core + "Vm").First(one => one.Attribute("name")!.Value == name);
            string state = (await ReadAsync(alice, vm.Attribute("href")!.Value + "/guestcustomizationstatus")).Value;
            if (state.Contains("GC_COMPLETE", StringComparison.Ordinal))
                return (vm.Descendants(s_core + "IpAddress").First().Value, vm.Attribute("id")!.Value);
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    private static Task<XElement> MarkAsync(Tenant alice, string vapp, string key, string value) => ChangeAsync(alice, vapp + "/metadata", "metadata",
        $"""<Metadata {Namespaces}><MetadataEntry><Key>{key}</Key><TypedValue xsi:type="MetadataStringValue"><Value>{value}</Value></TypedValue></MetadataEntry></Metadata>""");

    private static async Task<string?> RecordAsync(Tenant alice, string type, string name) =>
        (await ReadAsync(alice, $"/api/query?type={type}&format=records&filter=name=={name}")).Elements().First(one => one.Name.LocalName.EndsWith("Record", StringComparison.Ordinal)).Attribute("href")?.Value;

    private static async Task<XElement> ReadAsync(Tenant alice, string address)
    {
        HttpAnswer answer = await alice.SendAsync("GET", address, null, Xml);
        Assert.True(answer.Status == 200, answer.ToString());
        return XElement.Parse(answer.Text);
    }

    /// <summary>Sends a change and waits for its task; gives what was answered.</summary>
    private static async Task<XElement> ChangeAsync(Tenant alice, string address, string type, string body)
    {
        HttpAnswer answer = await alice.SendXmlAsync("POST", address, body, $"application/vnd.vmware.vcloud.{type}+xml");
        Assert.True(answer.Status is >= 200 and < 300, answer.ToString());
        XElement document = XElement.Parse(answer.Text);
        XElement task = document.DescendantsAndSelf(s_core + "Task").First();
        Assert.Equal("success", (await alice.FinishAsync(task.Attribute("href")!.Value, TimeSpan.FromMinutes(2))).Status);
        return document;
    }

    private static async Task<string> RunAsync(RegisteredCloud cloud, string address, string vmId, string password, string script)
    {
        using IGuestShell shell = await GuestShells.Create().OpenAsync(new GuestEndpoint("node", vmId, address) { Port = cloud.Cloud.GuestSshPort }, GuestCredential.FromPassword(password), new HostKeyPins(), TestContext.Current.CancellationToken);
        GuestCommandResult result = await shell.RunAsync(new GuestCommand("bash", "-s") { StandardInput = Encoding.UTF8.GetBytes("set -e\n" + script + "\n") }, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, $"{script}: {string.Join("\n", result.LastLines)}");
        return result.Output;
    }
}
