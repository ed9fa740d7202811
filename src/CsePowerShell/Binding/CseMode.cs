namespace CsePowerShell;

/// <summary>Who does the work on clusters.</summary>
public enum CseMode
{
    /// <summary>The API extension where it is enabled, else this process.</summary>
    Auto,

    /// <summary>This PowerShell process, with its own way into the nodes.</summary>
    Direct,

    /// <summary>The API extension of the vCloud Director; its tasks outlive this process.</summary>
    Service,
}
