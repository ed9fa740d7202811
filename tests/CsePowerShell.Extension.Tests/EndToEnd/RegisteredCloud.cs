using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Simulator;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>A simulated vCD in which the extension is registered, as pyvcloud registers it.</summary>
internal sealed class RegisteredCloud : IAsyncDisposable
{
    private const string ServiceType = "application/vnd.vmware.admin.service+xml";

    private RegisteredCloud(SimulatedCloud cloud, Tenant admin, BrokerOptions broker, string serviceHref)
    {
        Cloud = cloud;
        Admin = admin;
        Broker = broker;
        ServicePath = serviceHref;
    }

    public SimulatedCloud Cloud { get; }

    public Tenant Admin { get; }

    public BrokerOptions Broker { get; }

    public string ServicePath { get; }

    public static async Task<RegisteredCloud> StartAsync(BrokerFixture brokers, Action<SimulatorOptions>? configure = null, bool grant = true)
    {
        int port = await brokers.PortAsync();
        BrokerOptions broker = BrokerFixture.OptionsFor(port, brokers.NextName());
        var options = new SimulatorOptions { Latency = LatencyProfile.Fast, Guests = GuestMode.OnPaper, Broker = new Uri($"amqp://guest:guest@127.0.0.1:{port}/") };
        configure?.Invoke(options);
        SimulatedCloud cloud = await SimulatedCloud.StartAsync(options);
        Tenant admin = await Tenant.LogInAsync(cloud, "administrator", "System");
        string body = $"""
            <vmext:Service xmlns:vmext="http://www.vmware.com/vcloud/extension/v1.5" xmlns="http://www.vmware.com/vcloud/v1.5" name="cse">
              <vmext:Namespace>cse</vmext:Namespace><vmext:Enabled>true</vmext:Enabled><vmext:RoutingKey>cse</vmext:RoutingKey><vmext:Priority>0</vmext:Priority>
              <vmext:Exchange>{broker.Exchange}</vmext:Exchange>
              <vmext:ApiFilters>
                <vmext:ApiFilter><vmext:UrlPattern>/api/cse</vmext:UrlPattern></vmext:ApiFilter>
                <vmext:ApiFilter><vmext:UrlPattern>/api/cse/.*</vmext:UrlPattern></vmext:ApiFilter>
                <vmext:ApiFilter><vmext:UrlPattern>/api/cse/.*/.*</vmext:UrlPattern></vmext:ApiFilter>
              </vmext:ApiFilters>
            </vmext:Service>
            """;
        HttpAnswer registered = await admin.SendXmlAsync("POST", "/api/admin/extension/service", body, ServiceType);
        Assert.True(registered.Status == 201, registered.ToString());
        string path = new Uri(System.Xml.Linq.XElement.Parse(registered.Text).Attribute("href")!.Value).AbsolutePath;
        HttpAnswer right = await admin.SendXmlAsync("POST", path + "/rights",
            """<Right xmlns="http://www.vmware.com/vcloud/v1.5" name="CSE NATIVE DEPLOY RIGHT"><Description>d</Description><Category>cseRight</Category><BundleKey>cseBundleKey</BundleKey></Right>""",
            "application/vnd.vmware.admin.right+xml");
        Assert.True(right.Status == 201, right.ToString());
        if (grant)
            cloud.GrantRight("{cse}:CSE NATIVE DEPLOY RIGHT", "Organization Administrator", "vApp Author", "vApp User", "Console Access Only");
        return new RegisteredCloud(cloud, admin, broker, path);
    }

    /// <summary>Without a content type, as pyvcloud does it.</summary>
    public Task<HttpAnswer> SetEnabledAsync(bool enabled, string? exchange = null) => Admin.SendXmlAsync("PUT", ServicePath, $"""
        <vmext:Service xmlns:vmext="http://www.vmware.com/vcloud/extension/v1.5" xmlns="http://www.vmware.com/vcloud/v1.5" name="cse">
          <vmext:Namespace>cse</vmext:Namespace><vmext:Enabled>{(enabled ? "true" : "false")}</vmext:Enabled><vmext:RoutingKey>cse</vmext:RoutingKey><vmext:Exchange>{exchange ?? Broker.Exchange}</vmext:Exchange>
        </vmext:Service>
        """, null);

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Cloud.DisposeAsync();
    }
}
