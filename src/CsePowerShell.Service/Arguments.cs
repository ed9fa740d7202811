namespace CsePowerShell.Service;

/// <summary>The command line was not understood.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>A command with its options.</summary>
internal sealed class Arguments
{
    private static readonly HashSet<string> s_switches = ["--allow-plaintext-secret"];
    private static readonly HashSet<string> s_options = ["--config", "--user", "--output"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private Arguments(string command) => Command = command;

    public string Command { get; }

    public static Arguments Parse(string[] args)
    {
        var arguments = new Arguments(args.Length == 0 ? "" : args[0]);
        for (int i = 1; i < args.Length; i++)
        {
            if (s_switches.Contains(args[i]))
                arguments._values[args[i]] = "";
            else if (s_options.Contains(args[i]) && i + 1 < args.Length)
                arguments._values[args[i]] = args[++i];
            else
                throw new UsageException(s_options.Contains(args[i]) ? $"{args[i]} needs a value." : $"\"{args[i]}\" is not known.");
        }

        return arguments;
    }

    public bool Has(string option) => _values.ContainsKey(option);

    public string? Value(string option) => _values.TryGetValue(option, out string? value) ? value : null;

    public string Required(string option) => Value(option) ?? throw new UsageException($"{option} is missing.");
}
