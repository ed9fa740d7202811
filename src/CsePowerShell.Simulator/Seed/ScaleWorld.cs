using System.Globalization;
using System.Net;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Seed;

/// <summary>
/// Many clusters: organizations <c>tenant-001</c> and so on with ten VDCs each and an administrator <c>admin</c>. Cluster names repeat from one
/// organization to the next, as they do in life. Every third cluster carries the metadata of the 1.x product only.
/// </summary>
internal sealed class ScaleWorld(SeedBuilder seed, ScaleOptions scale)
{
    private const int VdcsPerOrganization = 10;
    private static readonly IPAddress s_netmask = new([255, 255, 0, 0]);

    public void Build()
    {
        List<(Vdc Vdc, User Owner, OrgNetwork Network)> places = [.. Places()];
        VAppTemplate template = seed.World.Templates.First(candidate => candidate.Metadata.Count > 0);
        VAppTemplate legacy = seed.World.Templates.First(candidate => candidate.Name == KubernetesTemplates.LegacyName);
        Dictionary<Organization, int> numbers = [];

        for (int i = 0; i < scale.Clusters; i++)
        {
            (Vdc vdc, User owner, OrgNetwork network) = places[i % places.Count];
            int number = numbers[vdc.Org] = numbers.GetValueOrDefault(vdc.Org) + 1;
            bool isLegacy = i % 3 == 2;
            Cluster(string.Create(CultureInfo.InvariantCulture, $"cluster-{number:D3}"), vdc, owner, network, isLegacy ? legacy : template, isLegacy);
        }
    }

    private IEnumerable<(Vdc, User, OrgNetwork)> Places()
    {
        Organization org = null!;
        User owner = null!;
        int perVdc = ((scale.Clusters + scale.Vdcs - 1) / scale.Vdcs * (scale.WorkersPerCluster + 1)) + 10;
        for (int i = 0; i < scale.Vdcs; i++)
        {
            int number = (i / VdcsPerOrganization) + 1;
            if (i % VdcsPerOrganization == 0)
            {
                org = seed.Organization(string.Create(CultureInfo.InvariantCulture, $"tenant-{number:D3}"), $"Tenant {number}");
                owner = seed.User(org, "admin", Role.OrganizationAdministrator);
            }
            Vdc vdc = seed.Vdc(org, string.Create(CultureInfo.InvariantCulture, $"{org.Name}-vdc-{(i % VdcsPerOrganization) + 1:D2}"));
            (byte second, byte third) = ((byte)(i / 250), (byte)(i % 250));
            AddressPool pool = new(new IPAddress([10, second, third, 10]), perVdc);
            yield return (vdc, owner, seed.Network(vdc, vdc.Name + "-net", new IPAddress([10, second, third, 1]), s_netmask, pool, isShared: false));
        }
    }

    private void Cluster(string name, Vdc vdc, User owner, OrgNetwork network, VAppTemplate template, bool isLegacy)
    {
        VApp vApp = seed.World.Add(
            new VApp(Guid.NewGuid(), name, vdc, owner) { Description = $"cluster {name}", Created = seed.Now, LeaseStart = seed.Now,
            DeployedSince = seed.Now });
        vApp.Networks.Add(new VAppNetwork(network.Name, network, "bridged", null));
        vdc.VApps.Add(vApp);

        string id = Guid.NewGuid().ToString();
        Vm controlPlane = Node(vApp, ClusterMetadata.NodeName(id, "mstr-", ClusterMetadata.ControlPlanePool, 0), network, template);
        for (int worker = 0; worker < scale.WorkersPerCluster; worker++) Node(vApp,
            ClusterMetadata.NodeName(id, "node-", ClusterMetadata.WorkerPool, worker), network, template);
        Describe(vApp, id, controlPlane.PrimaryCard!.Address!.ToString(), network, template, isLegacy);
    }

    private Vm Node(VApp vApp, string name, OrgNetwork network, VAppTemplate template)
    {
        TemplateVm source = template.Vms[0];
        Vm vm = seed.World.Add(new Vm(Guid.NewGuid(), name, vApp)
        {
            Hardware = source.Hardware, StorageProfile = vApp.Vdc.DefaultProfile, Image = source.Image,
            // As vCD keeps it for each VM it has customized; the 1.x product logs in with it.
            Customization = source.Customization with { ComputerName = name, AdminPassword = "seeded-" + name },
            Created = seed.Now, IsPoweredOn = true, IsDeployed = true, ToolsRun = true, CustomizationState = CustomizationStatus.Complete,
        });
        vm.Cards.Add(new NetworkCard(0, network.Name, "POOL", true, seed.World.NextMac(), "VMXNET3", network.Pool.Take(vm)));
        vApp.Vms.Add(vm);
        return vm;
    }

    private void Describe(VApp vApp, string id, string address, OrgNetwork network, VAppTemplate template, bool isLegacy)
    {
        MetadataStore metadata = vApp.Metadata;
        string templateName = template.Metadata.Find(MetadataDomain.General, "cse.template.name")?.Text ?? template.Name;
        metadata.Set("cse.cluster.id", id);
        metadata.Set("cse.version", isLegacy ? "1.2.7" : "0.1.0");
        metadata.Set("cse.template", templateName);
        metadata.Set("cse.master.ip", address);
        if (isLegacy) return;
        string version = template.Metadata.Find(MetadataDomain.General, "cse.kubernetes.version")!.Text;
        metadata.Set("cse.ps.spec", ClusterMetadata.Spec(templateName, version, network.Name, scale.WorkersPerCluster));
        metadata.Set("cse.ps.status", ClusterMetadata.Status(scale.WorkersPerCluster));
    }
}
