#:property PublishAot=false
#:property TargetFramework=net10.0

// The build, as one program: dotnet run build.cs -- demo | test | package | bench | build
// It needs nothing but the .NET SDK. What a task needs beyond that (sshd, kubectl, PowerShell) it takes from the machine; what is
// missing is named, with the line that installs it, and what could not run is counted as skipped.

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

string root = FindRoot();
string artifacts = Path.Combine(root, "artifacts");
const string Configuration = "Release";

string task = args.FirstOrDefault(a => !a.StartsWith('-'))?.ToLowerInvariant() ?? "help";
bool bare = args.Contains("--bare");
bool install = args.Contains("--install") || Environment.GetEnvironmentVariable("CI") == "true";
string? trace = Option("--trace");
string? only = Option("--only");

try
{
    return task switch
    {
        "build" => await BuildAsync() ? 0 : 1,
        "demo" => await DemoAsync(),
        "test" => await TestAsync(),
        "package" => await PackageAsync(),
        "bench" => await BenchAsync(),
        _ => Help(),
    };
}
catch (BuildException e)
{
    Console.Error.WriteLine($"build: {e.Message}");
    return 1;
}

int Help()
{
    Console.WriteLine("""
        dotnet run build.cs -- TASK [options]

          demo      build, start a simulated vCloud Director, run the whole life of a cluster in it,
                    then register the service and have it survive a killed host                      [--trace DIR]
          test      build, run every test; the last line is 'N passed, N failed, N skipped'           [--only NAME]
          package   make the gallery's nupkg and the offline zip of the module in artifacts/package
          bench     print requests, bytes, time and memory of the main operations                     [further words go to the benchmark]
          build     build all and lay out the module in artifacts/module/CsePowerShell

          --bare    behave as on a machine without PowerShell, Pester and SSH.NET
          --install fetch missing servers (sshd, kubectl, rabbitmq, xmllint, shellcheck, openssl) from the distribution; so does CI=true
        """);
    return task == "help" ? 0 : 2;
}

// ---------------------------------------------------------------------------------------------------------------- build

async Task<bool> BuildAsync()
{
    await ProbeFeaturesAsync();
    Console.WriteLine("build: CsePowerShell.sln");
    Output result = await RunAsync("dotnet", ["build", Path.Combine(root, "CsePowerShell.sln"), "-c", Configuration, "-v", "quiet", "-nologo", "-clp:NoSummary"], TimeSpan.FromMinutes(15));
    if (result.ExitCode != 0)
    {
        Console.Error.WriteLine(result.Text);
        throw new BuildException("the solution does not compile; the compiler's messages are above.");
    }

    await PackagingAsync("layout");
    return true;
}

// SSH.NET is not in every package index. One throw-away restore finds out; a plain build of the solution reads the answer if it is there.
async Task ProbeFeaturesAsync()
{
    string answer = Path.Combine(artifacts, "features.props");
    if (bare)
    {
        WriteIfChanged(answer, Features(hasSshNet: false));
        return;
    }

    // A "yes" stays true (the package is in the cache from now on), a "no" is asked again: somebody may have added a package source.
    if (File.Exists(answer) && File.ReadAllText(answer) == Features(hasSshNet: true))
    {
        return;
    }

    // Central package versions still come from the repository, so what is asked for is exactly what the build would ask for.
    string probe = Directory.CreateDirectory(Path.Combine(artifacts, "probe")).FullName;
    File.WriteAllText(Path.Combine(probe, "Directory.Build.props"), "<Project/>");
    File.WriteAllText(Path.Combine(probe, "Directory.Build.targets"), "<Project/>");
    File.WriteAllText(Path.Combine(probe, "Probe.csproj"), """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><TreatWarningsAsErrors>true</TreatWarningsAsErrors><NuGetAudit>false</NuGetAudit></PropertyGroup>
          <ItemGroup><PackageReference Include="SSH.NET" /></ItemGroup>
        </Project>
        """);
    Output restore = await RunAsync("dotnet", ["restore", Path.Combine(probe, "Probe.csproj"), "-v", "quiet"], TimeSpan.FromMinutes(3));
    bool found = restore.ExitCode == 0;
    Console.WriteLine(found ? "build: SSH.NET restores and is built in" : "build: SSH.NET is not in this machine's package index; the OpenSSH client serves");
    Directory.Delete(probe, recursive: true);
    WriteIfChanged(answer, Features(found));
}

static string Features(bool hasSshNet) => $"<Project><PropertyGroup><CseHasSshNet>{(hasSshNet ? "true" : "false")}</CseHasSshNet></PropertyGroup></Project>\n";

// Every project imports that file: touching it would rebuild all of them.
static void WriteIfChanged(string path, string text)
{
    if (!File.Exists(path) || File.ReadAllText(path) != text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}

// artifacts/module/CsePowerShell is what Import-Module gets. What goes into it, help included, is the packaging program's business.
async Task PackagingAsync(string step)
{
    int exit = await PassThroughAsync("dotnet", [Built("CsePowerShell.Packaging"), step, root, Configuration], TimeSpan.FromMinutes(2));
    if (exit != 0)
    {
        throw new BuildException("the module cannot be put together; the reason is above.");
    }
}

string Built(string project) => Path.Combine(artifacts, "bin", project, Configuration.ToLowerInvariant(), project + ".dll");

// ----------------------------------------------------------------------------------------------------------------- test

async Task<int> TestAsync()
{
    await RequireAsync();
    await BuildAsync();

    Tally total = new();
    foreach (string project in Directory.GetDirectories(Path.Combine(root, "tests"), "*Tests").Select(Path.GetFileName).Order()!)
    {
        if (only is null || project.Contains(only, StringComparison.OrdinalIgnoreCase))
        {
            total += await RunXunitAsync(project);
        }
    }

    if (only is null || "pester".Contains(only, StringComparison.OrdinalIgnoreCase))
    {
        total += await RunPesterAsync();
    }

    foreach (string skipped in total.SkippedNames)
    {
        Console.WriteLine($"skipped: {skipped}");
    }

    Console.WriteLine($"{total.Passed} passed, {total.Failed} failed, {total.Skipped} skipped");
    return total.Failed == 0 && total.Passed > 0 ? 0 : 1;
}

async Task<Tally> RunXunitAsync(string project)
{
    string results = Path.Combine(Directory.CreateDirectory(Path.Combine(artifacts, "test-results")).FullName, project + ".xml");
    File.Delete(results);
    Stopwatch watch = Stopwatch.StartNew();
    Output run = await RunAsync("dotnet", [Built(project), "-noLogo", "-noColor", "-longRunning", "60", "-xml", results], TimeSpan.FromMinutes(20), TestEnvironment());
    if (!File.Exists(results))
    {
        Console.WriteLine(run.Text);
        Console.WriteLine($"test: {project} ended without a result (exit code {run.ExitCode})");
        return new Tally { Failed = 1 };
    }

    XElement[] assemblies = [.. XDocument.Load(results).Descendants("assembly")];
    int Sum(string attribute) => assemblies.Sum(a => (int?)a.Attribute(attribute) ?? 0);
    Tally tally = new()
    {
        Passed = Sum("passed"),
        Failed = Sum("failed") + Sum("errors"),
        Skipped = Sum("skipped"),
        SkippedNames = [.. assemblies.Descendants("test").Where(t => (string?)t.Attribute("result") == "Skip").Select(t => $"{(string?)t.Attribute("name")}: {t.Element("reason")?.Value}")],
    };
    // A run that says nothing is wrong and still exits with an error was cut off: that is a failure, too.
    if (run.ExitCode != 0 && tally.Failed == 0)
    {
        tally = tally with { Failed = 1 };
    }

    if (tally.Failed > 0)
    {
        Console.WriteLine(run.Text);
    }

    Console.WriteLine($"test: {project}: {tally.Passed} passed, {tally.Failed} failed, {tally.Skipped} skipped in {watch.Elapsed.TotalSeconds:0} s");
    return tally;
}

async Task<Tally> RunPesterAsync()
{
    string folder = Path.Combine(root, "tests", "pester");
    int files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.Tests.ps1").Length : 0;
    Tally Skip(string why) => new() { Skipped = files, SkippedNames = [$"Pester ({files} files in tests/pester): {why}"] };
    if (await PowerShellVersionAsync() is not { } engine)
    {
        return Skip("pwsh is not on this machine");
    }

    Output found = await RunAsync("pwsh", ["-NoProfile", "-NonInteractive", "-Command", "(Get-Module -ListAvailable Pester | Where-Object Version -ge ([version] '5.0') | Sort-Object Version -Descending | Select-Object -First 1).Version.ToString()"], TimeSpan.FromMinutes(1));
    if (found.ExitCode != 0 || found.Text.Trim().Length == 0)
    {
        return Skip("Pester 5 is not installed (Install-Module Pester)");
    }

    Stopwatch watch = Stopwatch.StartNew();
    string results = Path.Combine(Directory.CreateDirectory(Path.Combine(artifacts, "test-results")).FullName, "pester.txt");
    File.Delete(results);
    string script = $$"""
        $ErrorActionPreference = 'Stop'
        Import-Module Pester -MinimumVersion 5.0
        $configuration = New-PesterConfiguration
        $configuration.Run.Path = '{{folder.Replace("'", "''")}}'
        $configuration.Run.PassThru = $true
        $configuration.Output.Verbosity = 'Normal'
        $configuration.Output.RenderMode = 'Plaintext'
        $run = Invoke-Pester -Configuration $configuration
        $broken = $run.FailedContainersCount + $run.FailedBlocksCount
        @("$($run.PassedCount) $($run.FailedCount + $broken) $($run.SkippedCount + $run.NotRunCount)") + @($run.Skipped | ForEach-Object { $_.ExpandedPath }) | Set-Content -LiteralPath '{{results.Replace("'", "''")}}'
        exit 0
        """;
    Output run = await RunAsync("pwsh", ["-NoProfile", "-NonInteractive", "-Command", script], TimeSpan.FromMinutes(30), TestEnvironment());
    if (!File.Exists(results))
    {
        Console.WriteLine(run.Text);
        Console.WriteLine("test: Pester ended without a result");
        return new Tally { Failed = 1 };
    }

    string[] lines = File.ReadAllLines(results);
    int[] counts = [.. lines[0].Split(' ').Select(int.Parse)];
    if (counts[1] > 0)
    {
        Console.WriteLine(run.Text);
    }

    Console.WriteLine($"test: Pester {found.Text.Trim()} on PowerShell {engine}: {counts[0]} passed, {counts[1]} failed, {counts[2]} skipped in {watch.Elapsed.TotalSeconds:0} s");
    return new Tally { Passed = counts[0], Failed = counts[1], Skipped = counts[2], SkippedNames = [.. lines[1..].Select(l => "Pester: " + l)] };
}

Dictionary<string, string> TestEnvironment() => new()
{
    ["CSE_TEST_ROOT"] = root,
    ["CSE_TEST_MODULE"] = Path.Combine(artifacts, "module", "CsePowerShell", "CsePowerShell.psd1"),
    ["CSE_TEST_SIMULATOR"] = Built("CsePowerShell.Simulator"),
};

// ----------------------------------------------------------------------------------------------------------------- demo

async Task<int> DemoAsync()
{
    Stopwatch watch = Stopwatch.StartNew();
    await RequireAsync();
    await BuildAsync();

    await using ChildProgram simulator = await ChildProgram.StartAsync(Built("CsePowerShell.Simulator"), ["--port", "0", "--stop-on-eof", .. trace is null ? [] : (string[])["--trace", Path.GetFullPath(trace)]]);
    Console.WriteLine($"demo: simulated vCloud Director at {simulator.Endpoint}");

    string engine = await PowerShellVersionAsync() is { } version ? $"PowerShell {version}" : "none";
    Dictionary<string, string> environment = TestEnvironment();
    environment["CSE_DEMO_SERVER"] = simulator.Endpoint;
    environment["CSE_DEMO_THUMBPRINT"] = simulator.Thumbprint;
    environment["CSE_DEMO_SSH_PORT"] = simulator.SshPort;
    environment["CSE_DEMO_PASSWORD"] = "Passw0rd!";
    int exit;
    if (engine == "none")
    {
        Console.WriteLine("demo: PowerShell is not on this machine; the same scenario runs through the libraries");
        exit = await PassThroughAsync("dotnet", [Built("CsePowerShell.LibraryDemo")], TimeSpan.FromMinutes(15), environment);
    }
    else
    {
        const string Script = """
            $ErrorActionPreference = 'Stop'
            Import-Module $env:CSE_TEST_MODULE
            $password = ConvertTo-SecureString $env:CSE_DEMO_PASSWORD -AsPlainText -Force
            $demo = Join-Path $env:CSE_TEST_ROOT 'examples/Quickstart.ps1'
            & $demo -Server $env:CSE_DEMO_SERVER -CertificateThumbprint $env:CSE_DEMO_THUMBPRINT -NodeSshPort $env:CSE_DEMO_SSH_PORT `
                -Org acme -Credential ([pscredential]::new('alice', $password)) -SecondOrg globex -SecondCredential ([pscredential]::new('bob', $password)) `
                -Vdc acme-vdc -Network acme-net
            """;
        exit = await PassThroughAsync("pwsh", ["-NoProfile", "-NonInteractive", "-Command", Script], TimeSpan.FromMinutes(15), environment);
    }

    if (exit == 0)
    {
        exit = await ServiceDemoAsync(environment, engine != "none");
    }

    if (trace is not null)
    {
        Console.WriteLine($"demo: {Directory.GetFiles(trace).Length} bodies that crossed the wire are in {Path.GetFullPath(trace)}");
    }

    Console.WriteLine(exit == 0 ? $"demo: passed in {watch.Elapsed.TotalSeconds:0} s, engine {engine}" : $"demo: failed after {watch.Elapsed.TotalSeconds:0} s, engine {engine}");
    return exit == 0 ? 0 : 1;
}

// The provider's path in the same cloud: register, two hosts, a tenant over /api/cse, one host killed in the middle.
async Task<int> ServiceDemoAsync(Dictionary<string, string> environment, bool hasPowerShell)
{
    if (FindProgram("rabbitmq-server") is null)
    {
        Console.WriteLine("demo: skipped: the service path, for rabbitmq-server is not on this machine: apt-get install rabbitmq-server");
        return 0;
    }

    await using ChildProgram broker = await ChildProgram.StartAsync(Built("CsePowerShell.LibraryDemo"), ["broker"]);
    Console.WriteLine($"demo: the service path, with a RabbitMQ of its own on port {broker.Endpoint}");
    environment["CSE_DEMO_BROKER_PORT"] = broker.Endpoint;
    environment["CSE_DEMO_SERVICE"] = Built("CsePowerShell.Service");
    if (!hasPowerShell)
    {
        return await PassThroughAsync("dotnet", [Built("CsePowerShell.LibraryDemo"), "service"], TimeSpan.FromMinutes(10), environment);
    }

    const string Script = """
        $ErrorActionPreference = 'Stop'
        Import-Module $env:CSE_TEST_MODULE
        $password = ConvertTo-SecureString $env:CSE_DEMO_PASSWORD -AsPlainText -Force
        $demo = Join-Path $env:CSE_TEST_ROOT 'examples/ServiceQuickstart.ps1'
        & $demo -Server $env:CSE_DEMO_SERVER -CertificateThumbprint $env:CSE_DEMO_THUMBPRINT -NodeSshPort $env:CSE_DEMO_SSH_PORT `
            -Credential ([pscredential]::new('administrator', $password)) -SetVcdBroker -BrokerHost 127.0.0.1 -BrokerPort $env:CSE_DEMO_BROKER_PORT -BrokerNoTls `
            -BrokerCredential ([pscredential]::new('guest', (ConvertTo-SecureString guest -AsPlainText -Force))) `
            -Org acme -TenantCredential ([pscredential]::new('alice', $password)) -Vdc acme-vdc -Network acme-net
        """;
    return await PassThroughAsync("pwsh", ["-NoProfile", "-NonInteractive", "-Command", Script], TimeSpan.FromMinutes(10), environment);
}

// ------------------------------------------------------------------------------------------------------ package, bench

async Task<int> PackageAsync()
{
    await BuildAsync();
    await PackagingAsync("package");
    Console.WriteLine("package: without a gallery, unpack the zip into a folder of $env:PSModulePath; with one, Install-PSResource CsePowerShell");
    return 0;
}

async Task<int> BenchAsync()
{
    await RequireAsync();
    await BuildAsync();
    string[] words = [.. args.SkipWhile(a => a != task).Skip(1)];
    return await PassThroughAsync("dotnet", [Built("CsePowerShell.Benchmarks"), .. words], TimeSpan.FromMinutes(60), TestEnvironment());
}

// ------------------------------------------------------------------------------------------------- servers and engines

// The programs that the real parts of tests and demo run, each with the Debian package that brings it.
async Task RequireAsync()
{
    (string Program, string Package)[] wanted = [("sshd", "openssh-server"), ("ssh", "openssh-client"), ("kubectl", "kubernetes-client"), ("xmllint", "libxml2-utils"), ("shellcheck", "shellcheck"), ("openssl", "openssl"), ("rabbitmq-server", "rabbitmq-server")];
    string[] missing = [.. wanted.Where(w => FindProgram(w.Program) is null).Select(w => w.Package)];
    if (missing.Length == 0)
    {
        return;
    }

    string packages = string.Join(' ', missing);
    if (!install || FindProgram("apt-get") is null)
    {
        Console.WriteLine($"build: not on this machine, what needs them is skipped: apt-get install {packages}");
        return;
    }

    Console.WriteLine($"build: installing {packages}");
    const string Policy = "/usr/sbin/policy-rc.d";
    bool own = !File.Exists(Policy);
    try
    {
        if (own)
        {
            // Without this the package would start the machine's own sshd on port 22, which nobody asked for.
            File.WriteAllText(Policy, "#!/bin/sh\nexit 101\n");
            File.SetUnixFileMode(Policy, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        Dictionary<string, string> quiet = new() { ["DEBIAN_FRONTEND"] = "noninteractive" };
        await RunAsync("apt-get", ["update", "-qq"], TimeSpan.FromMinutes(5), quiet);
        Output result = await RunAsync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", .. missing], TimeSpan.FromMinutes(10), quiet);
        Console.WriteLine(result.ExitCode == 0 ? "build: installed" : $"build: apt-get failed, what needs {packages} is skipped:\n{result.Text}");
    }
    catch (UnauthorizedAccessException)
    {
        Console.WriteLine($"build: only root can install; what needs them is skipped: sudo apt-get install {packages}");
    }
    finally
    {
        if (own)
        {
            File.Delete(Policy);
        }
    }
}

async Task<string?> PowerShellVersionAsync()
{
    if (bare || FindProgram("pwsh") is null)
    {
        return null;
    }

    Output output = await RunAsync("pwsh", ["-NoProfile", "-NonInteractive", "-Command", "$PSVersionTable.PSVersion.ToString()"], TimeSpan.FromMinutes(1));
    return output.ExitCode == 0 ? output.Text.Trim() : null;
}

string? FindProgram(string name)
{
    string file = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? name + ".exe" : name;
    // /usr/sbin is not in everybody's PATH, and that is where sshd lives.
    IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Append("/usr/local/sbin");
    return folders.Where(f => f.Length > 0).Select(f => Path.Combine(f, file)).FirstOrDefault(File.Exists);
}

// ------------------------------------------------------------------------------------------------------------ processes

async Task<Output> RunAsync(string program, string[] arguments, TimeSpan limit, Dictionary<string, string>? environment = null)
{
    using Process process = Start(program, arguments, environment, redirect: true);
    StringBuilder text = new();
    void Keep(object _, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            lock (text)
            {
                text.AppendLine(line.Data);
            }
        }
    }

    process.OutputDataReceived += Keep;
    process.ErrorDataReceived += Keep;
    process.BeginOutputReadLine();
    process.BeginErrorReadLine();
    await WaitAsync(process, program, limit);
    lock (text)
    {
        return new Output(process.ExitCode, text.ToString());
    }
}

async Task<int> PassThroughAsync(string program, string[] arguments, TimeSpan limit, Dictionary<string, string>? environment = null)
{
    using Process process = Start(program, arguments, environment, redirect: false);
    await WaitAsync(process, program, limit);
    return process.ExitCode;
}

Process Start(string program, string[] arguments, Dictionary<string, string>? environment, bool redirect)
{
    ProcessStartInfo info = new(program, arguments) { WorkingDirectory = root, RedirectStandardOutput = redirect, RedirectStandardError = redirect };
    info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
    info.Environment["DOTNET_NOLOGO"] = "1";
    foreach ((string name, string value) in environment ?? [])
    {
        info.Environment[name] = value;
    }

    return Process.Start(info) ?? throw new BuildException($"'{program}' did not start.");
}

static async Task WaitAsync(Process process, string program, TimeSpan limit)
{
    using CancellationTokenSource deadline = new(limit);
    try
    {
        await process.WaitForExitAsync(deadline.Token);
    }
    catch (OperationCanceledException)
    {
        process.Kill(entireProcessTree: true);
        throw new BuildException($"'{program}' did not end within {limit.TotalMinutes:0} minutes and was stopped.");
    }
}

static string FindRoot()
{
    string? folder = Environment.CurrentDirectory;
    while (folder is not null && !File.Exists(Path.Combine(folder, "CsePowerShell.sln")))
    {
        folder = Path.GetDirectoryName(folder);
    }

    return folder ?? throw new InvalidOperationException("Run this inside a checkout: CsePowerShell.sln was not found in this folder or above it.");
}

string? Option(string name)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}

sealed class BuildException(string message) : Exception(message);

sealed record Output(int ExitCode, string Text);

sealed record Tally
{
    public int Passed { get; init; }

    public int Failed { get; init; }

    public int Skipped { get; init; }

    public string[] SkippedNames { get; init; } = [];

    public static Tally operator +(Tally a, Tally b) => new()
    {
        Passed = a.Passed + b.Passed,
        Failed = a.Failed + b.Failed,
        Skipped = a.Skipped + b.Skipped,
        SkippedNames = [.. a.SkippedNames, .. b.SkippedNames],
    };
}

/// <summary>A simulator or a broker in a process of its own; it ends when its standard input is closed, so nothing outlives a build that was killed.</summary>
sealed class ChildProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _ready;

    private ChildProgram(Process process, string ready) => (_process, _ready) = (process, ready);

    /// <summary>Where it is: the simulator's address, the broker's port.</summary>
    public string Endpoint => Word(@"^ready: (\S+)");

    public string Thumbprint => Word(@" thumbprint=(\S+)");

    public string SshPort => Word(@" ssh-port=(\S+)");

    public static async Task<ChildProgram> StartAsync(string assembly, string[] arguments)
    {
        ProcessStartInfo info = new("dotnet", [assembly, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Process process = Process.Start(info) ?? throw new BuildException($"{Path.GetFileNameWithoutExtension(assembly)} did not start.");
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(2));
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("ready: ", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new ChildProgram(process, line);
            }
        }

        throw new BuildException($"{Path.GetFileNameWithoutExtension(assembly)} ended before it was ready (exit code {process.ExitCode}).");
    }

    private string Word(string pattern) => Regex.Match(_ready, pattern).Groups[1].Value;

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
