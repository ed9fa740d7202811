using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>What vCD offers for one spec, read in two rounds of requests that run side by side. What was not found is null, with the reason beside it.</summary>
internal sealed class CloudView
{
    private const int MostNames = 20;

    public Vdc? Vdc { get; private set; }

    /// <summary>The organization of the VDC.</summary>
    public string Org { get; private set; } = "";

    /// <summary>VMs in the VDC; null where the server does not tell.</summary>
    public long? VmsInVdc { get; private set; }

    public VdcNetwork? Network { get; private set; }

    /// <summary>The network as the VDC names it; what a vApp is connected to.</summary>
    public EntityReference? NetworkReference { get; private set; }

    public Template? Template { get; private set; }

    /// <summary>The VM of the template that nodes are cloned from.</summary>
    public Vm? Source { get; private set; }

    public IReadOnlyList<VdcStorageProfile> Profiles { get; private set; } = [];

    /// <summary>Why something is null, by what it is.</summary>
    public Dictionary<string, ClusterException> Missing { get; } = new(StringComparer.Ordinal);

    public static async Task<CloudView> ReadAsync(VCloudClient client, EngineOptions options, ClusterSpec spec, CancellationToken ct)
    {
        var view = new CloudView();
        Task<VdcSummary> vdc = FindVdcAsync(client, spec, ct);
        Task<IReadOnlyList<Template>> templates = new TemplateFinder(client, options).ListAsync(new TemplateQuery { Catalog = spec.Catalog }, ct);
        Task<IReadOnlyList<VdcNetwork>> networks = client.Vdcs.ListNetworksAsync(spec.Network, ct);

        await Task.WhenAll(
            view.LookAsync(nameof(Vdc), async () => await view.ReadVdcAsync(client, await vdc.ConfigureAwait(false), spec, ct).ConfigureAwait(false)),
            view.LookAsync(nameof(Template), async () => await view.ReadTemplateAsync(client, await templates.ConfigureAwait(false), spec, ct).ConfigureAwait(false))).ConfigureAwait(false);
        await view.LookAsync(nameof(Network), async () => view.ChooseNetwork(await networks.ConfigureAwait(false), spec)).ConfigureAwait(false);
        return view;
    }

    /// <summary>Finds a VDC by name, id or URN.</summary>
    public static async Task<VdcSummary> FindVdcAsync(VCloudClient client, ClusterSpec spec, CancellationToken ct)
    {
        bool isId = VCloudUrn.TryGetUuid(spec.Vdc, out Guid _) && (Guid.TryParse(spec.Vdc, out _) || VCloudUrn.KindOf(spec.Vdc) == "vdc");
        IReadOnlyList<VdcSummary> found = await client.Vdcs.ListAsync(isId ? null : spec.Vdc, client.Session.IsSystem ? spec.Org : null, ct).ConfigureAwait(false);
        if (isId)
            found = [.. found.Where(vdc => VCloudUrn.Same(vdc.Id ?? vdc.Href, spec.Vdc))];
        if (spec.Org is { } org)
            found = [.. found.Where(vdc => vdc.OrgName.Length == 0 || string.Equals(vdc.OrgName, org, StringComparison.OrdinalIgnoreCase))];
        return found.Count switch
        {
            1 => found[0],
            0 => throw await NoVdcAsync(client, spec, ct).ConfigureAwait(false),
            _ => throw new ClusterException(ErrorCodes.NameAmbiguous, $"The VDC name \"{spec.Vdc}\" fits {found.Count} VDCs.", "Name the organization with -Org, or give the VDC's id.")
            {
                Details = [.. found.Select(vdc => new ErrorDetail { Name = vdc.Name, Message = $"organization \"{vdc.OrgName}\", {vdc.Id ?? vdc.Href}" })],
            },
        };
    }

    private static async Task<ClusterException> NoVdcAsync(VCloudClient client, ClusterSpec spec, CancellationToken ct)
    {
        string where = spec.Org is null ? "" : $" in organization \"{spec.Org}\"";
        IReadOnlyList<VdcSummary> there = await client.Vdcs.ListAsync(null, client.Session.IsSystem ? spec.Org : null, ct).ConfigureAwait(false);
        return new ClusterException(ErrorCodes.NotFound, $"There is no VDC \"{spec.Vdc}\"{where} that this user can see.",
            there.Count == 0 ? "It sees no VDC at all; ask the organization's administrator for access to one." : ThereAre(there));
    }

    /// <summary>The storage profile of a name; null for the VDC's default.</summary>
    /// <exception cref="ClusterException">NOT_FOUND with those there are.</exception>
    public EntityReference? Profile(string? name)
    {
        if (name is null)
            return null;
        IReadOnlyList<EntityReference> there = Vdc?.StorageProfiles ?? [];
        return there.FirstOrDefault(profile => profile.Name == name)
            ?? throw new ClusterException(ErrorCodes.NotFound, $"The VDC \"{Vdc?.Name}\" has no storage profile \"{name}\".", ThereAre(there));
    }

    /// <summary>What there is instead of what was named. Long lists are cut: a provider sees hundreds.</summary>
    public static string ThereAre(IEnumerable<EntityReference> references)
    {
        string[] names = [.. references.Select(reference => reference.Name).Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.OrdinalIgnoreCase)];
        string more = names.Length > MostNames ? $" and {names.Length - MostNames} more" : "";
        return names.Length == 0 ? "There is none." : $"There are: {string.Join(", ", names.Take(MostNames).Select(name => $"\"{name}\""))}{more}.";
    }

    private async Task LookAsync(string what, Func<Task> look)
    {
        try
        {
            await look().ConfigureAwait(false);
        }
        catch (Exception error) when (error is ClusterException or VCloudForbiddenException)
        {
            Missing[what] = ClusterErrors.From(error);
        }
    }

    private Task LookAsync(string what, Action look) => LookAsync(what, () =>
    {
        look();
        return Task.CompletedTask;
    });

    private async Task ReadVdcAsync(VCloudClient client, VdcSummary summary, ClusterSpec spec, CancellationToken ct)
    {
        Task<IReadOnlyList<VdcStorageProfile>> profiles = client.Vdcs.ListStorageProfilesAsync(summary, ct);
        Vdc = await client.Vdcs.GetAsync(summary, ct).ConfigureAwait(false);
        Org = summary.OrgName.Length > 0 ? summary.OrgName : client.Session.Org;
        VmsInVdc = summary.NumberOfVMs;
        NetworkReference = Vdc.Networks.FirstOrDefault(network => network.Name == spec.Network);
        Profiles = await profiles.ConfigureAwait(false);
    }

    private async Task ReadTemplateAsync(VCloudClient client, IReadOnlyList<Template> all, ClusterSpec spec, CancellationToken ct)
    {
        if (all.Count == 0 && spec.Catalog is { } catalog)
            await EnsureCatalogAsync(client, catalog, ct).ConfigureAwait(false);
        Template = TemplateFinder.Choose(all, spec.Template, spec.TemplateRevision, spec.KubernetesVersion, spec.Catalog);
        VAppTemplate document = await client.Catalogs.GetTemplateAsync(new EntityReference(Template.VAppTemplateName, Template.Href, Template.Id), ct).ConfigureAwait(false);
        Source = document.Vms.Count > 0
            ? document.Vms[0]
            : throw new ClusterException(ErrorCodes.TemplateNotFound, $"The template {Template} has no VM in it.", "Choose another one from Get-CseTemplate.");
    }

    // Asked only where no template was found: that there is no such catalog says more than that it has no template.
    private static async Task EnsureCatalogAsync(VCloudClient client, string catalog, CancellationToken ct)
    {
        IReadOnlyList<CatalogSummary> there = await client.Catalogs.ListAsync(null, ct).ConfigureAwait(false);
        if (there.All(candidate => candidate.Name != catalog))
            throw new ClusterException(ErrorCodes.NotFound, $"There is no catalog \"{catalog}\" that this user can see.", ThereAre(there));
    }

    // Networks of equal names exist in other VDCs; the one the VDC's own document names is meant, and only that one can be used.
    private void ChooseNetwork(IReadOnlyList<VdcNetwork> networks, ClusterSpec spec)
    {
        if (Vdc is null)
            return;
        if (NetworkReference is null)
            throw new ClusterException(ErrorCodes.NotFound, $"The VDC \"{Vdc.Name}\" has no network \"{spec.Network}\".", ThereAre(Vdc.Networks));
        Network = networks.FirstOrDefault(network => VCloudUrn.Same(network.Id ?? network.Href, NetworkReference.Href));
    }
}
