using CsePowerShell.Build.Machine;
using CsePowerShell.Build.Testing;

namespace CsePowerShell.Build;

/// <summary>The tasks of the build, by name.</summary>
public static class BuildProgram
{
    private const string Words = """
        dotnet run build.cs -- TASK [options]

          demo      build, start a simulated vCloud Director, run the whole life of a cluster in it,
                    then register the service and have it survive a killed host                      [--trace DIR]
          test      build, run every test; the last line is 'N passed, N failed, N skipped'           [--only NAME]
          package   make the gallery's nupkg and the offline zip of the module in artifacts/package
          bench     print requests, bytes, time and memory of the main operations                     [further words go to the benchmark]
          build     build all and lay out the module in artifacts/module/CsePowerShell

          --bare    behave as on a machine without PowerShell, Pester and SSH.NET
          --install fetch missing servers (sshd, kubectl, rabbitmq, xmllint, shellcheck, openssl) from the distribution; so does CI=true
        """;

    /// <summary>Runs one task.</summary>
    /// <param name="args">The task's name and its options.</param>
    /// <returns>The exit code: 0 when all went well, 1 when the task failed, 2 when there is no such task.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        Arguments arguments = new(args);
        try
        {
            Checkout checkout = Checkout.Find();
            PowerShellEngine? engine = arguments.Bare ? null : await PowerShellEngine.FindAsync();
            Solution solution = new(checkout, arguments.Bare);
            switch (arguments.Task)
            {
                case "build":
                    await solution.BuildAsync();
                    return 0;
                case "package":
                    await solution.BuildAsync();
                    await solution.PackageAsync();
                    return 0;
                case "demo":
                    await Servers.RequireAsync(arguments.Install);
                    await solution.BuildAsync();
                    return await new Demo(checkout, engine, arguments.Trace).RunAsync();
                case "test":
                    await Servers.RequireAsync(arguments.Install);
                    await solution.BuildAsync();
                    return await new TestRun(checkout, engine, arguments.Only).RunAsync();
                case "bench":
                    await Servers.RequireAsync(arguments.Install);
                    await solution.BuildAsync();
                    return await Programs.PassThroughAsync("dotnet", [checkout.Built("CsePowerShell.Benchmarks"), .. arguments.Rest], TimeSpan.FromMinutes(60), checkout.TestEnvironment);
                default:
                    Console.WriteLine(Words);
                    return arguments.Task == "help" ? 0 : 2;
            }
        }
        catch (BuildException e)
        {
            await Console.Error.WriteLineAsync($"build: {e.Message}");
            return 1;
        }
    }
}
