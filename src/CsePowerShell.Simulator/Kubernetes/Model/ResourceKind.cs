namespace CsePowerShell.Simulator.Kubernetes.Model;

/// <summary>A kind of object that the API server knows.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">API version.</param>
/// <param name="Kind">Name of the kind, such as Pod.</param>
/// <param name="Plural">Name in paths, such as pods.</param>
/// <param name="IsNamespaced">True when its objects live in namespaces.</param>
/// <param name="ShortNames">What kubectl users type, such as po.</param>
internal sealed record ResourceKind(string Group, string Version, string Kind, string Plural, bool IsNamespaced, params string[] ShortNames)
{
    public static readonly ResourceKind Node = new("", "v1", "Node", "nodes", false, "no");
    public static readonly ResourceKind Namespace = new("", "v1", "Namespace", "namespaces", false, "ns");
    public static readonly ResourceKind Pod = new("", "v1", "Pod", "pods", true, "po");
    public static readonly ResourceKind ConfigMap = new("", "v1", "ConfigMap", "configmaps", true, "cm");
    public static readonly ResourceKind Secret = new("", "v1", "Secret", "secrets", true);
    public static readonly ResourceKind Service = new("", "v1", "Service", "services", true, "svc");
    public static readonly ResourceKind ServiceAccount = new("", "v1", "ServiceAccount", "serviceaccounts", true, "sa");
    public static readonly ResourceKind Deployment = new("apps", "v1", "Deployment", "deployments", true, "deploy");
    public static readonly ResourceKind ReplicaSet = new("apps", "v1", "ReplicaSet", "replicasets", true, "rs");
    public static readonly ResourceKind DaemonSet = new("apps", "v1", "DaemonSet", "daemonsets", true, "ds");
    public static readonly ResourceKind Budget = new("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true, "pdb");
    public static readonly ResourceKind Lease = new("coordination.k8s.io", "v1", "Lease", "leases", true);

    /// <summary>All kinds. Those without a controller here are kept as they are written.</summary>
    public static IReadOnlyList<ResourceKind> All { get; } =
    [
        Node, Namespace, Pod, ConfigMap, Secret, Service, ServiceAccount,
        new("", "v1", "Endpoints", "endpoints", true, "ep"),
        new("", "v1", "Event", "events", true, "ev"),
        new("", "v1", "PersistentVolume", "persistentvolumes", false, "pv"),
        new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true, "pvc"),
        new("", "v1", "ReplicationController", "replicationcontrollers", true, "rc"),
        new("", "v1", "LimitRange", "limitranges", true, "limits"),
        new("", "v1", "ResourceQuota", "resourcequotas", true, "quota"),
        Deployment, ReplicaSet, DaemonSet,
        new("apps", "v1", "StatefulSet", "statefulsets", true, "sts"),
        new("batch", "v1", "Job", "jobs", true),
        new("batch", "v1", "CronJob", "cronjobs", true, "cj"),
        Budget, Lease,
        new("rbac.authorization.k8s.io", "v1", "Role", "roles", true),
        new("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", true),
        new("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false),
        new("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false),
        new("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", true, "netpol"),
        new("networking.k8s.io", "v1", "Ingress", "ingresses", true, "ing"),
        new("storage.k8s.io", "v1", "StorageClass", "storageclasses", false, "sc"),
        new("storage.k8s.io", "v1", "CSIDriver", "csidrivers", false),
        new("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", false, "pc"),
        new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false, "crd", "crds"),
    ];

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>As error messages name it: pods, deployments.apps.</summary>
    public string Qualified => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>As kubectl names an object it changed: pod/x, deployment.apps/x.</summary>
    public string Singular => Group.Length == 0 ? Kind.ToLowerInvariant() : $"{Kind.ToLowerInvariant()}.{Group}";

    public static ResourceKind? Find(string apiVersion, string kind) => All.FirstOrDefault(one => one.Kind == kind && one.ApiVersion == apiVersion);

    public static ResourceKind? FindByPlural(string group, string version, string plural) =>
        All.FirstOrDefault(one => one.Group == group && one.Version == version && one.Plural == plural);

    /// <summary>By what a kubectl user types: pods, pod, po, deployments.apps.</summary>
    public static ResourceKind? FindByWord(string word) => All.FirstOrDefault(one =>
        word.Equals(one.Plural, StringComparison.OrdinalIgnoreCase) || word.Equals(one.Kind, StringComparison.OrdinalIgnoreCase)
        || word.Equals(one.Qualified, StringComparison.OrdinalIgnoreCase) || word.Equals(one.Singular, StringComparison.OrdinalIgnoreCase)
        || one.ShortNames.Contains(word, StringComparer.OrdinalIgnoreCase));

    // Arrays compare by reference in a record; the name says all.
    public bool Equals(ResourceKind? other) => other is not null && Group == other.Group && Kind == other.Kind;
    public override int GetHashCode() => HashCode.Combine(Group, Kind);
    public override string ToString() => Qualified;
}
