namespace CsePowerShell.Build.Machine;

/// <summary>The pwsh of this machine.</summary>
internal sealed class PowerShellEngine
{
    private PowerShellEngine(string version) => Version = version;

    public string Version { get; }

    public override string ToString() => $"PowerShell {Version}";

    public static async Task<PowerShellEngine?> FindAsync()
    {
        if (Programs.Find("pwsh") is null)
        {
            return null;
        }

        Output output = await RunAsync("$PSVersionTable.PSVersion.ToString()", TimeSpan.FromMinutes(1));
        return output.ExitCode == 0 ? new PowerShellEngine(output.Text.Trim()) : null;
    }

    public static Task<Output> RunAsync(string script, TimeSpan limit, Dictionary<string, string>? environment = null) =>
        Programs.RunAsync("pwsh", Command(script), limit, environment);

    public static Task<int> PassThroughAsync(string script, TimeSpan limit, Dictionary<string, string>? environment = null) =>
        Programs.PassThroughAsync("pwsh", Command(script), limit, environment);

    private static string[] Command(string script) => ["-NoProfile", "-NonInteractive", "-Command", "$ErrorActionPreference = 'Stop'\n" + script];
}
