namespace CsePowerShell.Guest;

/// <summary>Where a node's SSH server is.</summary>
/// <param name="nodeName">The node's name, for messages.</param>
/// <param name="vmId">The VM's id, under which its host key is pinned.</param>
/// <param name="address">IP address or host name.</param>
public sealed class GuestEndpoint(string nodeName, string vmId, string address)
{
    private string _userName = "root";

    /// <summary>The node's name, for messages.</summary>
    public string NodeName { get; } = SshNames.Text(nodeName, nameof(nodeName));

    /// <summary>The VM's id, under which its host key is pinned.</summary>
    public string VmId { get; } = SshNames.Text(vmId, nameof(vmId));

    /// <summary>IP address or host name.</summary>
    public string Address { get; } = SshNames.Host(address, nameof(address));

    /// <summary>TCP port, 1 to 65535; 22 unless set.</summary>
    public int Port { get; init; } = 22;

    /// <summary>The account to log in to; <c>root</c> unless set.</summary>
    public string UserName
    {
        get => _userName;
        init => _userName = SshNames.User(value, nameof(UserName));
    }

    /// <summary>The host to go through, or null when the address can be reached directly.</summary>
    public JumpHost? JumpHost { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{NodeName} ({Address}:{Port})";
}

/// <summary>A host that nodes are reached through. It is logged in to with a key, never with a password.</summary>
/// <param name="address">IP address or host name.</param>
/// <param name="userName">The account on the jump host.</param>
public sealed class JumpHost(string address, string userName)
{
    /// <summary>IP address or host name.</summary>
    public string Address { get; } = SshNames.Host(address, nameof(address));

    /// <summary>The account on the jump host.</summary>
    public string UserName { get; } = SshNames.User(userName, nameof(userName));

    /// <summary>TCP port, 1 to 65535; 22 unless set.</summary>
    public int Port { get; init; } = 22;

    /// <summary>The key for the jump host; null: the key of the node.</summary>
    public ManagementKey? Key { get; init; }

    /// <summary>The name its host key is pinned under.</summary>
    public string PinId => $"jump:{Address}:{Port}";

    /// <summary>Reads <c>[user@]host[:port]</c>, with IPv6 addresses in square brackets.</summary>
    /// <param name="text">What a person typed.</param>
    /// <param name="defaultUser">The account when the text names none.</param>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static JumpHost Parse(string text, string defaultUser)
    {
        string rest = (text ?? throw new ArgumentNullException(nameof(text))).Trim();
        int at = rest.LastIndexOf('@');
        string user = at < 0 ? defaultUser : rest.Substring(0, at);
        rest = rest.Substring(at + 1);
        string host = rest, port = "22";
        int bracket = rest.IndexOf(']');
        int colon = rest.LastIndexOf(':');
        if (rest.StartsWith("[", StringComparison.Ordinal) && bracket > 0)
        {
            host = rest.Substring(1, bracket - 1);
            if (rest.Length > bracket + 1) port = rest[bracket + 1] == ':' ? rest.Substring(bracket + 2) : "?";
        }
        else if (colon >= 0 && rest.IndexOf(':') == colon)
        {
            host = rest.Substring(0, colon);
            port = rest.Substring(colon + 1);
        }

        try
        {
            if (int.TryParse(port, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) && number is > 0 and < 65536)
                return new JumpHost(host, user) { Port = number };
        }
        catch (ArgumentException)
        {
        }

        throw new FormatException($"'{text}' is not a jump host. Write it as user@host or user@host:port.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{UserName}@{Address}:{Port}";
}
