namespace CsePowerShell.Extension.Configuration;

/// <summary>A secret that the configuration names or, where that was allowed, holds. It is looked up at each use, so that a changed one needs no restart.</summary>
internal sealed class Secret
{
    private readonly Func<string> _read;

    private Secret(string origin, Func<string> read)
    {
        Origin = origin;
        _read = read;
    }

    /// <summary>Where it comes from, for messages.</summary>
    public string Origin { get; }

    public static Secret Plain(string value) => new("the configuration itself", () => value);

    public static Secret OfEnvironment(string name) => new($"the environment variable {name}", () => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new ConfigurationException([$"The environment variable {name} is not set."]));

    public static Secret OfFile(string path) => new($"the file {path}", () =>
    {
        try
        {
            // Editors end files with a new line; no secret does.
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"The file {path} with a secret cannot be read: {error.Message}"]);
        }
    });

    public string Reveal() => _read();

    public override string ToString() => "********";
}
