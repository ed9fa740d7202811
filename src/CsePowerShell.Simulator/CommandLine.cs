using System.Globalization;

namespace CsePowerShell.Simulator;

/// <summary>The program's command line.</summary>
internal sealed class CommandLine
{
    public const string Help = """
        A vCloud Director to develop, rehearse and test against. Nothing of it is real but the API and, on Linux as root, the nodes.

          dotnet run --project src/CsePowerShell.Simulator -- [options]

          --listen ADDRESS      address to listen on (127.0.0.1; 0.0.0.0 for all)
          --port PORT           port of the API (a free one)
          --password TEXT       password of every user (Passw0rd!)
          --latency WHAT        fast, or realistic (clone 30 s, boot and customization 45 s, kubeadm init 60 s, join 20 s); may be followed by
                                milliseconds added to every answer: --latency realistic,200  or just  --latency 200
          --scale C[,V[,W]]     also seed C clusters in V VDCs (C/3) with W workers each (2)
          --faults TEXT         what goes wrong: faults separated by semicolons, or @FILE with one a line
          --trace DIR           keep every body that crosses the wire, passwords included
          --guests on|off|paper real SSH hosts as nodes (on where this machine can); with paper there are none, but templates read as if there
                                were, so that plans can be rehearsed
          --max-guests N        the most guests at a time (200); VMs beyond it have none
          --guest-ssh-port N    SSH port of the guests (22, or another one where 22 is taken)
          --api-versions LIST   versions offered, oldest first, with ! for deprecated ones: 29.0!,33.0,36.3
          --session-timeout S   seconds until an idle session is forgotten (1800)
          --max-lease S         longest deployment and storage lease in seconds that organizations grant (0: no limit)
          --broker URI          broker that the AMQP settings name to begin with: amqp://user:password@host:port/vhost
          --extension-timeout S seconds an API extension may take to answer (10)
          --stop-on-eof         end when standard input is closed
          --help                this text

        A fault is a kind and settings: task-fails operation=vdcRecomposeVapp name=c1* count=1
        Kinds and what narrows them (values may hold *), every kind with count= (default: always) and skip=:
          task-fails            operation= name= vm= message= minor=    a task ends in error
          task-slow             operation= name= vm= seconds=           a task takes longer
          slow-clone            name= vm= seconds=                      cloning takes longer
          busy                  operation= name=                        a change is refused with BUSY_ENTITY
          http                  method= path= status= minor= message= retry-after=
          slow-response         method= path= seconds= when=before|after
          lost-connection       method= path= when=before|after         before or after the request was carried out
          expired-session       method= path= user=                     the session is forgotten: 401
          no-address            network= vm=                            the address pool is exhausted
          address-missing       vm=                                     a VM never gets an address
          customization-fails   vm=                                     GC_FAILED
          customization-hangs   vm=                                     customization never ends
          ssh-refused           vm=                                     a guest boots without its sshd
          ssh-cut               vm= command=                            connections are cut in the middle of a command
          script-fails          vm= command= exit= message=             a command of the Kubernetes tools fails
          script-hangs          vm= command=                            ... never ends
          script-prints         vm= command= bytes=                     ... prints megabytes
          slow-boot             vm= seconds=                            a guest boots more slowly
        """;

    public SimulatorOptions Options { get; } = new();
    public bool WantsHelp { get; private set; }
    public bool StopsOnEof { get; private set; }

    /// <exception cref="FormatException">What is wrong, in a sentence.</exception>
    public static CommandLine Parse(string[] arguments)
    {
        CommandLine line = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            if (line.TakeSwitch(name)) continue;
            int equals = name.IndexOf('=', StringComparison.Ordinal);
            string? value = equals > 0 ? name[(equals + 1)..] : i + 1 < arguments.Length ? arguments[++i] : null;
            line.Take(equals > 0 ? name[..equals] : name, value ?? throw new FormatException($"{name} needs a value; see --help."));
        }
        return line;
    }

    private bool TakeSwitch(string name)
    {
        if (name is "--help" or "-h" or "-?") return WantsHelp = true;
        return name == "--stop-on-eof" && (StopsOnEof = true);
    }

    private void Take(string name, string value)
    {
        switch (name)
        {
            case "--listen": Options.ListenAddress = value; break;
            case "--port": Options.Port = Number(name, value, 0, 65535); break;
            case "--password": Options.Password = value; break;
            case "--latency": TakeLatency(value); break;
            case "--scale": Options.Scale = Scale(value); break;
            case "--faults": Options.Faults = value.StartsWith('@') ? File.ReadAllText(value[1..]) : value; break;
            case "--trace": Options.TraceFolder = value; break;
            case "--guests": Options.Guests = value switch { "on" => GuestMode.Auto, "off" => GuestMode.Off, "paper" => GuestMode.OnPaper, _ =>
                throw new FormatException("--guests is on, off or paper.") }; break;
            case "--max-guests": Options.MaxGuests = Number(name, value, 0, 100_000); break;
            case "--guest-ssh-port": Options.GuestSshPort = Number(name, value, 1, 65535); break;
            case "--api-versions": Options.ApiVersions = value.Split(',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries); break;
            case "--session-timeout": Options.SessionIdleTimeout = TimeSpan.FromSeconds(Number(name, value, 1, int.MaxValue)); break;
            case "--max-lease": Options.MaxDeploymentLeaseSeconds = Options.MaxStorageLeaseSeconds = Number(name, value, 0, int.MaxValue); break;
            case "--broker": Options.Broker = Uri.TryCreate(value, UriKind.Absolute, out Uri? broker) && broker.Scheme is "amqp" or "amqps" ? broker : throw new FormatException("--broker is amqp://user:password@host:port/vhost."); break;
            case "--extension-timeout": Options.ExtensionTimeout = TimeSpan.FromSeconds(Number(name, value, 1, 3600)); break;
            default: throw new FormatException($"{name} is not an option; see --help.");
        }
    }

    private void TakeLatency(string value)
    {
        foreach (string part in value.Split(','))
        {
            if (part == LatencyProfile.Fast.Name) Options.Latency = LatencyProfile.Fast;
            else if (part == LatencyProfile.Realistic.Name) Options.Latency = LatencyProfile.Realistic;
            else Options.RequestLatency = TimeSpan.FromMilliseconds(Number("--latency", part, 0, 600_000));
        }
    }

    private static ScaleOptions Scale(string value)
    {
        int[] numbers = [.. value.Split(',', 'x').Select(part => Number("--scale", part, 0, 1_000_000))];
        if (numbers.Length is < 1 or > 3 || numbers[0] < 1) throw new FormatException("--scale is CLUSTERS[,VDCS[,WORKERS]].");
        int vdcs = numbers.Length > 1 ? numbers[1] : Math.Max(1, numbers[0] / 3);
        return vdcs < 1 ? throw new FormatException("--scale needs at least one VDC.")
            : new ScaleOptions(numbers[0], vdcs, numbers.Length > 2 ? numbers[2] : 2);
    }

    private static int Number(string name, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new FormatException($"'{value}' is not a number from {least} to {most}, which {name} takes.");
}
