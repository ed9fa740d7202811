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

    internal CseContext Copy() => (CseContext)MemberwiseClone();
}
