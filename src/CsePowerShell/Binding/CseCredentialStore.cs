namespace CsePowerShell.Binding;

/// <summary>Where Start-CseService -SaveConfiguration puts passwords.</summary>
public enum CseCredentialStore
{
    /// <summary>Dpapi on Windows, File elsewhere; SecretManagement where -SecretVault is given.</summary>
    Auto,

    /// <summary>Files beside the configuration that only you can read.</summary>
    File,

    /// <summary>The configuration itself, encrypted by Windows: only you on this machine can read them.</summary>
    Dpapi,

    /// <summary>A vault of SecretManagement, for hosts that Start-CseService starts.</summary>
    SecretManagement,

    /// <summary>Nowhere: whoever starts the host sets the variables CSE_VCD_PASSWORD and CSE_AMQP_PASSWORD.</summary>
    Environment,
}
