namespace CsePowerShell.Guest;

/// <summary>A node refused the login.</summary>
public sealed class GuestAuthenticationException : GuestException
{
    internal GuestAuthenticationException(GuestEndpoint endpoint, GuestCredential credential, string detail, bool atJumpHost = false, Exception? inner = null)
        : base(endpoint.NodeName, Describe(endpoint, credential, detail, atJumpHost), inner)
    {
        IsAtJumpHost = atJumpHost;
        UserName = atJumpHost ? endpoint.JumpHost!.UserName : endpoint.UserName;
        KeyFingerprint = KeyOf(endpoint, credential, atJumpHost)?.Fingerprint;
    }

    /// <summary>The account.</summary>
    public string UserName { get; }

    /// <summary>The fingerprint of the key that was offered; null when it was a password.</summary>
    public string? KeyFingerprint { get; }

    /// <summary>True when it is the jump host that refused.</summary>
    public bool IsAtJumpHost { get; }

    private static ManagementKey? KeyOf(GuestEndpoint endpoint, GuestCredential credential, bool atJumpHost) =>
        atJumpHost ? endpoint.JumpHost!.Key ?? credential.Key : credential.Key;

    private static string Describe(GuestEndpoint endpoint, GuestCredential credential, string detail, bool atJumpHost)
    {
        string who = atJumpHost ? $"The jump host {endpoint.JumpHost}" : $"Node '{endpoint.NodeName}' at {endpoint.Address}:{endpoint.Port}";
        string account = atJumpHost ? endpoint.JumpHost!.UserName : endpoint.UserName;
        string with = KeyOf(endpoint, credential, atJumpHost) is { } key ? $"the key {key.Fingerprint} ({key.Path})" : "the password";
        string next = credential.IsPassword && !atJumpHost
            ? "Check the VM's administrator password."
            : "Use the management key this cluster was made with (-SshKeyPath).";
        return $"{who} refused the login of '{account}' with {with}{(detail.Length > 0 ? $" ({detail})" : "")}. {next}";
    }
}
