using System.Xml.Linq;

namespace CsePowerShell.VCloud.Tests.VApps;

public sealed class HardwareSectionTests
{
    [Fact]
    public void A_change_sends_every_item_back_and_touches_only_what_it_means()
    {
        XElement section = HardwareSection.Change(new VmHardware(Read()) { Cpu = 8, MemoryMB = 16384 });
        Assert.Equal(["10", "6", "17", "3", "4"], section.Elements(Ns.Ovf + "Item").Select(i => i.Element(Ns.Rasd + "ResourceType")!.Value));
        Assert.Equal(8, HardwareSection.Quantity(section, HardwareSection.Cpu));
        Assert.Equal(16384, HardwareSection.Quantity(section, HardwareSection.Memory));
        Assert.Equal(16384, HardwareSection.Disks(section).Single().SizeMB);
        Assert.Equal("8 virtual CPU(s)", Item(section, "3").Element(Ns.Rasd + "ElementName")!.Value);
        XElement before = Item(Read().HardwareSection!, "10");
        Assert.Equal(before.Element(Ns.Rasd + "Connection")!.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => a.ToString()), Item(section, "10").Element(Ns.Rasd + "Connection")!.Attributes().Select(a => a.ToString()));
    }

    [Fact]
    public void Empty_values_links_addresses_and_extra_config_stay_behind()
    {
        Vm vm = Read("""<vmw:ExtraConfig ovf:required="true" vmw:key="guestinfo.secret" vmw:value="x"/>""");
        string text = HardwareSection.Change(new VmHardware(vm) { Cpu = 1 }).ToString();
        Assert.DoesNotContain("nil", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Link", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ExtraConfig", text, StringComparison.Ordinal);
        Assert.DoesNotContain("vcloud:href", text, StringComparison.Ordinal);
        Assert.Contains("vcloud:capacity=\"16384\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "2")]
    [InlineData(3, "1")]
    public void Cores_per_socket_always_divide_the_processors(int cpu, string cores) =>
        Assert.Equal(cores, Item(HardwareSection.Change(new VmHardware(Read()) { Cpu = cpu }), "3").Element(Ns.Vmw + "CoresPerSocket")!.Value);

    [Fact]
    public void A_disk_grows_in_both_of_its_sizes()
    {
        XElement disk = Item(HardwareSection.Change(new VmHardware(Read()) { DiskMB = 32768 }), "17");
        Assert.Equal("32768", disk.Element(Ns.Rasd + "HostResource")!.Attribute(Ns.VCloud + "capacity")!.Value);
        Assert.Equal("34359738368", disk.Element(Ns.Rasd + "VirtualQuantity")!.Value);
    }

    [Fact]
    public void What_vcd_would_refuse_is_refused_here()
    {
        Assert.Throws<ArgumentException>(() => HardwareSection.Change(new VmHardware(Read()) { DiskMB = 1024 }));
        Assert.Throws<ArgumentException>(() => HardwareSection.Change(new VmHardware(Read()) { MemoryMB = 1023 }));
        Assert.Throws<ArgumentException>(() => HardwareSection.Change(new VmHardware(Read()) { Cpu = 0 }));
        var sparse = new Vm("x", Fixtures.VmHref, null, LinkSet.Empty, []);
        Assert.Throws<ArgumentException>(() => HardwareSection.Change(new VmHardware(sparse) { Cpu = 2 }));
    }

    [Fact]
    public void The_vm_that_was_read_is_left_as_it_is()
    {
        Vm vm = Read();
        HardwareSection.Change(new VmHardware(vm) { Cpu = 8 });
        Assert.Equal(2, HardwareSection.Quantity(vm.HardwareSection, HardwareSection.Cpu));
    }

    private static XElement Item(XElement section, string type) => section.Elements(Ns.Ovf + "Item").Single(i => i.Element(Ns.Rasd + "ResourceType")!.Value == type);

    private static Vm Read(string extra = "") => new("mstr-a1b2", Fixtures.VmHref, null, LinkSet.Empty, []) { HardwareSection = XmlText.Parse(Fixtures.Bytes(Fixtures.Hardware(extra))) };
}
