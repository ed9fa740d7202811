namespace CsePowerShell.Extension.Configuration;

/// <summary>Gives secrets of PowerShell's SecretManagement. Only a process with PowerShell in it has one.</summary>
public interface ISecretVault
{
    /// <summary>Reads a secret as it is now. Called from any thread, at each use.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="vault">The vault; null for whichever has it.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="ConfigurationException">It cannot be had; the message says why and never holds it.</exception>
    string Read(string name, string? vault);
}

/// <summary>Where the secrets of a configuration may come from.</summary>
/// <param name="AllowPlaintext">Take those that it holds in clear text.</param>
/// <param name="Vault">SecretManagement; null where there is no PowerShell.</param>
internal sealed record SecretSources(bool AllowPlaintext, ISecretVault? Vault);
