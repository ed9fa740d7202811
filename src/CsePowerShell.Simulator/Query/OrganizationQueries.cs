using CsePowerShell.Simulator.Domain;
using static CsePowerShell.Simulator.Query.QueryColumn;

namespace CsePowerShell.Simulator.Query;

/// <summary>Organizations, VDCs, networks, storage profiles and users. What has no admin twin shows the system administrator everything.</summary>
internal static class OrganizationQueries
{
    private static readonly QueryColumn[] s_vdc =
    [
        Text<Vdc>("name", vdc => vdc.Name), Text<Vdc>("description", vdc => vdc.Description ?? ""), Flag<Vdc>("isEnabled", _ => true),
        Number<Vdc>("cpuAllocationMhz", vdc => vdc.CpuLimitMhz), Number<Vdc>("cpuLimitMhz", vdc => vdc.CpuLimitMhz),
        Number<Vdc>("cpuUsedMhz", vdc => vdc.CpuUsedMhz),
        Number<Vdc>("memoryAllocationMB", vdc => vdc.MemoryLimitMB), Number<Vdc>("memoryLimitMB", vdc => vdc.MemoryLimitMB),
        Number<Vdc>("memoryUsedMB", vdc => vdc.MemoryUsedMB),
        Number<Vdc>("storageAllocationMB", vdc => vdc.StorageProfiles.Sum(profile => profile.LimitMB)),
        Number<Vdc>("storageLimitMB", vdc => vdc.StorageProfiles.Sum(profile => profile.LimitMB)),
        Number<Vdc>("storageUsedMB", vdc => vdc.Vms.Sum(vm => (long)vm.Hardware.DiskMB)), Text<Vdc>("providerVdcName", _ => "provider-vdc"),
        Text<Vdc>("orgName", vdc => vdc.Org.Name),
        Number<Vdc>("numberOfVApps", vdc => vdc.VApps.Count), Number<Vdc>("numberOfVAppTemplates", vdc => vdc.Templates.Count),
        Number<Vdc>("numberOfVMs", vdc => vdc.VmCount),
        Number<Vdc>("numberOfRunningVMs", vdc => vdc.Vms.Count(vm => vm.IsPoweredOn)),
        Number<Vdc>("numberOfStorageProfiles", vdc => vdc.StorageProfiles.Count),
        Flag<Vdc>("isSystemVdc", _ => false), Flag<Vdc>("isBusy", _ => false), Text<Vdc>("status", _ => "READY"),
    ];

    private static readonly QueryColumn[] s_network =
    [
        Text<OrgNetwork>("name", network => network.Name), Text<OrgNetwork>("defaultGateway", network => network.Gateway.ToString()),
        Text<OrgNetwork>("netmask", network => network.Netmask.ToString()),
        Number<OrgNetwork>("linkType", _ => 0), Text<OrgNetwork>("connectedTo", _ => "external-net"), To<OrgNetwork>("vdc", network => network.Vdc),
        Text<OrgNetwork>("vdcName", network => network.Vdc.Name),
        Flag<OrgNetwork>("isBusy", _ => false), Flag<OrgNetwork>("isShared", network => network.IsShared),
        Flag<OrgNetwork>("isIpScopeInherited", _ => false),
        Number<OrgNetwork>("usedIpCount", network => network.Pool.Used), Number<OrgNetwork>("totalIpCount", network => network.Pool.Total),
    ];

    private static readonly QueryColumn[] s_user =
    [
        Text<User>("name", user => user.Name), Text<User>("fullName", user => user.Name), Flag<User>("isEnabled", _ => true),
        Number<User>("deployedVMQuota", _ => 0),
        Number<User>("storedVMQuota", _ => 0), Flag<User>("isLdapUser", _ => false), Text<User>("identityProviderType", _ => "INTEGRATED"),
    ];

    public static IReadOnlyList<QueryType> Types { get; } =
    [
        new("organization", "OrgRecord", "OrgReference", (world, user) => world.Organizations.Where(user.CanSee),
            [Text<Organization>("name", org => org.Name), Text<Organization>("displayName", org => org.FullName),
                Flag<Organization>("isEnabled", _ => true), Flag<Organization>("isReadOnly", _ => false),
             Flag<Organization>("canPublishCatalogs", _ => true), Number<Organization>("numberOfCatalogs", org => org.Catalogs.Count),
             Number<Organization>("numberOfVdcs", org => org.Vdcs.Count),
             Number<Organization>("numberOfVApps", org => org.Vdcs.Sum(vdc => vdc.VApps.Count))]),
        new("orgVdc", "OrgVdcRecord", "OrgVdcReference", (_, user) => user.Org.Vdcs, s_vdc),
        new("adminOrgVdc", "AdminVdcRecord", "AdminVdcReference", (world, _) => world.Vdcs,
            [.. s_vdc, To<Vdc>("org", vdc => vdc.Org), Flag<Vdc>("isVCEnabled", _ => true)]),
        new("orgVdcNetwork", "OrgVdcNetworkRecord", "OrgVdcNetworkReference", (world, user) =>
            world.Organizations.Where(org => user.IsSystem || org == user.Org).SelectMany(org => org.Networks), s_network),
        new("orgVdcStorageProfile", "OrgVdcStorageProfileRecord", "OrgVdcStorageProfileReference", (_, user) =>
            user.Org.Vdcs.SelectMany(vdc => vdc.StorageProfiles), Profile()),
        new("adminOrgVdcStorageProfile", "AdminOrgVdcStorageProfileRecord", "AdminOrgVdcStorageProfileReference", (world, _) =>
            world.Vdcs.SelectMany(vdc => vdc.StorageProfiles),
            [.. Profile(), To<StorageProfile>("org", profile => profile.Vdc.Org)]),
        new("user", "UserRecord", "UserReference", (_, user) => user.Org.Users.Where(user.CanSee), s_user),
        new("adminUser", "AdminUserRecord", "UserReference", (world, _) => world.Users, [.. s_user, To<User>("org", user => user.Org)]),
        new("role", "RoleRecord", "RoleReference", (_, user) =>
            Role.All.Where(role => user.IsSystem || (user.May(Rights.Administer) && role != Role.SystemAdministrator)),
            [Text<Role>("name", role => role.Name), Flag<Role>("isReadOnly", _ => true)]),
        new("adminRole", "AdminRoleRecord", "RoleReference", (_, _) => Role.All,
            [Text<Role>("name", role => role.Name), Flag<Role>("isReadOnly", _ => true)]),
        // There are none in this cloud, which clients want to be told.
        new("edgeGateway", "EdgeGatewayRecord", "EdgeGatewayReference", (_, _) => [],
            [Text<Entity>("name", gateway => gateway.Name), To<Entity>("vdc", _ => null)]),
    ];

    private static QueryColumn[] Profile() =>
    [
        Text<StorageProfile>("name", profile => profile.Name), Flag<StorageProfile>("isEnabled", _ => true),
        Flag<StorageProfile>("isDefaultStorageProfile", profile => profile.IsDefault),
        Number<StorageProfile>("storageUsedMB", profile => profile.UsedMB), Number<StorageProfile>("storageLimitMB", profile => profile.LimitMB),
        To<StorageProfile>("vdc", profile => profile.Vdc), Text<StorageProfile>("vdcName", profile => profile.Vdc.Name),
        Flag<StorageProfile>("isVdcBusy", _ => false),
    ];
}
