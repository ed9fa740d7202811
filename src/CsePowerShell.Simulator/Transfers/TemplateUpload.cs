using System.Xml.Linq;

namespace CsePowerShell.Simulator.Transfers;

/// <summary>
/// The transfer session behind a template that is being uploaded: first it takes the OVF descriptor, then the files that the descriptor refers to.
/// All members belong to the world's gate.
/// </summary>
internal sealed class TemplateUpload(DateTimeOffset now) : IDisposable
{
    /// <summary>vCD gives the descriptor this name, whatever it is called at the client (PG 5.5 p.61).</summary>
    public const string DescriptorName = "descriptor.ovf";

    private readonly TaskCompletionSource _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _filled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid Id { get; } = Guid.NewGuid();
    public List<TransferFile> Files { get; } = [];
    public XElement? Descriptor { get; private set; }
    public long DescriptorBytes { get; private set; }

    /// <summary>Whether the descriptor was not only taken, but understood: from then on its files are listed.</summary>
    public bool IsDescribed { get; private set; }

    public DateTimeOffset LastActivity { get; set; } = now;

    /// <summary>Ends when the descriptor has come.</summary>
    public Task DescriptorCame => _described.Task;

    /// <summary>Ends when the last byte of the last file has come.</summary>
    public Task FilesCame => _filled.Task;

    public void Describe(XElement descriptor, long bytes)
    {
        (Descriptor, DescriptorBytes) = (descriptor, bytes);
        _described.TrySetResult();
    }

    public void Expect(IEnumerable<TransferFile> files)
    {
        Files.AddRange(files);
        IsDescribed = true;
        Look();
    }

    /// <summary>Whether all is there now.</summary>
    public void Look()
    {
        if (IsDescribed && Files.TrueForAll(file => file.IsComplete)) _filled.TrySetResult();
    }

    public void Dispose()
    {
        foreach (TransferFile file in Files) file.Dispose();
    }
}
