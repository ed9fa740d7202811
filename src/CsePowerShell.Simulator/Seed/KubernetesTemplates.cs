using System.Globalization;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Seed;

/// <summary>The catalog <c>cse</c>: templates that say what they are in their metadata, and one of the 1.x product that does not.</summary>
internal static class KubernetesTemplates
{
    public const string LegacyName = "photon-v2";

    public static void Build(SeedBuilder seed, Organization org, Vdc vdc, User owner, Func<bool> getsGuest)
    {
        Catalog catalog = seed.Catalog(org, "cse", owner, isPublished: true);
        Add(seed, catalog, vdc, getsGuest, "ubuntu-22.04_k8s-1.30", revision: 1, "v1.30.8", "v0.25.7");
        Add(seed, catalog, vdc, getsGuest, "ubuntu-24.04_k8s-1.31", revision: 1, "v1.31.4", "v0.26.2");
        Add(seed, catalog, vdc, getsGuest, "ubuntu-24.04_k8s-1.31", revision: 2, "v1.31.4", "v0.26.4");
        // "cse install" had vCD make a password for the VM it captured: root has it on the disk, and the template's section tells it to whoever reads the template.
        seed.Template(catalog, vdc, LegacyName, "photon", new VmImage(LegacyName, "VMware Photon OS (64-bit)", "v1.10.11", "weave", AllowsRootPassword: true) { GetsGuest = getsGuest, RootPassword = "photon-2x#Wq7" });
    }

    private static void Add(SeedBuilder seed, Catalog catalog, Vdc vdc, Func<bool> getsGuest, string name, int revision, string kubernetes, string flannel)
    {
        VAppTemplate template = seed.Template(catalog, vdc, $"{name}_rev{revision}", "node",
            new VmImage(name, "Ubuntu Linux (64-bit)", kubernetes, "flannel", AllowsRootPassword: false) { GetsGuest = getsGuest });
        template.Description = $"Kubernetes {kubernetes}, flannel {flannel}";
        template.Metadata.Set("cse.template.name", name);
        template.Metadata.Set(MetadataDomain.General, "cse.template.revision",
            new MetadataValue(MetadataType.Number, revision.ToString(CultureInfo.InvariantCulture)));
        template.Metadata.Set("cse.kubernetes.version", kubernetes);
        template.Metadata.Set("cse.cni", "flannel");
        template.Metadata.Set("cse.cni.version", flannel);
    }
}
