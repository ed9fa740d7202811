using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using CsePowerShell.Binding;
using CsePowerShell.Extension.Configuration;

namespace CsePowerShell.Services;

/// <summary>
/// SecretManagement for hosts that run in this process. A host asks from threads of its own, long after its cmdlet has returned, so it has a runspace of its own,
/// opened at the first question.
/// </summary>
internal sealed class PowerShellVault : ISecretVault
{
    private static readonly object s_gate = new();
    private static Runspace? s_runspace;

    public static PowerShellVault OfProcess { get; } = new();

    /// <inheritdoc/>
    public string Read(string name, string? vault)
    {
        object? secret;
        string? problem;
        // One question at a time: a runspace takes no more.
        lock (s_gate)
        {
            using PowerShell powershell = PowerShell.Create();
            powershell.Runspace = OpenRunspace();
            (secret, problem) = SecretManagement.Get(powershell, name, vault);
        }

        return secret switch
        {
            SecureString text => SecureText.Of(text),
            PSCredential credential => SecureText.Of(credential.Password),
            string text => text,
            _ => throw new ConfigurationException([problem ?? $"The secret '{name}' of SecretManagement is neither a text nor a credential."]),
        };
    }

    private static Runspace OpenRunspace()
    {
        if (s_runspace is not { RunspaceStateInfo.State: RunspaceState.Opened } open)
        {
            s_runspace = open = RunspaceFactory.CreateRunspace();
            open.Open();
        }

        return open;
    }
}
