using CsePowerShell.Extension.Registration;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Tests.Registration;

/// <summary>Every document of extension administration that crosses the wire, in both directions, is valid against the published schemas.</summary>
public sealed class ExtensionDocumentTests(BrokerFixture brokers)
{
    [Fact]
    public async Task Documents_of_a_registration_from_beginning_to_end_are_valid()
    {
        Schemas.Require();
        string folder = Directory.CreateTempSubdirectory("cse-trace-").FullName;
        try
        {
            await using (ProviderWorld world = await ProviderWorld.StartAsync(brokers, options => options.TraceFolder = folder))
                await PlayAsync(world);
            string[] files = Directory.GetFiles(folder, "*.xml");
            foreach (string root in new[] { "Service", "ApiFilter", "AmqpSettings", "AmqpSettingsTest", "Right", "OrgRights", "Role", "VMWExtension", "ExtensionServices", "SystemSettings", "RightRefs" })
                Assert.True(files.Any(file => System.Xml.Linq.XElement.Load(file).Name.LocalName == root), root + " was not traced");
            string faults = await Schemas.FaultsAsync(files);
            Assert.True(faults.Length == 0, faults);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PlayAsync(ProviderWorld world)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        var wanted = new AmqpSettings { Host = "127.0.0.1", Port = world.Port, UserName = "guest", Prefix = "vcd2" };
        await world.RegisterAsync(settings => settings.VcdBroker = (wanted, new VCloudSecret("guest")));
        await world.Client.AmqpSettings.TestAsync(new AmqpSettings { Host = "127.0.0.1", Port = 9, UserName = "x" }, new VCloudSecret("y"), stop);
        ExtensionService service = (await world.Client.Extensions.FindAsync("cse", stop))!;
        await world.Client.Extensions.AddFilterAsync(service, "/api/cse-more", stop);
        using var http = new RawAdministrator(world);
        foreach (string path in new[] { "admin/extension", "admin/extension/service", "admin/extension/settings", new Uri(service.Href).AbsolutePath[5..] + "/rights", new Uri(service.Href).AbsolutePath[5..] + "/apifilters",
            "query?type=adminService", "query?type=apiFilter", "query?type=right", "query?type=adminService&format=references", "query?type=right&format=idrecords" })
            await http.GetAsync(path);
        foreach (ApiFilter filter in await world.Client.Extensions.ListFiltersAsync(stop))
            await http.GetAsync(new Uri(filter.Href).AbsolutePath[5..]);
        EntityReference right = (await world.Client.Rights.FindAsync("{cse}:CSE NATIVE DEPLOY RIGHT", stop))!;
        await http.GetAsync(new Uri(right.Href).AbsolutePath[5..]);
        await world.UnregisterAsync();
    }
}
