using System.Text;
using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>What to change in a vApp, all in one task.</summary>
public sealed class RecomposeVApp
{
    // Room for the root, its sections and whatever a later version of a builder adds.
    private const int ElementsPerPart = XmlText.MaxRequestElements - 96;
    private const int BytesPerPart = HttpDoor.MaxRequestBytes * 3 / 4;

    /// <summary>VMs to add. They are cloned side by side.</summary>
    public IReadOnlyList<VmToAdd> Add { get; set; } = [];

    /// <summary>VMs to give other hardware.</summary>
    public IReadOnlyList<VmHardware> Reconfigure { get; set; } = [];

    /// <summary>VMs to remove. They have to be undeployed.</summary>
    public IReadOnlyList<EntityReference> Delete { get; set; } = [];

    /// <summary>True powers on what was added; false leaves it off.</summary>
    public bool PowerOn { get; set; }

    /// <summary>
    /// Cuts the change into requests that vCD takes: at most 4096 elements and 512 KB each, which is some 150 VMs to add or 60 to reconfigure.
    /// Each part is a task of its own, and the vApp is busy until it ends: one after the other.
    /// </summary>
    /// <returns>The parts in order: removals, then additions, then other hardware. One part where all of it fits.</returns>
    /// <exception cref="ArgumentException">There is nothing to change, or a VM cannot be changed like that.</exception>
    public IReadOnlyList<RecomposeVApp> Split()
    {
        if (Fits(ComposeDocument.Recompose(this)))
            return [this];
        return
        [
            .. Parts(Delete, items => new RecomposeVApp { Delete = items }),
            .. Parts(Add, items => new RecomposeVApp { Add = items, PowerOn = PowerOn }),
            .. Parts(Reconfigure, items => new RecomposeVApp { Reconfigure = items }),
        ];
    }

    private static IEnumerable<RecomposeVApp> Parts<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, RecomposeVApp> make)
    {
        var part = new List<T>();
        int elements = 0, bytes = 0;
        foreach (T item in items)
        {
            (int itemElements, int itemBytes) = Size(ComposeDocument.Recompose(make([item])));
            if (part.Count > 0 && (elements + itemElements > ElementsPerPart || bytes + itemBytes > BytesPerPart))
            {
                yield return make(part);
                part = [];
                elements = bytes = 0;
            }

            part.Add(item);
            elements += itemElements;
            bytes += itemBytes;
        }

        if (part.Count > 0)
            yield return make(part);
    }

    private static bool Fits(XElement document)
    {
        (int elements, int bytes) = Size(document);
        return elements <= ElementsPerPart && bytes <= BytesPerPart;
    }

    private static (int Elements, int Bytes) Size(XElement document) =>
        (document.DescendantsAndSelf().Count(), Encoding.UTF8.GetByteCount(document.ToString(SaveOptions.DisableFormatting)));
}
