using System.Management.Automation;
using System.Security;

namespace CsePowerShell.Binding;

/// <summary>Microsoft.PowerShell.SecretManagement, by the names of its commands alone: no dependency, and whatever vault the user has registered.</summary>
internal static class SecretManagement
{
    public const string Missing = "is not on this machine. Install the module Microsoft.PowerShell.SecretManagement";

    /// <summary>Runs Get-Secret.</summary>
    /// <returns>The secret; or null, and why it cannot be had.</returns>
    public static (object? Secret, string? Problem) Get(PowerShell powershell, string name, string? vault)
    {
        powershell.AddCommand("Get-Secret").AddParameter("Name", name).AddParameter("ErrorAction", "Stop");
        if (vault is not null)
        {
            powershell.AddParameter("Vault", vault);
        }

        try
        {
            return (powershell.Invoke().FirstOrDefault()?.BaseObject, null);
        }
        catch (CommandNotFoundException)
        {
            return (null, $"Get-Secret {Missing}.");
        }
        catch (RuntimeException failure)
        {
            return (null, $"The secret '{name}' cannot be had: {failure.Message}");
        }
    }

    /// <summary>Runs Set-Secret. Unless it may replace, one of the same name is an error: another configuration may name it.</summary>
    /// <returns>Null; or why it was not kept.</returns>
    public static string? Set(PowerShell powershell, string name, SecureString secret, string? vault, bool mayReplace)
    {
        powershell.AddCommand("Set-Secret").AddParameter("Name", name).AddParameter("Secret", secret).AddParameter("NoClobber", !mayReplace).AddParameter("ErrorAction", "Stop");
        if (vault is not null)
        {
            powershell.AddParameter("Vault", vault);
        }

        try
        {
            powershell.Invoke();
            return null;
        }
        catch (CommandNotFoundException)
        {
            return $"Set-Secret {Missing}.";
        }
        catch (RuntimeException failure)
        {
            return $"The secret '{name}' cannot be kept: {failure.Message}{(mayReplace ? "" : " If it is there already, give the file of -SaveConfiguration another name, or replace it with -Force.")}";
        }
    }
}
