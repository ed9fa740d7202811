namespace CsePowerShell.Extension.Configuration;

/// <summary>How a configuration names a secret that lies elsewhere.</summary>
public sealed class SecretReference
{
    internal const string EnvironmentKind = "env";
    internal const string FileKind = "file";
    internal const string DpapiKind = "dpapi";
    internal const string VaultKind = "secret";
    internal const string VaultName = "vault";

    /// <summary>What a configuration may have for a secret, for messages.</summary>
    internal const string Forms = "{env: NAME}, {file: PATH}, {dpapi: TEXT} or {secret: NAME, vault: VAULT}";

    private SecretReference(string kind, string place, string? vault = null)
    {
        Kind = kind;
        Place = place;
        Vault = vault;
    }

    /// <summary>The key of the mapping: env, file, dpapi or secret.</summary>
    internal string Kind { get; }

    /// <summary>Its value.</summary>
    internal string Place { get; }

    internal string? Vault { get; }

    /// <summary>A variable of the host's environment.</summary>
    /// <param name="name">Its name.</param>
    public static SecretReference Environment(string name) => new(EnvironmentKind, name);

    /// <summary>A file that holds nothing else.</summary>
    /// <param name="path">Its path.</param>
    public static SecretReference File(string path) => new(FileKind, path);

    /// <summary>A secret encrypted for one account on one Windows machine.</summary>
    /// <param name="secret">The secret itself.</param>
    /// <exception cref="ConfigurationException">This is not Windows.</exception>
    public static SecretReference Dpapi(string secret) => new(DpapiKind, DpapiText.OfThisUser.Protect(secret));

    /// <summary>A secret of PowerShell's SecretManagement.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="vault">The vault; null for whichever has it.</param>
    public static SecretReference OfVault(string name, string? vault) => new(VaultKind, name, vault);
}
