using System.Globalization;

namespace CsePowerShell.Clusters;

/// <summary>The command that continues an operation, as a person would type it.</summary>
internal static class ResumeHints
{
    public static string For(OperationKind kind, string cluster, string vdc, StoredSpec? spec) => kind switch
    {
        OperationKind.Create => spec is null
            ? $"New-CseCluster -Name {Quote(cluster)} -Vdc {Quote(vdc)} (with the same values as before)"
            : Create(cluster, vdc, spec),
        OperationKind.Resize => spec?.WorkerPools.Count() == 1
            ? $"Set-CseClusterSize {Quote(cluster)} -WorkerCount {Number(spec.WorkerPools.First().Count)}"
            : $"Set-CseClusterSize {Quote(cluster)} (with the same values as before)",
        _ => $"Remove-CseCluster {Quote(cluster)}",
    };

    public static string Import(TemplateImportRequest request) =>
        $"Import-CseTemplate -Path {Quote(request.Path)} -Catalog {Quote(request.Catalog)}"
        + (request.Name is null ? "" : $" -Name {Quote(request.Name)}") + (request.Revision is { } revision ? $" -Revision {Number(revision)}" : "")
        + (request.KubernetesVersion is null ? "" : $" -KubernetesVersion {Quote(request.KubernetesVersion)}") + (request.Cni is null ? "" : $" -Cni {Quote(request.Cni)}")
        + (request.CniVersion is null ? "" : $" -CniVersion {Quote(request.CniVersion)}") + (request.Sha256 is null ? "" : $" -Sha256 {request.Sha256}")
        + (request.Description is null ? "" : $" -Description {Quote(request.Description)}") + (request.CreateCatalog ? " -CreateCatalog" : "")
        + (request.PublishCatalog ? " -Publish" : "") + (request.Force ? " -Force" : "") + (request.NoRollback ? " -NoRollback" : "");

    public static string Resize(string cluster, string pool, int count, bool onlyPool) =>
        $"Set-CseClusterSize {Quote(cluster)}{(onlyPool ? "" : " -NodePool " + Quote(pool))} -WorkerCount {Number(count)}";

    // The values that identify the create; what is left out is taken from the cluster's record.
    private static string Create(string cluster, string vdc, StoredSpec spec) =>
        $"New-CseCluster -Name {Quote(cluster)} -Vdc {Quote(vdc)} -Network {Quote(spec.Network)} -Template {Quote(spec.Template)}"
        + (spec.WorkerPools.Count() == 1 ? $" -WorkerCount {Number(spec.WorkerPools.First().Count)}" : " (with the same pools as before)");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '.' or '_') ? text : "'" + text.Replace("'", "''") + "'";
}
