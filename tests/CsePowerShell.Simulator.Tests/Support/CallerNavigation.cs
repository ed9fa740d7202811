using System.Xml.Linq;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Support;

/// <summary>Walks as clients walk: from the session by links and names.</summary>
internal static class CallerNavigation
{
    public static IEnumerable<XElement> Links(this XElement element, string rel) =>
        element.Elements(V + "Link").Where(link => (string?)link.Attribute("rel") == rel);

    public static string? Link(this XElement element, string rel, string? typeSuffix = null, string? name = null) => (string?)element.Links(rel)
        .FirstOrDefault(link =>
            (typeSuffix is null || ((string?)link.Attribute("type") ?? "").EndsWith($".{typeSuffix}+xml", StringComparison.Ordinal))
            && (name is null || (string?)link.Attribute("name") == name))?.Attribute("href");

    public static async Task<XElement> OrgAsync(this Caller caller) =>
        await caller.GetAsync((await caller.GetAsync("api/session")).Link("down", "org")!);

    public static async Task<XElement> VdcAsync(this Caller caller, string name = "acme-vdc") =>
        await caller.GetAsync((await caller.OrgAsync()).Link("down", "vdc", name)!);

    public static async Task<string> NetworkAsync(this Caller caller, string name = "acme-net", string vdc = "acme-vdc") =>
        (await caller.VdcAsync(vdc)).Descendants(V + "Network")
            .Single(network => (string?)network.Attribute("name") == name).Attribute("href")!.Value;

    /// <summary>The href of the VM in a template.</summary>
    public static async Task<string> TemplateVmAsync(this Caller caller, string template = "ubuntu-24.04_k8s-1.31_rev2")
    {
        XElement found = await caller.GetAsync($"api/query?type=vAppTemplate&filter=name=={template}");
        XElement document = await caller.GetAsync(found.Elements(V + "VAppTemplateRecord").Single().Attribute("href")!.Value);
        return document.Element(V + "Children")!.Element(V + "Vm")!.Attribute("href")!.Value;
    }

    /// <summary>Composes an empty vApp on a network and gives its href.</summary>
    public static async Task<string> ComposeAsync(this Caller caller, string name, string network = "acme-net", string vdc = "acme-vdc")
    {
        XElement document = await caller.VdcAsync(vdc);
        XElement vApp = await caller.PostAsync(document.Link("add", "composeVAppParams")!,
            Bodies.Compose(name, network, await caller.NetworkAsync(network, vdc)), Types.Compose);
        return vApp.Attribute("href")!.Value;
    }

    /// <summary>Adds VMs, powered off, and gives the task.</summary>
    public static async Task<XElement> AddVmsAsync(this Caller caller, string vApp, string[] names, string network = "acme-net",
        string mode = "POOL") =>
        await caller.PostAsync(vApp + "/action/recomposeVApp", Bodies.AddVms(await caller.TemplateVmAsync(), network, names, mode), Types.Recompose);

    public static async Task<string> VmAsync(this Caller caller, string vApp, string name) =>
        (await caller.GetAsync(vApp)).Descendants(V + "Vm").Single(vm => (string?)vm.Attribute("name") == name).Attribute("href")!.Value;
}
