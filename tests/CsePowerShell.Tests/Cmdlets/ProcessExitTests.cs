using System.ComponentModel;
using System.Diagnostics;
using CsePowerShell.Simulator;

namespace CsePowerShell.Tests.Cmdlets;

/// <summary>What only a process that ends can show. Needs PowerShell and the module as the build lays it out.</summary>
public sealed class ProcessExitTests
{
    [Theory]
    [InlineData("")]
    [InlineData("; exit 3")]
    [InlineData("; throw 'a script that fails'")]
    public async Task A_script_that_forgets_to_disconnect_leaves_no_session(string ending)
    {
        string module = Environment.GetEnvironmentVariable("CSE_TEST_MODULE") ?? Path.Combine(AppContext.BaseDirectory, "../../../module/CsePowerShell/CsePowerShell.psd1");
        Assert.SkipUnless(File.Exists(module), "the module is not laid out (dotnet run build.cs -- build)");
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.Off }, stop);
        string script = $$"""
            Import-Module '{{module}}'
            $password = ConvertTo-SecureString 'Passw0rd!' -AsPlainText -Force
            $null = Connect-CseServer {{cloud.Endpoint.Authority}} acme -Credential ([pscredential]::new('alice', $password)) -CertificateThumbprint {{cloud.CertificateThumbprint}} -ErrorAction Stop
            $null = Get-CseTemplate {{ending}}
            """;
        using Process? process = Start(script);
        Assert.SkipWhen(process is null, "pwsh is not on this machine");
        Task<string> output = process.StandardOutput.ReadToEndAsync(stop);
        Task<string> errors = process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        Assert.True(cloud.SessionsCreated == 1, await output + await errors);
        Assert.Equal(0, cloud.OpenSessions);
    }

    private static Process? Start(string script)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("pwsh", ["-NoProfile", "-NonInteractive", "-Command", script]) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
