using CsePowerShell.Build.Machine;

namespace CsePowerShell.Build;

/// <summary>The compiler's part of the build, and the module that is put together from it.</summary>
internal sealed class Solution(Checkout checkout, bool bare)
{
    public async Task BuildAsync()
    {
        await ProbeSshNetAsync();
        Console.WriteLine("build: CsePowerShell.sln");
        Output result = await Programs.RunAsync("dotnet", ["build", checkout.SolutionFile, "-c", Checkout.Configuration, "-v", "quiet", "-nologo", "-clp:NoSummary"], TimeSpan.FromMinutes(15));
        if (result.ExitCode != 0)
        {
            await Console.Error.WriteLineAsync(result.Text);
            throw new BuildException("The solution does not compile; the compiler's messages are above.");
        }

        await PackagingAsync("layout");
    }

    public async Task PackageAsync()
    {
        await PackagingAsync("package");
        Console.WriteLine("package: without a gallery, unpack the zip into a folder of $env:PSModulePath; with one, Install-PSResource CsePowerShell");
    }

    // artifacts/module/CsePowerShell is what Import-Module gets. What goes into it, help included, is the packaging program's business.
    private async Task PackagingAsync(string step)
    {
        if (await Programs.PassThroughAsync("dotnet", [checkout.Built("CsePowerShell.Packaging"), step, checkout.Root, Checkout.Configuration], TimeSpan.FromMinutes(2)) != 0)
        {
            throw new BuildException("The module cannot be put together; the reason is above.");
        }
    }

    // SSH.NET is not in every package index. One throw-away restore finds out; a plain build of the solution reads the answer if it is there.
    private async Task ProbeSshNetAsync()
    {
        string answer = Path.Combine(checkout.Artifacts, "features.props");
        if (bare)
        {
            WriteIfChanged(answer, Features(hasSshNet: false));
            return;
        }

        // A "yes" stays true (the package is in the cache from now on), a "no" is asked again: somebody may have added a package source.
        if (File.Exists(answer) && await File.ReadAllTextAsync(answer) == Features(hasSshNet: true))
        {
            return;
        }

        // Central package versions still come from the repository, so what is asked for is exactly what the build would ask for.
        string probe = Directory.CreateDirectory(Path.Combine(checkout.Artifacts, "probe")).FullName;
        await File.WriteAllTextAsync(Path.Combine(probe, "Directory.Build.props"), "<Project/>");
        await File.WriteAllTextAsync(Path.Combine(probe, "Directory.Build.targets"), "<Project/>");
        await File.WriteAllTextAsync(Path.Combine(probe, "Probe.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><TreatWarningsAsErrors>true</TreatWarningsAsErrors><NuGetAudit>false</NuGetAudit></PropertyGroup>
              <ItemGroup><PackageReference Include="SSH.NET" /></ItemGroup>
            </Project>
            """);
        Output restore = await Programs.RunAsync("dotnet", ["restore", Path.Combine(probe, "Probe.csproj"), "-v", "quiet"], TimeSpan.FromMinutes(3));
        bool found = restore.ExitCode == 0;
        Console.WriteLine(found ? "build: SSH.NET restores and is built in" : "build: SSH.NET is not in this machine's package index; the OpenSSH client serves");
        Directory.Delete(probe, recursive: true);
        WriteIfChanged(answer, Features(found));
    }

    private static string Features(bool hasSshNet) => $"<Project><PropertyGroup><CseHasSshNet>{(hasSshNet ? "true" : "false")}</CseHasSshNet></PropertyGroup></Project>\n";

    // Every project imports that file: touching it would rebuild all of them.
    private static void WriteIfChanged(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }
}
