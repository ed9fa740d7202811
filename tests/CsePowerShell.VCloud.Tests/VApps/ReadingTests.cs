namespace CsePowerShell.VCloud.Tests.VApps;

public sealed class ReadingTests
{
    [Fact]
    public void A_vapp_is_read_with_its_vms()
    {
        VApp vapp = VAppDocument.Read(XmlText.Parse(Fixtures.Bytes(Fixtures.VApp())));
        Assert.Equal("c1", vapp.Name);
        Assert.Equal("urn:vcloud:vapp:484e63ae-a22d-4710-ba58-c33c0c2b4885", vapp.Id);
        Assert.Equal(VCloudStatus.PoweredOn, vapp.Status);
        Assert.True(vapp.IsDeployed);
        Assert.Equal("alice", vapp.Owner!.Name);
        Assert.Equal("urn:vcloud:vdc:decce037-5b9a-4de0-87f0-18baa9e2b0d2", vapp.Vdc!.Id);
        Assert.Equal(["net1"], vapp.NetworkNames);
        Assert.Equal(0, vapp.Lease!.DeploymentSeconds);
        Assert.Equal(2592000, vapp.Lease.StorageSeconds);
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 10, 0, 0, TimeSpan.Zero), vapp.Lease.StorageExpiration);
        Assert.False(vapp.CanRecompose);
        Vm vm = Assert.Single(vapp.Vms);
        Assert.Equal((2, 4096), (vm.Cpu, vm.MemoryMB));
        Assert.Equal(16384, Assert.Single(vm.Disks).SizeMB);
        Assert.Equal("gold", vm.StorageProfile!.Name);
        Assert.Equal("mstr-a1b2", vm.GuestCustomization!.ComputerName);
        Assert.Null(vm.GuestCustomization.AdminPassword);
    }

    [Fact]
    public void An_address_is_found_in_either_section()
    {
        Vm fromHardware = VmDocument.Read(XmlText.Parse(Fixtures.Bytes(Fixtures.Vm())));
        Assert.Equal("192.168.1.10", fromHardware.PrimaryAddress);
        Vm fromConnection = VmDocument.Read(XmlText.Parse(Fixtures.Bytes(
            Fixtures.Vm("<IpAddress>192.168.1.77</IpAddress>").Replace("vcloud:ipAddress=\"192.168.1.10\"", "", StringComparison.Ordinal))));
        Assert.Equal("192.168.1.77", fromConnection.PrimaryAddress);
        VmNic nic = Assert.Single(fromConnection.Nics);
        Assert.Equal(("net1", "POOL", true, true), (nic.Network, nic.AllocationMode, nic.IsPrimary, nic.IsConnected));
        Vm none = VmDocument.Read(XmlText.Parse(Fixtures.Bytes(Fixtures.Vm().Replace("vcloud:ipAddress=\"192.168.1.10\"", "", StringComparison.Ordinal))));
        Assert.Null(none.PrimaryAddress);
    }

    [Fact]
    public void A_vdc_is_read_with_what_can_be_used_in_it()
    {
        Vdc vdc = VdcDocument.Read(XmlText.Parse(Fixtures.Bytes(Fixtures.Vdc)));
        Assert.Equal("ovdc1", vdc.Name);
        Assert.Equal("urn:vcloud:org:8f03aa58-b618-4c32-836b-dc6b612ed3a4", vdc.Org!.Id);
        Assert.Equal("net1", Assert.Single(vdc.Networks).Name);
        Assert.Equal("gold", Assert.Single(vdc.StorageProfiles).Name);
        Assert.Equal("c1", Assert.Single(vdc.VApps).Name);
        Assert.Equal((50, 0), (vdc.VmQuota, vdc.NicQuota));
        Assert.Equal((20000, 4000), (vdc.Cpu!.Limit, vdc.Cpu.Used));
        Assert.True(vdc.CanCompose);
    }

    [Fact]
    public void A_failed_task_inside_an_object_is_no_running_one()
    {
        const string Tasks = """<Tasks><Task status="error" href="https://vcd.example/api/task/1"><Error majorErrorCode="500" minorErrorCode="INTERNAL_SERVER_ERROR" message="no"/></Task></Tasks>""";
        VApp vapp = VAppDocument.Read(XmlText.Parse(Fixtures.Bytes(Fixtures.VApp(links: Tasks))));
        Assert.Equal("INTERNAL_SERVER_ERROR", Assert.Single(vapp.Tasks).Error!.MinorErrorCode);
        Assert.Null(vapp.RunningTask);
    }

    [Fact]
    public void Newer_status_words_and_odd_values_do_not_spoil_a_document()
    {
        VApp vapp = VAppDocument.Read(XmlText.Parse(Fixtures.Bytes(
            """<VApp xmlns="http://www.vmware.com/vcloud/v1.5" name="x" href="https://h/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885" status="quantum" deployed="maybe"><Tasks><Task status="dreaming" href="h"/></Tasks></VApp>""")));
        Assert.Equal(VCloudStatus.Unknown, vapp.Status);
        Assert.False(vapp.IsDeployed);
        Assert.Equal("urn:vcloud:vapp:484e63ae-a22d-4710-ba58-c33c0c2b4885", vapp.Id);
        Assert.NotNull(vapp.RunningTask);
    }
}
