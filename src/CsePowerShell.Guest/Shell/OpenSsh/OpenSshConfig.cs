using System.Globalization;
using System.Text;

namespace CsePowerShell.Guest;

/// <summary>Writes the one configuration file ssh reads for us: the user's and the system's are left out, and nothing is asked on a terminal.</summary>
internal static class OpenSshConfig
{
    public const string Node = "cse-node";
    public const string Jump = "cse-jump";

    /// <summary>Which of the two hosts a file is for, and what is known of their keys.</summary>
    /// <param name="Target"><see cref="Node"/> or <see cref="Jump"/>; the node is reached through the jump host, if there is one.</param>
    /// <param name="KnownHosts">The known_hosts file.</param>
    /// <param name="IsProbe">Take whatever key the target shows and stop before logging in.</param>
    /// <param name="TargetKeyType">The type of the target's known key; null: any.</param>
    internal sealed record Purpose(string Target, string KnownHosts, bool IsProbe, string? TargetKeyType);

    public static string Write(GuestEndpoint endpoint, GuestCredential credential, GuestShellOptions options, Purpose purpose)
    {
        StringBuilder text = new();
        if (endpoint.JumpHost is { } jump)
        {
            bool probed = purpose.Target == Jump && purpose.IsProbe;
            Host(text, Jump, jump.Address, jump.Port, jump.UserName, jump.Key ?? credential.Key, isPassword: false, probed, purpose.Target == Jump ? purpose.TargetKeyType : null);
        }

        if (purpose.Target == Node)
        {
            Host(text, Node, endpoint.Address, endpoint.Port, endpoint.UserName, credential.Key, credential.IsPassword, purpose.IsProbe, purpose.TargetKeyType);
            if (endpoint.JumpHost is not null)
                Set(text, "ProxyJump", Jump); // ssh starts itself again with this same file for it, so the jump host gets its own key, known host and rules.
        }

        text.Append("Host *\n");
        Set(text, "ConnectTimeout", Seconds(options.ConnectTimeout));
        Set(text, "ConnectionAttempts", "1");
        Set(text, "ServerAliveInterval", Seconds(options.KeepAlive));
        Set(text, "ServerAliveCountMax", "3");
        Set(text, "TCPKeepAlive", "yes");
        Set(text, "UserKnownHostsFile", Quote(purpose.KnownHosts));
        Set(text, "GlobalKnownHostsFile", Quote(purpose.KnownHosts));
        Set(text, "HashKnownHosts", "no");
        Set(text, "CheckHostIP", "no");
        Set(text, "UpdateHostKeys", "no");
        Set(text, "VerifyHostKeyDNS", "no");
        Set(text, "StrictHostKeyChecking", "yes");
        Set(text, "IdentitiesOnly", "yes");
        Set(text, "IdentityAgent", "none");
        Set(text, "AddKeysToAgent", "no");
        Set(text, "ForwardAgent", "no");
        Set(text, "ForwardX11", "no");
        Set(text, "GSSAPIAuthentication", "no");
        Set(text, "HostbasedAuthentication", "no");
        Set(text, "PermitLocalCommand", "no");
        Set(text, "RequestTTY", "no");
        Set(text, "EscapeChar", "none");
        Set(text, "LogLevel", "ERROR");
        return text.ToString();
    }

    private static void Host(
        StringBuilder text, string alias, string address, int port, string user, ManagementKey? key, bool isPassword, bool isProbe, string? keyType)
    {
        text.Append("Host ").Append(alias).Append('\n');
        Set(text, "HostName", address.Replace("%", "%%"));
        Set(text, "Port", port.ToString(CultureInfo.InvariantCulture));
        Set(text, "User", Quote(user));
        Set(text, "HostKeyAlias", alias);
        Set(text, "HostKeyAlgorithms", string.Join(",", keyType is null ? HostKeyTypes.Algorithms : HostKeyTypes.AlgorithmsOf(keyType)));
        if (isProbe)
        {
            Set(text, "StrictHostKeyChecking", "accept-new");
            Set(text, "PreferredAuthentications", "none");
        }

        if (isPassword && !isProbe)
        {
            Set(text, "PubkeyAuthentication", "no");
            Set(text, "PreferredAuthentications", "password,keyboard-interactive");
            Set(text, "NumberOfPasswordPrompts", "1");
            return;
        }

        Set(text, "BatchMode", "yes");
        Set(text, "PasswordAuthentication", "no");
        Set(text, "KbdInteractiveAuthentication", "no");
        if (!isProbe)
            Set(text, "PreferredAuthentications", "publickey");
        if (key is not null)
            Set(text, "IdentityFile", Quote(key.Path.Replace("%", "%%")));
    }

    private static void Set(StringBuilder text, string name, string value) => text.Append("  ").Append(name).Append(' ').Append(value).Append('\n');

    private static string Quote(string value) =>
        value.IndexOf('"') < 0 && !value.Any(char.IsControl) && value.IndexOf("${", StringComparison.Ordinal) < 0
            ? $"\"{(PrivateFiles.IsWindows ? value.Replace('\\', '/') : value)}\""
            : throw new ArgumentException($"ssh cannot use the path '{value}': rename it without quotes, line feeds and '${{'.");

    private static string Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
