using CsePowerShell.Service;

namespace CsePowerShell.Extension.Tests.Configuration;

/// <summary>The unit that <c>install-unit</c> writes.</summary>
public sealed class SystemdUnitTests
{
    [Fact]
    public void A_program_that_the_runtime_runs_is_started_by_the_runtime_with_its_assembly() =>
        Assert.Equal(["/usr/share/dotnet/dotnet", "/opt/cse/CsePowerShell.Service.dll"], SystemdUnit.Program("/usr/share/dotnet/dotnet", "/opt/cse/CsePowerShell.Service.dll"));

    [Fact]
    public void A_program_of_its_own_is_started_by_its_own_path() =>
        Assert.Equal(["/opt/cse/CsePowerShell.Service"], SystemdUnit.Program("/opt/cse/CsePowerShell.Service", "/opt/cse/CsePowerShell.Service.dll"));

    [Fact]
    public void Words_are_quoted_for_systemd_and_a_host_that_was_asked_to_stop_stays_down()
    {
        string unit = SystemdUnit.Text(["/opt/my programs/dotnet", "/opt/100%/CsePowerShell.Service.dll"], "/etc/cse/cse.yaml", "cse");
        Assert.Contains("\nExecStart=\"/opt/my programs/dotnet\" \"/opt/100%%/CsePowerShell.Service.dll\" run --config \"/etc/cse/cse.yaml\"\n", unit);
        Assert.Contains("\nEnvironmentFile=-/etc/cse/cse.env\n", unit);
        Assert.Contains("\nRestart=on-failure\n", unit);
        Assert.Contains("\nUser=cse\n", unit);
    }

    [Fact]
    public async Task The_program_itself_writes_a_unit_that_would_start_it()
    {
        string folder = Directory.CreateTempSubdirectory("cse-unit-").FullName;
        try
        {
            string output = Path.Combine(folder, "cse.service");
            var start = new System.Diagnostics.ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
            foreach (string word in new[] { EndToEnd.ServiceProcess.Program, "install-unit", "--config", "/etc/cse/cse.yaml", "--output", output })
                start.ArgumentList.Add(word);
            using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
            await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            string line = (await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken)).Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
            Assert.Contains($"\"{EndToEnd.ServiceProcess.Program}\" run --config", line);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
