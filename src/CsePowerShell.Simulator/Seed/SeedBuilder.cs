using System.Net;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Seed;

/// <summary>Puts objects into the world and ties them together.</summary>
internal sealed class SeedBuilder(World world, string password, LeasePolicy leases, DateTimeOffset now)
{
    public World World => world;
    public DateTimeOffset Now => now;

    public Organization Organization(string name, string fullName)
    {
        Organization org = world.Add(new Organization(Guid.NewGuid(), name, fullName) { LeasePolicy = leases, Description = "" });
        world.Organizations.Add(org);
        return org;
    }

    public User User(Organization org, string name, Role role)
    {
        User user = world.Add(new User(Guid.NewGuid(), name, org, role, password));
        org.Users.Add(user);
        return user;
    }

    /// <summary>A VDC without limits, with the storage profiles gold (the default) and silver.</summary>
    public Vdc Vdc(Organization org, string name)
    {
        Vdc vdc = world.Add(new Vdc(Guid.NewGuid(), name, org) { VirtualCenter = world.VirtualCenter });
        vdc.StorageProfiles.Add(world.Add(new StorageProfile(Guid.NewGuid(), "gold", vdc, isDefault: true, limitMB: 0)));
        vdc.StorageProfiles.Add(world.Add(new StorageProfile(Guid.NewGuid(), "silver", vdc, isDefault: false, limitMB: 0)));
        org.Vdcs.Add(vdc);
        return vdc;
    }

    public OrgNetwork Network(Vdc vdc, string name, IPAddress gateway, IPAddress netmask, AddressPool pool, bool isShared)
    {
        OrgNetwork network = world.Add(new OrgNetwork(Guid.NewGuid(), name, vdc, pool, isShared) { Gateway = gateway, Netmask = netmask });
        vdc.OwnNetworks.Add(network);
        return network;
    }

    public Catalog Catalog(Organization org, string name, User owner, bool isPublished)
    {
        Catalog catalog = world.Add(new Catalog(Guid.NewGuid(), name, org, owner) { Created = now, IsPublished = isPublished, Description = "" });
        org.Catalogs.Add(catalog);
        return catalog;
    }

    /// <summary>A template with one VM of 2 virtual CPUs, 4,096 MB of memory and a disk of 16 GB.</summary>
    public VAppTemplate Template(Catalog catalog, Vdc vdc, string name, string vmName, VmImage image)
    {
        VAppTemplate template = world.Add(new VAppTemplate(Guid.NewGuid(), name, vdc, catalog.Owner) { Created = now, Description = "" });
        template.Vms.Add(world.Add(new TemplateVm(Guid.NewGuid(), vmName, template)
        {
            Hardware = new Hardware(2, 1, 4096, 16 * 1024),
            StorageProfile = vdc.DefaultProfile,
            Image = image,
            Customization = new GuestCustomization { Enabled = true, ComputerName = vmName, AdminPassword = image.RootPassword },
        }));
        vdc.Templates.Add(template);
        template.Item = world.Add(new CatalogItem(Guid.NewGuid(), name, catalog, template) { Created = now });
        catalog.Items.Add(template.Item);
        return template;
    }
}
