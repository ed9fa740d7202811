using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

/// <summary>The sections of a VM that the vCloud API defines itself.</summary>
internal static class VmSections
{
    public const string ConnectionPath = "networkConnectionSection/";
    public const string CustomizationPath = "guestCustomizationSection/";
    public const string StatusPath = "guestcustomizationstatus";

    public static XElement NetworkConnection(IReadOnlyList<NetworkCard> cards, VmSectionContext context, bool needsCustomization = false) =>
        X.E("NetworkConnectionSection", X.A("href", context.Section(ConnectionPath)), X.A("type", MediaTypes.NetworkConnection),
            new XAttribute(Ns.Ovf + "required", "false"),
            X.Info("Specifies the available VM network connections"),
            cards.Count == 0 ? null : X.E("PrimaryNetworkConnectionIndex", cards[0].Index),
            cards.Select(card => X.E("NetworkConnection", X.A("network", card.Network), X.A("needsCustomization", needsCustomization),
                X.E("NetworkConnectionIndex", card.Index), card.Address is null ? null : X.E("IpAddress", card.Address),
                X.E("IsConnected", card.IsConnected),
                X.E("MACAddress", card.Mac), X.E("IpAddressAllocationMode", card.Mode), X.E("NetworkAdapterType", card.AdapterType))),
            context.CanEdit ? X.Link("edit", context.Section(ConnectionPath), MediaTypes.NetworkConnection) : null);

    /// <summary>The password is there in plain text, as vCD sends it (FOG get_vapps-expired.yml).</summary>
    public static XElement Customization(GuestCustomization settings, Guid vmId, string computerName, VmSectionContext context) =>
        X.E("GuestCustomizationSection", X.A("href", context.Section(CustomizationPath)), X.A("type", MediaTypes.GuestCustomization),
            new XAttribute(Ns.Ovf + "required", "false"),
            X.Info("Specifies Guest OS Customization Settings"),
            X.E("Enabled", settings.Enabled), X.E("ChangeSid", settings.ChangeSid), X.E("VirtualMachineId", vmId),
            X.E("JoinDomainEnabled", settings.JoinDomainEnabled),
            X.E("UseOrgSettings", settings.UseOrgSettings), X.E("AdminPasswordEnabled", settings.AdminPasswordEnabled),
            X.E("AdminPasswordAuto", settings.AdminPasswordAuto),
            settings.AdminPassword is null ? null : X.E("AdminPassword", settings.AdminPassword),
            X.E("AdminAutoLogonEnabled", settings.AdminAutoLogonEnabled), X.E("AdminAutoLogonCount", settings.AdminAutoLogonCount),
            X.E("ResetPasswordRequired", settings.ResetPasswordRequired),
            settings.Script is null ? null : X.E("CustomizationScript", settings.Script),
            X.E("ComputerName", computerName),
            context.CanEdit ? X.Link("edit", context.Section(CustomizationPath), MediaTypes.GuestCustomization) : null);

    public static XElement CustomizationState(Vm vm, Viewer viewer) =>
        X.E("GuestCustomizationStatusSection", X.A("href", $"{viewer.Hrefs.Of(vm)}/{StatusPath}"), X.A("type", MediaTypes.CustomizationStatus),
            X.Info("Specifies Guest Customization Status"), X.E("GuestCustStatus", vm.CustomizationState ?? CustomizationStatus.Pending));

    public static XElement OperatingSystem(Vm vm) =>
        new(Ns.Ovf + "OperatingSystemSection", new XAttribute(Ns.Ovf + "id", "96"), X.Info("Specifies the operating system installed"),
            new XElement(Ns.Ovf + "Description", vm.Image.GuestOs));

    /// <summary>The size of a VM in the words of newer clients.</summary>
    public static XElement Spec(Hardware hardware, VmImage image) =>
        X.E("VmSpecSection", X.A("Modified", false), X.Info("Virtual Machine specification"),
            X.E("OsType", image.GuestOs.StartsWith("Ubuntu", StringComparison.Ordinal) ? "ubuntu64Guest" : "vmwarePhoton64Guest"),
            X.E("NumCpus", hardware.Cpu), X.E("NumCoresPerSocket", hardware.CoresPerSocket),
            X.E("CpuResourceMhz", X.E("Configured", hardware.Cpu * Vdc.MhzPerCpu)), X.E("MemoryResourceMb", X.E("Configured", hardware.MemoryMB)),
            X.E("MediaSection"),
            X.E("DiskSection", X.E("DiskSettings", X.E("DiskId", 2000), X.E("SizeMb", hardware.DiskMB), X.E("UnitNumber", 0), X.E("BusNumber", 0),
                X.E("AdapterType", 5), X.E("ThinProvisioned", true))),
            X.E("HardwareVersion", "vmx-13"), X.E("VmToolsVersion", image.ToolsVersion), X.E("TimeSyncWithHost", false));

    public static XElement Runtime(Vm vm) =>
        X.E("RuntimeInfoSection", X.Info("Specifies Runtime info"), vm.ToolsRun && vm.Image.ToolsVersion is > 0 and int version ? X.E("VMWareTools", X.A("version", version)) : null);
}
