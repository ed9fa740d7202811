using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests;

/// <summary>Everything the simulator sends in a whole scenario is valid against the published schemas; so is what the tests send.</summary>
public sealed class ConformanceTests
{
    [Fact]
    public async Task Every_body_that_crosses_the_wire_in_a_whole_scenario_is_valid()
    {
        Schemas.Require();
        string folder = Directory.CreateTempSubdirectory("cse-trace-").FullName;
        try
        {
            await using (SimulatedCloud cloud = await Clouds.StartAsync(options =>
                (options.TraceFolder, options.Scale) = (folder, new ScaleOptions(6, 3))))
                await PlayAsync(cloud);
            string[] files = Directory.GetFiles(folder, "*.xml");
            Assert.True(files.Length > 200, $"only {files.Length} documents were traced");
            string faults = await Schemas.FaultsAsync(files);
            Assert.True(faults.Length == 0, faults);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PlayAsync(SimulatedCloud cloud)
    {
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        using Caller system = await LogInAsync(cloud, "administrator", "System");
        await alice.GetAsync("api/versions");
        await LookAroundAsync(alice);
        await LookAroundAsync(system);

        string vApp = await alice.ComposeAsync("whole");
        await alice.PostAsync(vApp + "/metadata", Bodies.Metadata(("cse.cluster.id", "x"), ("näme", "a &lt; b")), Types.Metadata);
        await alice.PostAsync(vApp + "/metadata", Bodies.TypedMetadata("count", "MetadataNumberValue", "7"), Types.Metadata);
        await system.PostAsync(
            vApp + "/metadata", Bodies.TypedMetadata("private", "MetadataBooleanValue", "true", """<Domain visibility="PRIVATE">SYSTEM</Domain>"""),
            Types.Metadata);
        await alice.AddVmsAsync(vApp, ["mstr-1", "node-1"]);
        string vm = await alice.VmAsync(vApp, "mstr-1");
        await alice.PutAsync(vm + "/virtualHardwareSection/cpu", Bodies.Cpu(4, 2), Types.Rasd);
        await alice.PutAsync(vm + "/virtualHardwareSection/memory", Bodies.Memory(8192), Types.Rasd);
        await alice.PutAsync(vApp + "/leaseSettingsSection/", Bodies.Lease(3600, 7200), Types.Lease);
        XElement deployed = await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
        await ReadAllAsync(alice, vApp, vm);
        await alice.GetAsync(deployed.Attribute("href")!.Value);
        await EventuallyAsync(() => alice.GetAsync(vm + "/guestcustomizationstatus"), status =>
            status.Value.Contains("GC_COMPLETE", StringComparison.Ordinal));
        await ReadAllAsync(alice, vApp, vm);
        await ReadAllAsync(system, vApp, vm);
        foreach (XElement center in (await system.GetAsync("api/admin/extension/vimServerReferences")).Elements()) await system.GetAsync(center.Attribute("href")!.Value);
        foreach (Caller caller in (Caller[])[alice, system]) await QueryAllAsync(caller);

        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, vApp);
        cloud.Faults.Add("task-fails operation=vdcRecomposeVapp count=1");
        XElement failed = await alice.StartAsync(HttpMethod.Post, vApp + "/action/recomposeVApp",
            Bodies.AddVms(await alice.TemplateVmAsync(), "acme-net", ["node-2"]), Types.Recompose);
        await alice.EndOfAsync(failed);
        Assert.Equal("error", (string?)(await alice.GetAsync(vApp)).Element(V + "Tasks")?.Element(V + "Task")?.Attribute("status"));

        string org = (await alice.OrgAsync()).Attribute("href")!.Value;
        XElement task = await system.StartAsync(HttpMethod.Post, org.Replace("/org/", "/tasksList/", StringComparison.Ordinal),
            Bodies.Task("running", "operationKey=\"k\""), Types.Task);
        await system.StartAsync(HttpMethod.Put, task.Attribute("href")!.Value,
            Bodies.Task("error",
                error: """<Error stackTrace="" majorErrorCode="500" message="Couldn't initialize cluster" minorErrorCode="INTERNAL_SERVER_ERROR"/>"""), Types.Task);
        await alice.GetAsync(org.Replace("/org/", "/tasksList/", StringComparison.Ordinal));
        XElement erin = (await system.GetAsync("api/query?type=adminUser&filter=name==erin")).Elements(V + "AdminUserRecord").Single();
        await alice.StartAsync(HttpMethod.Post, vApp + "/action/controlAccess", Bodies.Share(erin.Attribute("href")!.Value, "ReadOnly", "Change"),
            Types.ControlAccess);
        await alice.GetAsync(vApp + "/controlAccess/");
        using (Caller reader = await LogInAsync(cloud, "erin", "acme")) await ReadAllAsync(reader, vApp, vm);
        await alice.PostAsync(vApp + "/action/undeploy", Bodies.Undeploy(), Types.Undeploy);
        await ReadAllAsync(alice, vApp, vm);
        await alice.ChangeAsync(HttpMethod.Delete, vApp + "?force=True&recursive=False");
    }

    private static async Task LookAroundAsync(Caller caller)
    {
        XElement session = await caller.GetAsync("api/session");
        foreach (string href in session.Elements(V + "Link").Where(link => (string?)link.Attribute("rel") == "down")
            .Select(link => link.Attribute("href")!.Value))
            await caller.GetAsync(href);
        await caller.GetAsync($"api/entity/{(string?)session.Attribute("userId")}");

        HashSet<string> seen = [];
        Queue<string> open = new([(await caller.OrgAsync()).Attribute("href")!.Value]);
        while (open.TryDequeue(out string? href))
        {
            if (!seen.Add(href)) continue;
            XElement document = await caller.GetAsync(href);
            foreach (XAttribute found in document.Descendants().Attributes("href").Concat(document.Descendants(V + "Entity").Attributes("href")))
            {
                // An owner is named to those who may not read them; so is the storage profile of a published template.
                if (found.Parent!.Name.LocalName is "User" or "StorageProfile" || found.Name.Namespace != XNamespace.None) continue;
                string rel = (string?)found.Parent!.Attribute("rel") ?? "down";
                if (rel is "down" or "up" or "alternate" or "catalogItem" or "orgVdcNetworks" or "edgeGateways" && seen.Count < 150)
                    open.Enqueue(found.Value);
            }
        }
    }

    private static async Task ReadAllAsync(Caller caller, string vApp, string vm)
    {
        foreach (string part in (string[])["", "/owner", "/leaseSettingsSection/", "/networkConfigSection/", "/controlAccess/", "/metadata",
            "/metadata/count"])
            await caller.GetAsync(vApp + part);
        foreach (string part in (string[])["", "/virtualHardwareSection/", "/virtualHardwareSection/cpu", "/virtualHardwareSection/memory",
            "/virtualHardwareSection/disks",
            "/virtualHardwareSection/networkCards", "/networkConnectionSection/", "/guestCustomizationSection/", "/guestcustomizationstatus",
            "/metadata"])
            await caller.GetAsync(vm + part);
    }

    private static async Task QueryAllAsync(Caller caller)
    {
        XElement list = await caller.GetAsync("api/query");
        foreach (string href in list.Elements(V + "Link").Select(link => link.Attribute("href")!.Value))
            await caller.GetAsync(href + "&page=1&pageSize=2&fields=metadata:cse.cluster.id,metadata@SYSTEM:private");
    }
}
