using CsePowerShell.Extension.Configuration;

namespace CsePowerShell.Service;

/// <summary>The commands of the host program.</summary>
internal static class CommandLine
{
    private const string Usage = """
        CsePowerShell.Service: Kubernetes clusters for the tenants of a vCloud Director.

          run          --config FILE [--allow-plaintext-secret]   Serves until SIGTERM or Ctrl+C. What was begun is continued by another host, or at the next start.
          check        --config FILE [--allow-plaintext-secret]   Looks whether everything the service needs is there. Exit code 1 when something is not.
          version                                                 Prints the version.
          install-unit --config FILE [--user NAME] [--output FILE] Writes a systemd unit; without --output to the standard output.

        Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            Arguments arguments = Arguments.Parse(args);
            return arguments.Command switch
            {
                "run" => await ServiceHost.RunAsync(Load(arguments)),
                "check" => await SelfCheck.RunAsync(Load(arguments), Console.Out),
                "version" => Print(ServiceHost.Version),
                "install-unit" => SystemdUnit.Install(arguments),
                _ => throw new UsageException(arguments.Command.Length == 0 ? "Name a command." : $"\"{arguments.Command}\" is no command."),
            };
        }
        catch (UsageException error)
        {
            await Console.Error.WriteLineAsync(error.Message + Environment.NewLine + Environment.NewLine + Usage);
            return 2;
        }
        catch (ConfigurationException error)
        {
            await Console.Error.WriteLineAsync("The configuration cannot be used:" + Environment.NewLine + string.Join(Environment.NewLine, error.Faults.Select(fault => "  " + fault)));
            return 2;
        }
    }

    private static ServiceConfiguration Load(Arguments arguments) => ServiceConfiguration.Load(arguments.Required("--config"), arguments.Has("--allow-plaintext-secret"));

    private static int Print(string text)
    {
        Console.WriteLine(text);
        return 0;
    }
}
