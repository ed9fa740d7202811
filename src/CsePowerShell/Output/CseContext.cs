namespace CsePowerShell;

/// <summary>What cmdlets that make clusters take on a connection where they are not told. It lives as long as the connection and is stored nowhere.</summary>
public sealed class CseContext
{
    /// <summary>Organization; null: none.</summary>
    public string? Org { get; set; }

    /// <summary>Organization VDC; null: none.</summary>
    public string? Vdc { get; set; }

    /// <summary>Network; null: none.</summary>
    public string? Network { get; set; }

    /// <summary>Storage profile; null: none.</summary>
    public string? StorageProfile { get; set; }

    /// <summary>Template; null: none.</summary>
    public string? Template { get; set; }

    /// <summary>Number of workers; null: the cmdlet's own default.</summary>
    public int? NodePoolSize { get; set; }

    /// <summary>The connection: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Org}/{Vdc}";

    /// <summary>Puts the defaults where nothing was given. The organization goes with the VDC: another VDC may be another organization's.</summary>
    internal void Fill(CseClusterSpec spec)
    {
        bool isOwnVdc = string.IsNullOrWhiteSpace(spec.Vdc) || string.Equals(spec.Vdc, Vdc, StringComparison.OrdinalIgnoreCase);
        if (isOwnVdc)
        {
            (spec.Vdc, spec.Org) = (Given(spec.Vdc, Vdc) ?? "", Given(spec.Org, Org));
            (spec.Network, spec.StorageProfile) = (Given(spec.Network, Network) ?? "", Given(spec.StorageProfile, StorageProfile));
        }

        spec.Template = Given(spec.Template, Template) ?? "";
        spec.WorkerCount ??= spec.NodePool is null ? NodePoolSize : null;
    }

    private static string? Given(string? value, string? otherwise) => string.IsNullOrWhiteSpace(value) ? otherwise : value;

    internal CseContext Copy() => (CseContext)MemberwiseClone();
}
