using CsePowerShell.Cmdlets;
using CsePowerShell.VCloud;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Connections;

/// <summary>The log of a connection: what matters (a repeat, a renewed session) is verbose, each request is debug; bodies are never shown.</summary>
internal static class ConnectionLog
{
    public static CallbackLogger Create() => new(IsWanted, Write);

    private static bool IsWanted(LogLevel level) => level >= LogLevel.Information || (level == LogLevel.Debug && PipelineLog.WantsDebug);

    private static void Write(LogLevel level, string line)
    {
        if (level == LogLevel.Debug)
        {
            PipelineLog.Debug(line);
        }
        else
        {
            PipelineLog.Verbose(line);
        }
    }
}
