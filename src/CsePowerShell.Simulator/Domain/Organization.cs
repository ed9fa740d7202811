namespace CsePowerShell.Simulator.Domain;

internal sealed class Organization(Guid id, string name, string fullName) : DescribedEntity(EntityKind.Organization, id, name)
{
    public const string SystemName = "System";

    public string FullName { get; } = fullName;
    public List<User> Users { get; } = [];
    public List<Vdc> Vdcs { get; } = [];
    public List<Catalog> Catalogs { get; } = [];
    public LeasePolicy LeasePolicy { get; set; } = LeasePolicy.Unlimited;

    /// <summary>Tasks of this organization, oldest first, those of extensions included.</summary>
    public List<Tasks.VcdTask> History { get; } = [];

    public bool IsSystem => Name == SystemName;
    public IEnumerable<OrgNetwork> Networks => Vdcs.SelectMany(vdc => vdc.OwnNetworks);
}
