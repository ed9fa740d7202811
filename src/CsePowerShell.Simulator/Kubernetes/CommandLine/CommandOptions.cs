namespace CsePowerShell.Simulator.Kubernetes.CommandLine;

/// <summary>A command line of kubeadm or kubectl, taken apart: words and options.</summary>
internal sealed class CommandOptions
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    private CommandOptions() { }

    /// <summary>What is no option, in order.</summary>
    public IReadOnlyList<string> Words => _words;

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The option's last value, or null.</summary>
    public string? Value(string name) => _values.TryGetValue(name, out List<string>? values) ? values[^1] : null;

    public IReadOnlyList<string> Values(string name) => _values.GetValueOrDefault(name) ?? [];

    /// <summary>True for a switch that is given and not <c>=false</c>.</summary>
    public bool Is(string name) => Value(name) is { } value && value != "false";

    /// <summary>Takes arguments apart.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="valued">Options with a value, as <c>--config</c> or <c>-f=--filename</c> (a short name for a long one).</param>
    /// <param name="switches">Options without.</param>
    /// <exception cref="UnknownOptionException">An option is in neither list, or its value is missing.</exception>
    public static CommandOptions Parse(IEnumerable<string> arguments, string valued, string switches)
    {
        Dictionary<string, (string Name, bool IsValued)> known = new(StringComparer.Ordinal);
        foreach ((string list, bool isValued) in ((string, bool)[])[(valued, true), (switches, false)])
        {
            foreach (string entry in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] parts = entry.Split('=');
                known[parts[0]] = (parts[^1], isValued);
                known[parts[^1]] = (parts[^1], isValued);
            }
        }
        CommandOptions options = new();
        Queue<string> left = new(arguments);
        while (left.TryDequeue(out string? argument))
        {
            if (argument == "--")
            {
                options._words.AddRange(left);
                break;
            }
            if (!argument.StartsWith('-') || argument == "-")
            {
                options._words.Add(argument);
                continue;
            }
            string name = argument, value = "true";
            bool hasValue = false;
            if (argument.IndexOf('=', StringComparison.Ordinal) is > 0 and int equal)
                (name, value, hasValue) = (argument[..equal], argument[(equal + 1)..], true);
            else if (argument is ['-', not '-', _, ..]) // -owide
                (name, value, hasValue) = (argument[..2], argument[2..], true);
            if (!known.TryGetValue(name, out (string Name, bool IsValued) option))
                throw new UnknownOptionException(name.StartsWith("--", StringComparison.Ordinal) ? $"unknown flag: {name}"
                    : $"unknown shorthand flag: '{name[1]}' in {argument}");
            if (option.IsValued && !hasValue && !left.TryDequeue(out value!))
                throw new UnknownOptionException($"flag needs an argument: {name}");
            if (!options._values.TryGetValue(option.Name, out List<string>? values))
                options._values[option.Name] = values = [];
            values.Add(value);
        }
        return options;
    }
}

/// <summary>A command line has an option that the program does not know.</summary>
internal sealed class UnknownOptionException(string message) : Exception(message);
