using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>What an import would do, in sentences.</summary>
internal static class TemplatePlanText
{
    public static ClusterPlan Of(TemplateImportRequest request, OvfPackage package, string kubernetes, string org, Catalog? catalog, CatalogFinding found)
    {
        ClusterPlan plan = new() { Kind = OperationKind.Import, ClusterName = request.EffectiveName, Org = org };
        if (found.Place == CatalogPlace.Same && !request.Force)
            return plan;
        if (catalog is null)
            Add(plan, Phases.Uploading, $"Make the catalog \"{request.Catalog}\" in organization \"{org}\"{(request.PublishCatalog ? " and publish it to all organizations" : "")}.");
        else if (request.IsToPublish(catalog))
            Add(plan, Phases.Uploading, $"Publish the catalog \"{request.Catalog}\" to all organizations.");
        bool isRecordedOnly = found.Place == CatalogPlace.Unrecorded && !request.Force;
        bool isReplaced = !isRecordedOnly && found.Place is CatalogPlace.Taken or CatalogPlace.Same or CatalogPlace.Unrecorded;
        if (isReplaced && !isRecordedOnly)
            Add(plan, Phases.Uploading, $"Remove \"{found.Item!.Name}\", {found.What}. Clusters made from it stay; new nodes of them need a template of its name and revision.");
        if (found.Place == CatalogPlace.Wreck)
            Add(plan, Phases.Uploading, $"Remove \"{found.Item!.Name}\", {found.What}.");
        if (!isRecordedOnly)
        {
            Add(plan, Phases.Uploading, found.Place == CatalogPlace.Unfinished
                ? $"Go on with the upload of {package.FileName}: {Left(package, found.Template!)} of {ByteText.Of(package.Bytes)} are left."
                : $"Upload {package.FileName}: {package.Files.Count} {(package.Files.Count == 1 ? "file" : "files")}, {ByteText.Of(package.Bytes)}.");
            Add(plan, Phases.Importing, $"Let vCloud Director make the template \"{request.ItemName}\" of it, with {package.Descriptor.VmCount} {(package.Descriptor.VmCount == 1 ? "VM" : "VMs")}.");
            plan.StorageMB = Math.Max(package.Descriptor.DiskBytes, package.Bytes) >> 20;
            plan.OnFailure = (request.NoRollback ? "What was uploaded stays, and the same command goes on with it." : "The unfinished item is removed from the catalog.")
                + (isReplaced ? " What was there before is gone then; another -Revision leaves it in place." : "");
        }

        Add(plan, Phases.Finishing, $"Record it as template \"{request.EffectiveName}\" revision {request.EffectiveRevision} with Kubernetes {kubernetes}{(request.Cni is null ? "" : $" and {request.Cni}")}.");
        return plan;
    }

    public static string Left(OvfPackage package, VAppTemplate template) =>
        ByteText.Of(package.Files.Sum(file => file.Size - (template.Files.FirstOrDefault(target => target.Name == file.Name)?.BytesTransferred ?? 0)));

    private static void Add(ClusterPlan plan, string phase, string text) => plan.Steps.Add(new PlanStep { Number = plan.Steps.Count + 1, Phase = phase, Text = text });
}
