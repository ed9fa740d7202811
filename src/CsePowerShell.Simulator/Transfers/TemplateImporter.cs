using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Transfers;

/// <summary>
/// Makes a template of what is uploaded. One task lives as long as the upload: it waits for the descriptor and for the files and then imports them.
/// Cancelled, it takes the catalog item with it; failed, it leaves a template with status -1 that tells why.
/// </summary>
internal sealed class TemplateImporter(World world, TaskEngine engine, Func<bool> getsGuest)
{
    /// <summary>How long a transfer may rest (PG 5.5 p.65: 60 minutes unless the administrator changed it).</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(60);

    /// <summary>Adds an item to the catalog whose template waits for its descriptor.</summary>
    public CatalogItem Begin(User user, Catalog catalog, Vdc vdc, string name, string? description)
    {
        TemplateUpload upload = new(engine.Now);
        VAppTemplate template = world.Add(new VAppTemplate(Guid.NewGuid(), name, vdc, user)
        {
            Created = engine.Now, Description = description ?? "", Status = VCloudStatus.Unresolved, Upload = upload,
        });
        CatalogItem item = world.Add(new CatalogItem(Guid.NewGuid(), name, catalog, template) { Created = engine.Now, Description = description ?? "" });
        template.Item = item;
        vdc.Templates.Add(template);
        catalog.Items.Add(item);
        engine.Start(new TaskOrder(user, Operation.UploadTemplate, template, null, []), run => ImportAsync(run, template, upload), undo: () => Undo(template, upload));
        return item;
    }

    /// <summary>Takes an item and its template out of the catalog.</summary>
    public void Remove(CatalogItem item)
    {
        VAppTemplate template = item.Template;
        item.Catalog.Items.Remove(item);
        template.Vdc.Templates.Remove(template);
        foreach (TemplateVm vm in template.Vms) world.Forget(vm);
        world.Forget(template);
        world.Forget(item);
        template.Upload?.Dispose();
        template.Upload = null;
    }

    private async Task ImportAsync(TaskRun run, VAppTemplate template, TemplateUpload upload)
    {
        OvfDescriptor descriptor;
        try
        {
            await WaitAsync(run, upload, upload.DescriptorCame);
            await run.PassAsync(engine.Latency.Metadata, until: 10);
            descriptor = OvfDescriptor.Read(upload.Descriptor!);
            run.Commit(() => upload.Expect(descriptor.Files.Select(file => new TransferFile(file.Name, file.Size))));
            await WaitAsync(run, upload, upload.FilesCame);
            await run.PassAsync(engine.Latency.CloneVm);
            run.Commit(() => Finish(template, upload, descriptor));
        }
        catch (FormatException wrong)
        {
            run.Commit(() => template.Status = VCloudStatus.FailedCreation);
            throw new TaskFailedException(new TaskError(400, "BAD_REQUEST", $"The OVF descriptor is not valid: {wrong.Message}"));
        }
        catch (TaskFailedException)
        {
            run.Commit(() => template.Status = VCloudStatus.FailedCreation);
            throw;
        }
    }

    private async Task WaitAsync(TaskRun run, TemplateUpload upload, Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            TimeSpan left = TimeSpan.Zero;
            run.Commit(() => left = upload.LastActivity + IdleLimit - engine.Now);
            if (left <= TimeSpan.Zero)
                throw new TaskFailedException(new TaskError(500, "INTERNAL_SERVER_ERROR", "The transfer session timed out: nothing was uploaded for 60 minutes."));
            await Task.WhenAny(awaited, Task.Delay(left, engine.Clock, run.Stop));
            run.Stop.ThrowIfCancellationRequested();
        }
    }

    private void Finish(VAppTemplate template, TemplateUpload upload, OvfDescriptor descriptor)
    {
        foreach (DescribedVm vm in descriptor.Vms)
        {
            // kubeadm wants a "v"; image-builder's property may come without.
            string? kubernetes = vm.KubernetesVersion is { Length: > 0 } version ? "v" + version.TrimStart('v').Split('+')[0] : null;
            template.Vms.Add(world.Add(new TemplateVm(Guid.NewGuid(), vm.Name, template)
            {
                Hardware = vm.Hardware,
                StorageProfile = template.Vdc.DefaultProfile,
                Image = new VmImage(template.Name, vm.GuestOs, kubernetes, kubernetes is null ? null : "flannel", AllowsRootPassword: false) { GetsGuest = getsGuest },
                Customization = new GuestCustomization { Enabled = true, ComputerName = Composition.CompositionReader.HostNameOf(vm.Name) },
                NetworkName = vm.Network ?? "none",
            }));
        }
        template.UploadedFiles = [.. upload.Files.Select(file => (file.Name, file.BytesTransferred, file.Sha256!))];
        template.Status = VCloudStatus.PoweredOff;
        template.Upload = null;
        upload.Dispose();
    }

    private void Undo(VAppTemplate template, TemplateUpload upload)
    {
        if (template.Status == VCloudStatus.Unresolved) Remove(template.Item);
        else template.Upload = null;
        upload.Dispose();
    }
}
