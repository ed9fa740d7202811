using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>
/// Makes a template for clusters of an OVA: verifies it, uploads it into a catalog, waits until vCD has made a template of it, and records what is in it. Run
/// again after any failure, on any machine, it goes on where vCD says that it stopped, or changes nothing.
/// </summary>
public sealed class TemplateImport : IDisposable
{
    private readonly VCloudClient _client;
    private readonly TemplateImportRequest _request;
    private readonly EngineOptions _options;
    private readonly OvfPackage _package;
    private readonly CatalogLook _look;
    private string? _fingerprint;
    private bool _isHandedOver;

    private TemplateImport(VCloudClient client, TemplateImportRequest request, EngineOptions options, OvfPackage package)
    {
        _client = client;
        _request = request;
        _options = options;
        _package = package;
        _look = new CatalogLook(client, request);
    }

    /// <summary>Name that the template gets.</summary>
    public string Name => _request.EffectiveName;

    /// <summary>Revision that it gets.</summary>
    public int Revision => _request.EffectiveRevision;

    /// <summary>Whether anything tells if the package is damaged: its manifest, or a checksum of the caller.</summary>
    public bool IsVerified => _package.HasManifest || _request.Sha256 is not null;

    private string KubernetesVersion => KubernetesVersionNumber.Normalize(_request.KubernetesVersion ?? _package.Descriptor.KubernetesVersion)!;

    private string Description => _request.Description ?? $"Kubernetes {KubernetesVersion}" + (_request.Cni is null ? "" : $", {$"{_request.Cni} {_request.CniVersion}".TrimEnd()}");

    private IReadOnlyList<MetadataEntry> Metadata
    {
        get
        {
            List<MetadataEntry> entries =
            [
                new(MetadataKeys.TemplateName, MetadataValue.Of(Name)),
                new(MetadataKeys.TemplateRevision, MetadataValue.Of(Revision)),
                new(MetadataKeys.KubernetesVersion, MetadataValue.Of(KubernetesVersion)),
            ];
            if (_request.Cni is { Length: > 0 } cni)
                entries.Add(new(MetadataKeys.Cni, MetadataValue.Of(cni)));
            if (_request.CniVersion is { Length: > 0 } version)
                entries.Add(new(MetadataKeys.CniVersion, MetadataValue.Of(version)));
            return entries;
        }
    }

    /// <summary>Opens the package and checks what no server is needed for.</summary>
    /// <param name="client">The connection; it stays the caller's.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="options">Clock and log. Null: the defaults.</param>
    /// <returns>The import, not begun. Disposing it closes the package, unless an operation was begun: then that closes it at its end.</returns>
    /// <exception cref="ClusterException">VALIDATION_FAILED: the request, or the package.</exception>
    public static TemplateImport Open(VCloudClient client, TemplateImportRequest request, EngineOptions? options = null)
    {
        if (client is null)
            throw new ArgumentNullException(nameof(client));
        if (request is null)
            throw new ArgumentNullException(nameof(request));
        request.Validate();
        OvfPackage package;
        try
        {
            package = OvfPackage.Open(request.Path);
        }
        catch (Exception error) when (error is OvfPackageException or IOException or UnauthorizedAccessException)
        {
            throw error switch
            {
                OvfPackageException => ClusterErrors.From(error),
                FileNotFoundException or DirectoryNotFoundException => new ClusterException(ErrorCodes.NotFound, $"There is no file \"{request.Path}\".", "Check -Path.", error),
                _ => new ClusterException(ErrorCodes.ValidationFailed, $"\"{request.Path}\" cannot be read: {error.Message}", "Give -Path an .ova or .ovf file that you may read.", error),
            };
        }

        if (request.KubernetesVersion is null && KubernetesVersionNumber.TryParse(package.Descriptor.KubernetesVersion) is null)
        {
            package.Dispose();
            string told = package.Descriptor.KubernetesVersion is { } text ? $"says \"{text}\", which is no version such as v1.31.4" : "does not tell";
            throw new SpecValidationException([new ErrorDetail { Name = "KubernetesVersion", Message = $"Give the version of Kubernetes in \"{package.FileName}\"; its descriptor {told}." }]);
        }

        return new TemplateImport(client, request, options ?? new EngineOptions(), package);
    }

    /// <summary>Verifies the package, asks vCD, and says what would be done. Empty: the template is there as wanted.</summary>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="ClusterException">VALIDATION_FAILED, NOT_FOUND, FORBIDDEN, TEMPLATE_EXISTS.</exception>
    public Task<ClusterPlan> PlanAsync(CancellationToken ct) => TellAsync(async () =>
    {
        Catalog? catalog = await _look.FindAsync(ct).ConfigureAwait(false);
        string fingerprint = await VerifyAsync(null, ct).ConfigureAwait(false);
        CatalogFinding found = Allowed(await _look.CompareAsync(catalog, fingerprint, Metadata, ct).ConfigureAwait(false));
        return TemplatePlanText.Of(_request, _package, KubernetesVersion, _client.Session.Org, catalog, found);
    });

    /// <summary>Begins the import, or takes it up again. It goes on in the background; the package stays open until it has ended.</summary>
    /// <param name="ct">Ends the start.</param>
    /// <returns>The operation. Its result has the <see cref="OperationResult.Template"/>.</returns>
    /// <exception cref="ClusterException">NOT_FOUND or FORBIDDEN: what can be seen before the package is read.</exception>
    public Task<ClusterOperation> StartAsync(CancellationToken ct) => TellAsync(async () =>
    {
        Catalog? catalog = await _look.FindAsync(ct).ConfigureAwait(false);
        var runner = new OperationRunner(_client, _options);
        ClusterOperation operation = runner.New(OperationKind.Import, null, "", Name, _client.Session.Org, "", ResumeHints.Import(_request));
        _isHandedOver = true;
        runner.Launch(operation, _request.Timeout ?? Timeout.InfiniteTimeSpan, async scope =>
        {
            using (_package)
                return await RunAsync(scope, catalog).ConfigureAwait(false);
        });
        return operation;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isHandedOver)
            _package.Dispose();
    }

    private async Task<OperationResult> RunAsync(OperationScope scope, Catalog? catalog)
    {
        ClusterOperation operation = scope.Operation;
        var progress = new ImportProgress(operation, scope.Clock);
        operation.Enter(Phases.Verifying, ImportProgress.Verifying, $"Verifying {_package.FileName} ({ByteText.Of(_package.BytesToVerify)}).");
        string fingerprint = await WaitAsync(scope, Phases.Verifying, ct => VerifyAsync(read => progress.Verified(read, _package.BytesToVerify), ct)).ConfigureAwait(false);
        catalog = await CatalogAsync(scope, catalog).ConfigureAwait(false);
        CatalogFinding found = Allowed(await WaitAsync(scope, "Looking into the catalog", ct => _look.CompareAsync(catalog, fingerprint, Metadata, ct)).ConfigureAwait(false));
        if (found.Place == CatalogPlace.Same && !_request.Force)
        {
            operation.Tell("The template is there, made from this package and recorded as asked for.");
            return new OperationResult { Changed = false, Template = await ReadAsync(scope, found.Template!).ConfigureAwait(false) };
        }

        VAppTemplate template = found.Place == CatalogPlace.Unrecorded && !_request.Force ? found.Template!
            : await UploadAsync(scope, catalog, found, fingerprint, progress).ConfigureAwait(false);
        operation.Enter(Phases.Finishing, 97, "Recording what is in it.");
        await scope.TaskAsync(Phases.Finishing, scope.Limits.Metadata, ct => _client.Metadata.MergeAsync(template, Metadata, ct)).ConfigureAwait(false);
        Template recorded = await ReadAsync(scope, template).ConfigureAwait(false);
        if (KubernetesVersionNumber.TryParse(recorded.KubernetesVersion) is not { IsSupported: true })
            operation.Warn($"New clusters cannot be made from it: they need Kubernetes {KubernetesVersionNumber.OldestSupported} or later, and it has {recorded.KubernetesVersion}.");
        return new OperationResult { Changed = true, Template = recorded };
    }

    private async Task<VAppTemplate> UploadAsync(OperationScope scope, Catalog catalog, CatalogFinding found, string fingerprint, ImportProgress progress)
    {
        ClusterOperation operation = scope.Operation;
        operation.Enter(Phases.Uploading, ImportProgress.Uploading, found.Place == CatalogPlace.Unfinished
            ? $"Going on with the upload of {_package.FileName}: {TemplatePlanText.Left(_package, found.Template!)} of {ByteText.Of(_package.Bytes)} are left."
            : $"Uploading {_package.FileName} ({ByteText.Of(_package.Bytes)}) into catalog \"{catalog.Name}\".");
        EntityReference? item = found.Place == CatalogPlace.Unfinished ? found.Item : null;
        if (item is null && found.Item is { } old)
        {
            operation.Tell($"Removing {found.What}.");
            await StepAsync(scope, "Removing what is there", async ct =>
            {
                await _client.Catalogs.RemoveItemAsync(old, ct).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }

        try
        {
            EntityReference template = found.Template!;
            if (item is null)
            {
                CatalogItem made = await StepAsync(scope, "Making the catalog item", ct => _client.Catalogs.BeginUploadAsync(catalog, _request.ItemName, CatalogLook.Mark(Description, fingerprint), ct)).ConfigureAwait(false);
                (item, template) = (made, made.Entity);
            }

            var options = new UploadOptions
            {
                OnProgress = progress.Uploaded,
                OnTrouble = operation.Tell,
                OnImporting = task =>
                {
                    if (operation.Phase != Phases.Importing)
                        operation.Enter(Phases.Importing, ImportProgress.Importing, "All files are there; vCloud Director makes the template of them.");
                    progress.Imported(task);
                },
            };
            return await WaitAsync(scope, Phases.Uploading, ct => _client.Catalogs.UploadAsync(template, _package, options, ct)).ConfigureAwait(false);
        }
        catch (Exception error) when (item is not null && error is not OutOfMemoryException)
        {
            await LeaveAsync(scope, item, error).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// After a failure: takes the half item out of the catalog, unless the user wants to keep it, or vCD cannot be reached: then it is what the next try goes on with.
    /// </summary>
    private async Task LeaveAsync(OperationScope scope, EntityReference item, Exception error)
    {
        ClusterException? failure = scope.FailureOf(error);
        if (_request.NoRollback || failure is { Code: ErrorCodes.VcdUnavailable or ErrorCodes.Unauthenticated })
        {
            scope.Operation.Tell("What was uploaded stays in vCloud Director for as long as a transfer may rest there (an hour, by default). The same command goes on with it.");
            return;
        }

        scope.Operation.Enter(Phases.RollingBack, 0, $"Removing the unfinished item \"{_request.ItemName}\" from the catalog.");
        using OperationScope cleaning = scope.ForCleaningUp();
        try
        {
            await StepAsync(cleaning, Phases.RollingBack, async ct =>
            {
                await _client.Catalogs.RemoveItemAsync(item, ct).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
        catch (Exception left) when (left is not OutOfMemoryException)
        {
            scope.Operation.Warn($"The unfinished item \"{_request.ItemName}\" could not be removed from the catalog: {left.Message}");
        }
    }

    private async Task<Catalog> CatalogAsync(OperationScope scope, Catalog? found)
    {
        Catalog catalog = found ?? await StepAsync(scope, "Making the catalog", ct =>
        {
            scope.Operation.Tell($"Making the catalog \"{_request.Catalog}\".");
            return _client.Catalogs.CreateAsync(_request.Catalog, "Templates for Kubernetes clusters", ct);
        }).ConfigureAwait(false);
        if (_request.IsToPublish(catalog))
        {
            await StepAsync(scope, "Publishing the catalog", async ct =>
            {
                await _client.Catalogs.PublishAsync(catalog, ct).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
        else if (_request.PublishCatalog && !catalog.IsPublished)
        {
            scope.Operation.Warn($"The catalog \"{_request.Catalog}\" is not published: it was there before, and other organizations would read all that is in it. Publish it in vCloud Director if they may.");
        }

        return catalog;
    }

    // A plan that was shown has read it already; it need not be read again unless it was written meanwhile.
    private async Task<string> VerifyAsync(Action<long>? onRead, CancellationToken ct)
    {
        _package.EnsureUnchanged();
        return _fingerprint ??= await _package.VerifyAsync(_request.Sha256, onRead, ct).ConfigureAwait(false);
    }

    private CatalogFinding Allowed(CatalogFinding found) => found.Place != CatalogPlace.Taken || _request.Force ? found
        : throw new ClusterException(ErrorCodes.TemplateExists, $"The catalog \"{_request.Catalog}\" has \"{found.Item?.Name ?? _request.ItemName}\" already: {found.What}.", "Give another -Name or -Revision, or replace it with -Force.");

    private Task<Template> ReadAsync(OperationScope scope, VAppTemplate made) => WaitAsync(scope, "Reading the template", async ct =>
    {
        IReadOnlyList<Template> all = await new TemplateFinder(_client, _options).ListAsync(new TemplateQuery { Catalog = _request.Catalog, Revision = Revision }, ct).ConfigureAwait(false);
        return all.FirstOrDefault(template => VCloudUrn.Same(template.Href, made.Href))
            ?? throw new ClusterException(ErrorCodes.TemplateNotFound, $"The template \"{Name}\" was made, but vCloud Director does not list it.", "Look for it with Get-CseTemplate a little later.");
    });

    // Neither has a limit of its own: reading and sending take as long as the package is large, and each request has its own.
    private static Task<T> WaitAsync<T>(OperationScope scope, string step, Func<CancellationToken, Task<T>> body) => scope.WaitAsync(step, Timeout.InfiniteTimeSpan, body);

    private static Task<T> StepAsync<T>(OperationScope scope, string step, Func<CancellationToken, Task<T>> body) => scope.StepAsync(step, null, scope.Limits.Delete, body);

    private static async Task<T> TellAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception error) when (error is VCloudException or OvfPackageException)
        {
            throw ClusterErrors.From(error);
        }
    }
}
