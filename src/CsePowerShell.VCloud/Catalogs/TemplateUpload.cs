using System.Globalization;

namespace CsePowerShell.VCloud;

/// <summary>How a package is uploaded.</summary>
public sealed class UploadOptions
{
    /// <summary>Bytes per request; 16 MB. What is lost when a connection breaks is at most this.</summary>
    public long ChunkBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Told after every piece that went out; called often, and on several threads one after the other. May be null.</summary>
    public Action<UploadProgress>? OnProgress { get; set; }

    /// <summary>Told what does not go as planned and is tried again, a sentence each; may be null.</summary>
    public Action<string>? OnTrouble { get; set; }

    /// <summary>Told each time vCD's own task was read while it makes the template of the files; may be null.</summary>
    public Action<VCloudTask>? OnImporting { get; set; }
}

/// <summary>How far an upload is.</summary>
/// <param name="File">The file that is being sent.</param>
/// <param name="FileSent">Bytes of it that were sent.</param>
/// <param name="Sent">Bytes of all files that were sent, those of earlier tries included.</param>
/// <param name="Total">Bytes of all files.</param>
public sealed record UploadProgress(PackageFile File, long FileSent, long Sent, long Total);

/// <summary>
/// Sends a package to vCD's transfer service: first the descriptor, then, when vCD has read it and lists its files, those in pieces. How much has come is what
/// vCD says, never what was sent: so it goes on after a broken connection, and after the death of the process that began it.
/// </summary>
internal sealed class TemplateUpload(ApiChannel channel, CatalogService catalogs, EntityReference template, OvfPackage package, UploadOptions options)
{
    /// <summary>Tries in a row that may move nothing.</summary>
    private const int MaxFailures = 6;

    private static readonly TimeSpan[] s_pauses =
    [
        TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5),
    ];

    private long _sentBefore;

    public async Task<VAppTemplate> RunAsync(CancellationToken cancellationToken)
    {
        VAppTemplate now = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (IsMade(now))
            return now;
        if (!now.IsDescriptorUploaded && now.Files.FirstOrDefault(file => file.Name == TransferFile.Descriptor) is { UploadHref: { } href, BytesTransferred: 0 })
            await SendDescriptorAsync(href, cancellationToken).ConfigureAwait(false);
        now = await PollAsync(template => IsMade(template) || template.IsDescriptorUploaded && package.Files.All(file => Target(template, file) is not null), cancellationToken).ConfigureAwait(false);
        foreach (PackageFile file in package.Files)
        {
            if (!IsMade(now))
                await SendAsync(now, file, cancellationToken).ConfigureAwait(false);
            _sentBefore += file.Size;
        }

        // Once more after the last piece, which is the only one of a small package.
        package.EnsureUnchanged();

        return await ImportedAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SendDescriptorAsync(string href, CancellationToken cancellationToken)
    {
        var body = new StreamedBody(() => new MemoryStream(package.DescriptorText, writable: false), package.DescriptorText.Length, null);
        await RetryAsync(async () => await channel.TransferAsync(href, body, "text/xml", null, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(VAppTemplate listed, PackageFile file, CancellationToken cancellationToken)
    {
        TransferFile target = Target(listed, file)!;
        if (target.Size is { } size && size != file.Size)
            throw new OvfPackageException($"vCloud Director waits for {Number(size)} bytes of \"{file.Name}\", the package has {Number(file.Size)}.", "Remove the unfinished item from the catalog and run the command again.");
        string href = target.UploadHref ?? throw new VCloudLinkMissingException(listed.Name, "upload:default", null);
        long sent = target.BytesTransferred, settled = sent;
        await RetryAsync(async () =>
        {
            while (sent < file.Size)
            {
                package.EnsureUnchanged();
                long first = sent, length = Math.Min(options.ChunkBytes, file.Size - sent), going = sent;
                var body = new StreamedBody(
                    () =>
                    {
                        // Also when a request has to be sent again, with a fresh session.
                        going = first;
                        return file.Open(first, length);
                    }, length, count => Tell(file, going += count));
                string range = $"bytes {Number(first)}-{Number(first + length - 1)}/{Number(file.Size)}";
                await channel.TransferAsync(href, body, "application/octet-stream", range, cancellationToken).ConfigureAwait(false);
                sent += length;
                Tell(file, sent);
            }
        }, cancellationToken, async () =>
        {
            VAppTemplate now = await ReadAsync(cancellationToken).ConfigureAwait(false);
            // Where vCD lists no files any more, it has all of them.
            long known = Target(now, file) is { } again ? again.BytesTransferred : file.Size;
            bool moved = known > settled;
            sent = settled = known;
            return moved;
        }).ConfigureAwait(false);
    }

    /// <summary>Does something again while it fails for reasons that pass.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="look">Finds out where things stand before the next try, and whether anything moved.</param>
    private async Task RetryAsync(Func<Task> work, CancellationToken cancellationToken, Func<Task<bool>>? look = null)
    {
        for (int failures = 0; ;)
        {
            try
            {
                await work().ConfigureAwait(false);
                return;
            }
            catch (VCloudException trouble) when (Passes(trouble) && ++failures < MaxFailures)
            {
                options.OnTrouble?.Invoke($"{trouble.Summary} The upload goes on from what vCloud Director has.");
                await channel.Clock.Delay(s_pauses[Math.Min(failures - 1, s_pauses.Length - 1)], cancellationToken).ConfigureAwait(false);
                if (look is not null && await look().ConfigureAwait(false))
                    failures = 0;
            }
        }
    }

    // 416 too: vCD answers it where a piece came too early, or an earlier one has not been written yet.
    private static bool Passes(VCloudException trouble) =>
        trouble is VCloudConnectionException { Kind: VCloudConnectionFailure.Broken or VCloudConnectionFailure.Timeout or VCloudConnectionFailure.Refused }
        || trouble.HttpStatus is 408 or 409 or 416 or 429 or 500 or 502 or 503 or 504;

    private async Task<VAppTemplate> ImportedAsync(CancellationToken cancellationToken)
    {
        VAppTemplate now = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!IsMade(now) && now.RunningTask is { } task)
        {
            var wait = new TaskWaitOptions
            {
                OnProgress = read =>
                {
                    options.OnImporting?.Invoke(read);
                    return Task.CompletedTask;
                },
            };
            await new TaskService(channel).WaitAsync(task, wait, cancellationToken).ConfigureAwait(false);
        }

        return await PollAsync(IsMade, cancellationToken).ConfigureAwait(false);
    }

    private async Task<VAppTemplate> PollAsync(Func<VAppTemplate, bool> isReached, CancellationToken cancellationToken)
    {
        for (int round = 0; ; round++)
        {
            VAppTemplate now = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (isReached(now))
                return now;
            await channel.Clock.Delay(s_pauses[Math.Min(round, s_pauses.Length - 1)], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<VAppTemplate> ReadAsync(CancellationToken cancellationToken)
    {
        VAppTemplate now = await catalogs.GetTemplateAsync(template, cancellationToken).ConfigureAwait(false);
        if (now.Tasks.FirstOrDefault(task => task.IsFinished && task.Status != VCloudTaskStatus.Success) is { } failed && !IsMade(now))
            throw TaskFailure.From(failed);
        return now.Status is VCloudStatus.FailedCreation or VCloudStatus.TransferTimeout or VCloudStatus.Rejected
            ? throw new VCloudResponseException($"vCloud Director gave up the upload of \"{now.Name}\" (status {Number((int)now.Status)}).", "Run the same command again.")
            : now;
    }

    private static TransferFile? Target(VAppTemplate template, PackageFile file) => template.Files.FirstOrDefault(target => target.Name == file.Name);

    private static bool IsMade(VAppTemplate template) => template.Status is VCloudStatus.PoweredOff or VCloudStatus.Resolved;

    private void Tell(PackageFile file, long sent) => options.OnProgress?.Invoke(new UploadProgress(file, sent, _sentBefore + sent, package.Bytes));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
