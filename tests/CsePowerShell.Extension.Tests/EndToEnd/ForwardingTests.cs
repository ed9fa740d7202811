using System.Xml.Linq;
using CsePowerShell.Extension.Tests.Broker;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>The front door: what vCD itself says about an extension.</summary>
public sealed class ForwardingTests(BrokerFixture brokers)
{
    [Fact]
    public async Task A_silent_extension_is_504_in_xml_and_a_disabled_one_is_not_there()
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers, options => options.ExtensionTimeout = TimeSpan.FromSeconds(1));
        using Tenant alice = await Tenant.LogInAsync(cloud.Cloud, "alice", "acme");
        HttpAnswer missing = await alice.SendAsync("GET", "/api/cse");
        Assert.Equal(500, missing.Status);

        await using Cell declares = await Cell.ConnectAsync(cloud.Broker);
        HttpAnswer silent = await alice.SendAsync("GET", "/api/cse");
        Assert.Equal(504, silent.Status);
        XElement error = XElement.Parse(silent.Text);
        Assert.Equal("GATEWAY_TIMEOUT", error.Attribute("minorErrorCode")!.Value);
        Assert.Contains("External service 'cse' failed to respond in the specified timeout (1 SECONDS)", error.Attribute("message")!.Value);

        Assert.Equal(200, (await cloud.SetEnabledAsync(false)).Status);
        Assert.Equal(404, (await alice.SendAsync("GET", "/api/cse")).Status);
        Assert.Equal(403, (await alice.SendXmlAsync("DELETE", cloud.ServicePath, "", null)).Status);
        Assert.Equal(204, (await cloud.Admin.SendXmlAsync("DELETE", cloud.ServicePath, "", null)).Status);
    }

    [Fact]
    public async Task An_unauthenticated_request_never_reaches_the_extension()
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers);
        using Tenant alice = await Tenant.LogInAsync(cloud.Cloud, "alice", "acme");
        cloud.Cloud.ExpireSessions();
        Assert.Equal(401, (await alice.SendAsync("GET", "/api/cse")).Status);
    }

    [Fact]
    public async Task The_amqp_settings_are_told_without_the_password_and_can_be_tested()
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers);
        const string Type = "application/vnd.vmware.admin.amqpSettings+xml";
        HttpAnswer settings = await cloud.Admin.SendAsync("GET", "/api/admin/extension/settings/amqp", null, "application/*+xml;version=31.0");
        Assert.DoesNotContain("Password", settings.Text);
        string Body(int port) => $"""
            <vmext:AmqpSettings xmlns:vmext="http://www.vmware.com/vcloud/extension/v1.5"><vmext:AmqpHost>127.0.0.1</vmext:AmqpHost><vmext:AmqpPort>{port}</vmext:AmqpPort>
            <vmext:AmqpUsername>guest</vmext:AmqpUsername><vmext:AmqpPassword>guest</vmext:AmqpPassword><vmext:AmqpExchange>x</vmext:AmqpExchange><vmext:AmqpVHost>/</vmext:AmqpVHost></vmext:AmqpSettings>
            """;
        Assert.Contains("Valid>true<", (await cloud.Admin.SendXmlAsync("POST", "/api/admin/extension/settings/amqp/action/test", Body(cloud.Broker.Port!.Value), Type)).Text);
        Assert.Contains("Valid>false<", (await cloud.Admin.SendXmlAsync("POST", "/api/admin/extension/settings/amqp/action/test", Body(1), Type)).Text);
        Assert.Equal(200, (await cloud.Admin.SendXmlAsync("PUT", "/api/admin/extension/settings/amqp", Body(5672), Type)).Status);
    }
}
