using System.Xml.Linq;

namespace CsePowerShell.VCloud.Tests.Wire;

/// <summary>Every document this client sends, against the published schemas.</summary>
public sealed class RequestDocumentTests
{
    private static readonly EntityReference s_network = new("net & 1", "https://vcd.example/api/network/fa31055c-29dc-4ea1-865f-01fdb64364b7");
    private static readonly EntityReference s_source = new("photon", "https://vcd.example/api/vAppTemplate/vm-8dc9990c-a55a-418e-8e21-5942a20b93ef", null, MediaTypes.Vm);
    private static readonly EntityReference s_profile = new("gold", "https://vcd.example/api/vdcStorageProfile/c87b2a7c-fcab-4f8a-bef3-3ece59366c38", null, MediaTypes.VdcStorageProfile);

    [Fact]
    public Task Compose_is_valid_with_and_without_network_and_lease() => Schemas.AssertValidAsync(
        Write(ComposeDocument.Compose(new ComposeVApp { Name = "c1", Description = "cluster <c1> & \"more\"", Network = s_network, Lease = VAppLease.Unlimited })),
        Write(ComposeDocument.Compose(new ComposeVApp { Name = "c1", Network = s_network })),
        Write(ComposeDocument.Compose(new ComposeVApp { Name = "c1", Lease = new VAppLease { DeploymentSeconds = 3600, StorageSeconds = 7200 } })),
        Write(ComposeDocument.Compose(new ComposeVApp { Name = "c1" })));

    [Fact]
    public Task Recompose_is_valid_adding_changing_and_removing() => Schemas.AssertValidAsync(
        Write(ComposeDocument.Recompose(new RecomposeVApp { Add = [FullVm("mstr-a1b2"), FullVm("node-c3d4")], PowerOn = true })),
        Write(ComposeDocument.Recompose(new RecomposeVApp { Add = [new VmToAdd { Name = "bare", Source = s_source }] })),
        Write(ComposeDocument.Recompose(new RecomposeVApp
        {
            Add =
            [
                new VmToAdd
                {
                    Name = "fixed", Description = "d", Source = s_source, Network = "net1", IpAddress = "192.168.1.10",
                    Customization = new GuestCustomization { IsAdminPasswordEnabled = true, AdminPassword = new VCloudSecret("p<&>w"), IsResetPasswordRequired = true },
                },
            ],
        })),
        Write(ComposeDocument.Recompose(new RecomposeVApp { Reconfigure = [new VmHardware(ReadVm()) { Cpu = 4, MemoryMB = 8192, DiskMB = 32768 }] })),
        Write(ComposeDocument.Recompose(new RecomposeVApp { Delete = [new EntityReference("a", Fixtures.VmHref), new EntityReference("b", Fixtures.VmHref)] })),
        Write(ComposeDocument.Recompose(new RecomposeVApp
        {
            Add = [FullVm("x")], Delete = [new EntityReference("a", Fixtures.VmHref)], Reconfigure = [new VmHardware(ReadVm()) { Cpu = 1 }],
        })));

    [Fact]
    public Task Deploy_undeploy_owner_and_lease_are_valid() => Schemas.AssertValidAsync(
    [
        Write(ComposeDocument.Deploy(powerOn: true, forceCustomization: false)),
        .. Enum.GetValues<UndeployPowerAction>().Select(action => Write(ComposeDocument.Undeploy(action))),
        Write(ComposeDocument.Owner(new EntityReference("alice", "https://vcd.example/api/admin/user/4e1fe1f6-44a4-4ee8-a1ab-758d66a1e90d"))),
        Write(ComposeDocument.LeaseSection(new VAppLease { DeploymentSeconds = 1, StorageSeconds = 2 })),
    ]);

    [Fact]
    public Task Metadata_of_all_types_and_domains_is_valid() => Schemas.AssertValidAsync(
        Write(MetadataDocument.Write(
        [
            new MetadataEntry("cse.cluster.id", MetadataValue.Of("7e4a1f7e-9d3a-4a0e-b8a4-3f54c6e3f3aa")),
            new MetadataEntry("cse.template.revision", MetadataValue.Of(2)),
            new MetadataEntry("flag", MetadataValue.Of(true)),
            new MetadataEntry("when", MetadataValue.Of(DateTimeOffset.UtcNow)),
            new MetadataEntry("private", MetadataValue.Of("x"), MetadataDomain.SystemPrivate),
            new MetadataEntry("readonly", MetadataValue.Of("x"), MetadataDomain.SystemReadOnly),
        ])));

    [Fact]
    public Task The_documents_these_tests_read_are_valid_too() =>
        Schemas.AssertValidAsync(Fixtures.Bytes(Fixtures.VApp()), Fixtures.Bytes(Fixtures.Vm()), Fixtures.Bytes(Fixtures.Vdc));

    [Fact]
    public void Elements_are_put_in_the_schemas_order_whatever_order_they_were_added_in()
    {
        var section = new XElement(
            Ns.VCloud + "GuestCustomizationSection",
            new XElement(Ns.VCloud + "ComputerName", "x"),
            new XElement(Ns.VCloud + "CustomizationScript", "y"),
            new XElement(Ns.VCloud + "Enabled", true),
            new XElement(Ns.Ovf + "Info"));
        XElement written = XmlText.Parse(XmlText.Write(section));
        Assert.Equal(["Info", "Enabled", "CustomizationScript", "ComputerName"], written.Elements().Select(e => e.Name.LocalName));
    }

    [Fact]
    public void An_element_the_schema_does_not_have_is_a_fault_of_ours() =>
        Assert.Throws<InvalidOperationException>(() => XmlText.Write(new XElement(Ns.VCloud + "Owner", new XElement(Ns.VCloud + "Usr"))));

    [Fact]
    public void Nothing_is_started_by_a_recompose_that_only_adds()
    {
        XElement root = ComposeDocument.Recompose(new RecomposeVApp { Add = [FullVm("x")] });
        Assert.Equal("false", root.Attribute("deploy")!.Value);
        Assert.Equal("false", root.Attribute("powerOn")!.Value);
    }

    [Fact]
    public void A_generated_password_is_asked_for_without_sending_one()
    {
        XElement section = GuestCustomizationDocument.Write(new GuestCustomization { IsAdminPasswordEnabled = true, IsAdminPasswordAuto = true, ComputerName = "x" });
        Assert.Equal("true", section.Element(Ns.VCloud + "AdminPasswordAuto")!.Value);
        Assert.Null(section.Element(Ns.VCloud + "AdminPassword"));
    }

    [Fact]
    public void What_cannot_be_meant_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ComposeDocument.Compose(new ComposeVApp { Name = " " }));
        Assert.Throws<ArgumentException>(() => ComposeDocument.Recompose(new RecomposeVApp()));
        Assert.Throws<ArgumentException>(() => ComposeDocument.Recompose(new RecomposeVApp { Add = [new VmToAdd { Name = "x" }] }));
        Assert.Throws<ArgumentException>(() => ComposeDocument.Recompose(new RecomposeVApp { Add = [new VmToAdd { Source = s_source }] }));
        Assert.Throws<ArgumentException>(() => GuestCustomizationDocument.Write(new GuestCustomization { IsAdminPasswordEnabled = true }));
    }

    [Fact]
    public void A_request_with_more_elements_than_vcd_takes_is_refused_here()
    {
        VmToAdd[] vms = [.. Enumerable.Range(0, 200).Select(i => FullVm("node-" + i))];
        var failure = Assert.Throws<ArgumentException>(() => Write(ComposeDocument.Recompose(new RecomposeVApp { Add = vms })));
        Assert.Contains("4096", failure.Message);
        Assert.True(Write(ComposeDocument.Recompose(new RecomposeVApp { Add = vms[..150] })).Length < HttpDoor.MaxRequestBytes);
    }

    [Fact]
    public void A_large_change_is_cut_into_requests_that_vcd_takes()
    {
        var change = new RecomposeVApp
        {
            Add = [.. Enumerable.Range(0, 400).Select(i => FullVm("node-" + i))],
            Reconfigure = [.. Enumerable.Range(0, 200).Select(_ => new VmHardware(ReadVm()) { Cpu = 4 })],
            Delete = [new EntityReference("a", Fixtures.VmHref)],
            PowerOn = true,
        };
        IReadOnlyList<RecomposeVApp> parts = change.Split();
        Assert.All(parts, part => Assert.InRange(Write(ComposeDocument.Recompose(part)).Length, 1, HttpDoor.MaxRequestBytes));
        Assert.Equal(change.Add, parts.SelectMany(part => part.Add));
        Assert.Equal(change.Reconfigure, parts.SelectMany(part => part.Reconfigure));
        Assert.Single(parts[0].Delete);
        Assert.InRange(parts.Count, 5, 10);
        Assert.All(parts.Where(part => part.Add.Count > 0), part => Assert.True(part.PowerOn));
    }

    [Fact]
    public void A_change_that_fits_stays_one_request()
    {
        var change = new RecomposeVApp { Add = [FullVm("x")], Delete = [new EntityReference("a", Fixtures.VmHref)] };
        Assert.Same(change, Assert.Single(change.Split()));
    }

    private static VmToAdd FullVm(string name) => new()
    {
        Name = name,
        Description = "control plane of c1",
        Source = s_source,
        Network = "net & 1",
        StorageProfile = s_profile,
        Customization = new GuestCustomization
        {
            ComputerName = name,
            Script = "#!/bin/bash\nif [ \"$1\" = precustomization ]; then echo '<&>' ]]> ; fi\n",
            IsAdminPasswordEnabled = true,
            IsAdminPasswordAuto = true,
        },
    };

    private static Vm ReadVm() => VmDocument.Read(XmlText.Parse(Fixtures.Bytes(Fixtures.Vm())));

    private static byte[] Write(XElement document) => XmlText.Write(document);
}
