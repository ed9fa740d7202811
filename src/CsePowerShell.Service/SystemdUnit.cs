namespace CsePowerShell.Service;

/// <summary>Writes a systemd unit that restarts the service and keeps it from what it does not need.</summary>
internal static class SystemdUnit
{
    public static int Install(Arguments arguments)
    {
        string config = Path.GetFullPath(arguments.Required("--config"));
        string unit = Text(Program(Environment.ProcessPath, Environment.GetCommandLineArgs()[0]), config, arguments.Value("--user") ?? "cse");
        if (arguments.Value("--output") is not { } output)
        {
            Console.Write(unit);
            return 0;
        }

        try
        {
            File.WriteAllText(output, unit);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{output} cannot be written: {error.Message}");
            return 1;
        }

        Console.WriteLine($"Wrote {output}. Now: systemctl daemon-reload && systemctl enable --now {Path.GetFileNameWithoutExtension(output)}");
        return 0;
    }

    /// <summary>
    /// The words that start this program: its own path, or <c>dotnet</c> with the path of the assembly where that is how it was started. Then the process is
    /// the runtime's, and its path alone would start nothing.
    /// </summary>
    /// <param name="process">Path of the running process; null when the system does not tell.</param>
    /// <param name="assembly">First word of the command line: the assembly, or the process again.</param>
    public static IReadOnlyList<string> Program(string? process, string assembly)
    {
        if (process is null)
            return ["dotnet", Path.GetFullPath(assembly)];
        bool isRuntime = string.Equals(Path.GetFileNameWithoutExtension(process), "dotnet", StringComparison.OrdinalIgnoreCase);
        return isRuntime ? [process, Path.GetFullPath(assembly)] : [process];
    }

    public static string Text(IReadOnlyList<string> program, string config, string user) => $"""
        [Unit]
        Description=CsePowerShell API extension for vCloud Director
        Wants=network-online.target
        After=network-online.target

        [Service]
        User={user}
        ExecStart={string.Join(" ", program.Select(Quote))} run --config {Quote(config)}
        # Secrets that the configuration takes from the environment, one NAME=value per line, readable for root alone.
        EnvironmentFile=-{Path.ChangeExtension(config, ".env").Replace("%", "%%")}
        # A host that was asked to stop, by the API or by Stop-CseService, stays down.
        Restart=on-failure
        RestartSec=5
        TimeoutStopSec=30
        StateDirectory=cse
        Environment=HOME=/var/lib/cse
        NoNewPrivileges=yes
        ProtectSystem=strict
        ProtectHome=yes
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectKernelTunables=yes
        ProtectKernelModules=yes
        ProtectControlGroups=yes
        RestrictSUIDSGID=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
        CapabilityBoundingSet=
        UMask=0077

        [Install]
        WantedBy=multi-user.target

        """;

    // systemd's own quoting: a percent sign begins a specifier.
    private static string Quote(string text) => "\"" + text.Replace("%", "%%").Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
