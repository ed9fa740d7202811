using System.Globalization;

namespace CsePowerShell.LibraryDemo;

/// <summary>Where the demo goes to work; everything comes from the environment, so that no password stands in a command line.</summary>
internal sealed record DemoSettings(string Server, string? Thumbprint, int SshPort, string Password)
{
    public string Vdc { get; } = "acme-vdc";

    public string Network { get; } = "acme-net";

    public static DemoSettings FromEnvironment() => new(
        Need("CSE_DEMO_SERVER"),
        Environment.GetEnvironmentVariable("CSE_DEMO_THUMBPRINT"),
        int.Parse(Environment.GetEnvironmentVariable("CSE_DEMO_SSH_PORT") ?? "22", CultureInfo.InvariantCulture),
        Need("CSE_DEMO_PASSWORD"));

    internal static string Need(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"Set {name}. The easiest way to run this demo is: dotnet run build.cs -- demo");
}

/// <summary>What the provider's path needs beside: a broker, and the program of the hosts.</summary>
internal sealed record ServiceSettings(int BrokerPort, string HostProgram)
{
    public static ServiceSettings FromEnvironment() => new(
        int.Parse(DemoSettings.Need("CSE_DEMO_BROKER_PORT"), CultureInfo.InvariantCulture),
        DemoSettings.Need("CSE_DEMO_SERVICE"));
}
