using System.Collections;

namespace CsePowerShell.Cmdlets;

/// <summary>
/// The default connection of a runspace, kept in two global variables so that both of PowerCLI's habits work: <c>$DefaultCseServer</c> is the one
/// that cmdlets
/// take, <c>$DefaultCseServers</c> lists those that were made default. Called on the pipeline thread.
/// </summary>
internal static class DefaultServers
{
    public const string One = "DefaultCseServer";
    public const string All = "DefaultCseServers";

    public static void Choose(ICmdletHost host, CseServer server)
    {
        host.SetGlobalVariable(One, server);
        host.SetGlobalVariable(All, Others(host, server.Id).Prepend(server).ToArray());
    }

    /// <summary>Takes a connection out; the one that was chosen before it becomes the default.</summary>
    public static void Forget(ICmdletHost host, CseServer server)
    {
        CseServer[] left = [.. Others(host, server.Id)];
        if (host.GetGlobalVariable(All) is not null)
        {
            host.SetGlobalVariable(All, left);
        }

        if (host.GetGlobalVariable(One) is CseServer chosen && chosen.Id == server.Id)
        {
            host.SetGlobalVariable(One, left.FirstOrDefault());
        }
    }

    private static IEnumerable<CseServer> Others(ICmdletHost host, string id) => host.GetGlobalVariable(All) switch
    {
        IEnumerable listed => listed.OfType<CseServer>().Where(known => known.Id != id && known.IsConnected),
        CseServer one when one.Id != id && one.IsConnected => [one],
        _ => [],
    };
}
