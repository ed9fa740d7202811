namespace CsePowerShell.Simulator.Tests.Guests;

public sealed class GuestScriptTests
{
    [Fact]
    public async Task The_scripts_of_the_guests_pass_shellcheck()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/shellcheck"), "shellcheck is not installed.");
        System.Reflection.Assembly assembly = typeof(CsePowerShell.Simulator.Guests.IGuestHost).Assembly;
        string[] scripts = [.. assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sh", StringComparison.Ordinal))];
        Assert.NotEmpty(scripts);
        foreach (string script in scripts)
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(script)!);
            ProgramRun run = await ProgramRun.Async("shellcheck", ["-"], await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
            Assert.True(run.ExitCode == 0, $"{script}: {run.Output}");
        }
    }
}
