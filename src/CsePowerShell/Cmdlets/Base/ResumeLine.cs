using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>The command that takes up again what Ctrl+C has ended, as the user can copy it: on a line of its own, and with the server where it is not the default.</summary>
internal static class ResumeLine
{
    public static string Of(string words, string command, string through) => words + Environment.NewLine + "    " + ResumeCommand.With(command, through);

    /// <summary>The -Server that a command needs here besides; empty where the default is meant. Asks the pipeline thread.</summary>
    public static async Task<string> ThroughAsync(PipelinePump pump, ICmdletHost host, IReadOnlyCollection<string> servers)
    {
        object? chosen = await pump.AskAsync(() => host.GetGlobalVariable(DefaultServers.One));
        string? standard = (chosen as CseServer)?.Id;
        return servers.All(server => string.Equals(server, standard, StringComparison.OrdinalIgnoreCase))
            ? ""
            : " -Server " + string.Join(",", servers.Distinct(StringComparer.OrdinalIgnoreCase).Select(server => $"'{server.Replace("'", "''")}'"));
    }
}
