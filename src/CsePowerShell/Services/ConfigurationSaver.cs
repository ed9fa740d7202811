using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using CsePowerShell.Binding;
using CsePowerShell.Errors;
using CsePowerShell.Extension.Configuration;
using CsePowerShell.Guest;

namespace CsePowerShell.Services;

/// <summary>
/// Writes the configuration of hosts, and puts its passwords where the configuration then says: none is ever written beside its name in clear text. Passwords go
/// first, so that there is no configuration that names what is not there.
/// </summary>
/// <param name="path">The configuration.</param>
/// <param name="store">Where passwords go.</param>
/// <param name="vault">Vault of SecretManagement; null for the default one.</param>
/// <param name="keepSecret">Keeps a secret in a vault: its name, itself; says why it could not.</param>
internal sealed class ConfigurationSaver(string path, CseCredentialStore store, string? vault, Func<string, SecureString, Task<string?>> keepSecret)
{
    private static readonly bool s_isWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    private CseCredentialStore Store => store != CseCredentialStore.Auto ? store
        : vault is not null ? CseCredentialStore.SecretManagement
        : s_isWindows ? CseCredentialStore.Dpapi
        : CseCredentialStore.File;

    /// <summary>Where the passwords will be, for people.</summary>
    public string Where => Store switch
    {
        CseCredentialStore.Dpapi => "encrypted for you on this machine",
        CseCredentialStore.SecretManagement => $"in {(vault is null ? "the default vault" : $"the vault '{vault}'")} of SecretManagement",
        CseCredentialStore.Environment => $"in the variables {Variable("vcd")} and {Variable("amqp")} of the host's environment",
        _ => "in files beside it that only you can read",
    };

    /// <summary>What somebody still has to do; null when nothing.</summary>
    public string? ToDo => Store == CseCredentialStore.Environment ? $"Set {Variable("vcd")} and {Variable("amqp")} where the host is started: nothing holds the passwords now." : null;

    public async Task SaveAsync(ConfigurationDraft draft, SecureString vcloud, SecureString broker, bool mayReplace)
    {
        if (File.Exists(path) && !mayReplace)
        {
            throw new FileExistsException(path);
        }

        if (vault is not null && Store != CseCredentialStore.SecretManagement)
        {
            throw new ArgumentException("-SecretVault is for passwords in SecretManagement. Leave -CredentialStore out, or give SecretManagement.");
        }

        draft.VCloudPassword = await KeepAsync("vcd", vcloud).ConfigureAwait(false);
        draft.BrokerPassword = await KeepAsync("amqp", broker).ConfigureAwait(false);
        string text = draft.ToYaml();
        // What was written must be what a host reads.
        _ = ServiceConfiguration.Parse(text, allowPlaintextSecrets: false);
        Replace(path, temporary => File.WriteAllText(temporary, text, new UTF8Encoding(false)));
    }

    private static string Variable(string section) => $"CSE_{section.ToUpperInvariant()}_PASSWORD";

    private async Task<SecretReference> KeepAsync(string section, SecureString secret)
    {
        switch (Store)
        {
            case CseCredentialStore.Environment:
                return SecretReference.Environment(Variable(section));
            case CseCredentialStore.Dpapi:
                return SecretReference.Dpapi(SecureText.Of(secret));
            case CseCredentialStore.SecretManagement:
                string name = $"{Path.GetFileNameWithoutExtension(path)}-{section}-password";
                return await keepSecret(name, secret).ConfigureAwait(false) is { } problem ? throw new ArgumentException(problem) : SecretReference.OfVault(name, vault);
            default:
                string file = $"{path}.{section}-password";
                Replace(file, temporary => PrivateFiles.Write(temporary, SecureText.Of(secret)));
                // Windows gives a file that takes the place of another the access list of that one.
                PrivateFiles.TakeFromOthers(file);
                return SecretReference.File(file);
        }
    }

    // A host that runs may read it in the same moment: it sees the old one or the new one.
    private static void Replace(string target, Action<string> write)
    {
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            write(temporary);
            if (File.Exists(target))
            {
                File.Replace(temporary, target, null);
            }
            else
            {
                File.Move(temporary, target);
            }
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
