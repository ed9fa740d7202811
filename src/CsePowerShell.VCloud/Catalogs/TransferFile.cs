using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>A file that vCD's transfer service waits for.</summary>
public sealed class TransferFile
{
    /// <summary>vCD's name for the descriptor, whatever it is called here (vCloud API Programming Guide 5.5, page 63).</summary>
    internal const string Descriptor = "descriptor.ovf";

    private TransferFile(string name, long? size, long bytesTransferred, string? uploadHref)
    {
        Name = name;
        Size = size;
        BytesTransferred = bytesTransferred;
        UploadHref = uploadHref;
    }

    /// <summary>Its name, as the OVF descriptor has it.</summary>
    public string Name { get; }

    /// <summary>Its size in bytes; null where vCD does not know it yet.</summary>
    public long? Size { get; }

    /// <summary>How many of its bytes have come: where an upload that was cut off goes on.</summary>
    public long BytesTransferred { get; }

    /// <summary>Where its bytes go; null when vCD takes none.</summary>
    internal string? UploadHref { get; }

    internal static TransferFile Read(XElement file) => new(
        file.Attr("name") ?? "", XmlReading.Number(file.Attr("size")) is { } size and >= 0 ? size : null,
        XmlReading.Number(file.Attr("bytesTransferred")) ?? 0, file.Links().Find("upload:default")?.Href);
}
