using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator.Domain;

/// <summary>Everything there is in this cloud. One gate guards all of it: whoever reads or changes anything holds it, and never waits while holding
/// it.</summary>
internal sealed class World
{
    private readonly Dictionary<(string Word, Guid Id), Entity> _entities = [];
    private int _nextMac = 0x010000;

    public Lock Gate { get; } = new();
    public List<Organization> Organizations { get; } = [];
    public List<VcdTask> Tasks { get; } = [];

    /// <summary>All VDCs are of one vCenter.</summary>
    public VirtualCenter VirtualCenter { get; } = new(Guid.NewGuid(), "vc1");

    public Organization System => Organizations.First(org => org.IsSystem);
    public IEnumerable<Vdc> Vdcs => Organizations.SelectMany(org => org.Vdcs);
    public IEnumerable<Catalog> Catalogs => Organizations.SelectMany(org => org.Catalogs);
    public IEnumerable<VApp> VApps => Vdcs.SelectMany(vdc => vdc.VApps);
    public IEnumerable<Vm> Vms => VApps.SelectMany(vApp => vApp.Vms);
    public IEnumerable<VAppTemplate> Templates => Catalogs.SelectMany(catalog => catalog.Items).Select(item => item.Template);
    public IEnumerable<User> Users => Organizations.SelectMany(org => org.Users);

    public T Add<T>(T entity) where T : Entity
    {
        _entities.Add((entity.Kind.Word, entity.Id), entity);
        return entity;
    }

    public void Forget(Entity entity) => _entities.Remove((entity.Kind.Word, entity.Id));

    public IEnumerable<T> All<T>() where T : Entity => _entities.Values.OfType<T>();

    public T? Find<T>(EntityKind kind, Guid id) where T : Entity => _entities.GetValueOrDefault((kind.Word, id)) as T;

    /// <summary>A MAC address of VMware's range for static ones, never given twice.</summary>
    public string NextMac()
    {
        int number = _nextMac++;
        return $"00:50:56:{(number >> 16) & 0x3f:x2}:{(number >> 8) & 0xff:x2}:{number & 0xff:x2}";
    }

    /// <summary>Takes a VM out of the world and gives its addresses back.</summary>
    public void Remove(Vm vm)
    {
        ReleaseAddresses(vm);
        vm.VApp.Vms.Remove(vm);
        Forget(vm);
    }

    public void Remove(VApp vApp)
    {
        foreach (Vm vm in vApp.Vms.ToArray()) Remove(vm);
        vApp.Vdc.VApps.Remove(vApp);
        Forget(vApp);
    }

    public static void ReleaseAddresses(Vm vm)
    {
        foreach (NetworkCard card in vm.Cards)
            if (card.Address is not null && vm.VApp.Networks.Find(network => network.Name == card.Network)?.Parent is OrgNetwork parent)
                parent.Pool.Release(card.Address);
    }
}
