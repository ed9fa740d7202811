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

    public static Secret OfDpapi(string text) => new("the configuration, encrypted with DPAPI", () => DpapiText.OfThisUser.Reveal(text));

    public static Secret OfVault(string name, string? vault, ISecretVault? secrets) => new($"the secret {name} of SecretManagement", () => secrets is not null
        ? secrets.Read(name, vault)
        : throw new ConfigurationException([$"The secret {name} is one of SecretManagement, which only PowerShell can read. Start the host with Start-CseService, or keep it in a file or an environment variable."]));

    /// <summary>Told of each value that was looked up, so that a changed one is known to the redactor before anybody can write it.</summary>
    public Action<string>? Revealed { get; set; }

    public string Reveal()
    {
        string secret = _read();
        Revealed?.Invoke(secret);
        return secret;
    }

    public override string ToString() => "********";
}
