using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Composition;

/// <summary>Reads what compose, recompose and instantiate ask for, and refuses what vCD refuses before it makes a task.</summary>
internal sealed class CompositionReader(ApiRequest request, Vdc vdc)
{
    private const int LongestName = 128;

    public static string Name(XElement root)
    {
        string name = root.Attribute("name")?.Value ?? "";
        return name.Length is > 0 and <= LongestName
            ? name : throw Refuse.BadRequest($"The name of a vApp has 1 to {LongestName} characters; \"{name}\" does not.");
    }

    public static XElement? Section(XElement? parameters, string name) => parameters.Child(name);

    /// <summary>The VMs of the SourcedItem elements.</summary>
    public List<NewVm> SourcedItems(XElement root, IReadOnlyList<VAppNetwork> networks, IEnumerable<string> taken)
    {
        HashSet<string> names = new(taken, StringComparer.Ordinal);
        List<NewVm> vms = [];
        foreach (XElement item in root.Children("SourcedItem"))
        {
            NewVm vm = SourcedItem(item, networks);
            if (!names.Add(vm.Name)) throw Refuse.BadRequest($"There is already a VM named \"{vm.Name}\".");
            vms.Add(vm);
        }
        return vms;
    }

    private NewVm SourcedItem(XElement item, IReadOnlyList<VAppNetwork> networks)
    {
        IVmSource source = Source(item.Child("Source")!);
        XElement? general = item.Child("VmGeneralParams"), parameters = item.Child("InstantiationParams");
        // go-vcloud-director names VMs by the attribute alone.
        string name = general.Child("Name")?.Value is { Length: > 0 } given
            ? given : item.Child("Source")!.Attribute("name")?.Value is { Length: > 0 } named ? named : source.Name;
        if (name.Length > LongestName) throw Refuse.BadRequest($"The name of a VM has at most {LongestName} characters.");

        GuestCustomization customization = Section(parameters, "GuestCustomizationSection") is { } section
            ? CustomizationReader.Read(section) : source.Customization with { AdminPassword = null };
        XElement? connections = Section(parameters, "NetworkConnectionSection");
        return new NewVm(source, name, general.Child("Description")?.Value,
            SectionReader.Hardware(parameters?.Element(Ns.Ovf + "VirtualHardwareSection"), source.Hardware), Profile(item.Child("StorageProfile")),
            CustomizationReader.WithPassword(customization with { ComputerName = customization.ComputerName ?? HostNameOf(name) }),
            RequestBody.Flag(general.Child("NeedsCustomization")) ?? true,
            connections is null ? [new CardPlan(0, "none", "NONE", false, null, "VMXNET3", null)] : SectionReader.Cards(connections, networks),
            (source as DescribedEntity)?.Metadata);
    }

    private IVmSource Source(XElement reference)
    {
        string href = reference.Attribute("href")!.Value;
        if (href.Contains(EntityKind.TemplateVm.Path, StringComparison.Ordinal)) return request.Find<TemplateVm>(EntityKind.TemplateVm, reference);
        if (href.Contains(EntityKind.Vm.Path, StringComparison.Ordinal))
        {
            Vm vm = request.Find<Vm>(EntityKind.Vm, reference);
            return !vm.IsPoweredOn
                && !vm.IsCreating ? vm : throw Refuse.BadRequest($"The VM \"{vm.Name}\" cannot be a source while it is powered on.");
        }
        throw Refuse.BadRequest($"The source '{href}' is not a VM.");
    }

    public StorageProfile Profile(XElement? reference)
    {
        if (reference is null) return vdc.DefaultProfile;
        StorageProfile profile = request.Find<StorageProfile>(EntityKind.StorageProfile, reference);
        return profile.Vdc == vdc ? profile : throw Refuse.NoAccess($"com.vmware.vcloud.entity.vdcstorageProfile:{profile.Id}");
    }

    public static string HostNameOf(string vmName)
    {
        string host = new([.. vmName.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        return host[..Math.Min(host.Length, 63)].Trim('-') is { Length: > 0 } name ? name : "vm";
    }
}
