using System.Collections;
using System.Management.Automation;
using CsePowerShell.Binding;

namespace CsePowerShell.Connections;

/// <summary>
/// A session that PowerCLI has open, read from its object by the names of the properties, so that no assembly of PowerCLI's is needed, or even there.
/// </summary>
/// <param name="Server">The server, as <c>host</c> or <c>host:port</c>.</param>
/// <param name="Token">The session's token; a secret.</param>
internal sealed record PowerCliSession(string Server, string Token)
{
    /// <summary>Where Connect-CIServer keeps what it has connected.</summary>
    public const string Variable = "DefaultCIServers";

    public static PowerCliSession Read(PSObject server) => Read(PropertyReader.Of(server));

    /// <summary>Those of PowerCLI's variable that are open, in its order; none where there is no PowerCLI.</summary>
    public static IReadOnlyList<PowerCliSession> FindOpen(object? variable)
    {
        IEnumerable<object> listed = variable switch
        {
            null => [],
            string => [],
            IEnumerable many => many.OfType<object>(),
            { } one => [one],
        };
        return [.. listed.Select(server => PropertyReader.Of(PSObject.AsPSObject(server))).Where(server => server.Text("IsConnected") is null or "True").Select(Read)];
    }

    /// <inheritdoc/>
    public override string ToString() => Server;

    internal static PowerCliSession Read(PropertyReader server)
    {
        string name = server.Text("ServiceUri") is { } address && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            ? uri.IsDefaultPort ? uri.Host : uri.Authority
            : server.Text("Name") is { } host ? (server.Text("Port") is { } port && port != "443" ? $"{host}:{port}" : host)
            : throw new ArgumentException("The object is no connection of PowerCLI: it has neither ServiceUri nor Name. Pipe in what Connect-CIServer returned.");

        // SessionSecret is the JWT of newer releases; older ones have the token of the old header as SessionId.
        return new PowerCliSession(name, server.Text("SessionSecret", "SessionId")
            ?? throw new ArgumentException($"The connection of PowerCLI to '{name}' has no session. Connect it again with Connect-CIServer."));
    }
}
