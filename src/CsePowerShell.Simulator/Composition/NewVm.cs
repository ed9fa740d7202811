using System.Net;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Composition;

/// <summary>A VM that a request asks for, after everything it names was found.</summary>
internal sealed record NewVm(IVmSource Source, string Name, string? Description, Hardware Hardware, StorageProfile StorageProfile,
    GuestCustomization Customization, bool NeedsCustomization,
    IReadOnlyList<CardPlan> Cards, MetadataStore? Metadata);

/// <summary>A network card that is asked for. POOL takes an address of the network, MANUAL brings its own.</summary>
internal sealed record CardPlan(int Index, string Network, string Mode, bool IsConnected, string? Mac, string AdapterType, IPAddress? Address);
