using System.Management.Automation;

namespace CsePowerShell.Binding;

/// <summary>Names a connection: by a <see cref="CseServer"/>, by its id, or by host name; wildcards work.</summary>
public sealed class CseServerIdentity
{
    /// <summary>Takes an id (<c>host/org/user</c>) or a host name, wildcards allowed.</summary>
    /// <param name="server">The text.</param>
    public CseServerIdentity(string server)
    {
        Text = string.IsNullOrWhiteSpace(server) ? throw new ArgumentException("A server name must not be empty.", nameof(server)) : server.Trim();
    }

    /// <summary>Takes a connection as Connect-CseServer returned it.</summary>
    /// <param name="server">The connection.</param>
    public CseServerIdentity(CseServer server)
        : this((server ?? throw new ArgumentNullException(nameof(server))).Id)
    {
        IsId = true;
    }

    /// <summary>Takes a copy of a connection that went through a job or remoting.</summary>
    /// <param name="server">The copy; its Id is used, else its Name.</param>
    public CseServerIdentity(PSObject server)
        : this(server.BaseObject as string ?? PropertyReader.Of(server).Text("Id", "Name")
            ?? throw new ArgumentException("The object names no server: it has neither Id nor Name.", nameof(server)))
    {
        IsId = server.Properties["Id"] is not null;
    }

    /// <summary>What was given.</summary>
    internal string Text { get; }

    /// <summary>Whether it names one connection exactly.</summary>
    internal bool IsId { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
