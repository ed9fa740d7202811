namespace CsePowerShell.Service;

/// <summary>Writes a systemd unit that restarts the service and keeps it from what it does not need.</summary>
internal static class SystemdUnit
{
    public static int Install(Arguments arguments)
    {
        string config = Path.GetFullPath(arguments.Required("--config"));
        string unit = Text(Environment.ProcessPath ?? "CsePowerShell.Service", config, arguments.Value("--user") ?? "cse");
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

    public static string Text(string program, string config, string user) => $"""
        [Unit]
        Description=CsePowerShell API extension for vCloud Director
        Wants=network-online.target
        After=network-online.target

        [Service]
        User={user}
        ExecStart={Quote(program)} run --config {Quote(config)}
        Restart=always
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
