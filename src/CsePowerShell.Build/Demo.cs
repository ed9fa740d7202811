using System.Diagnostics;
using CsePowerShell.Build.Machine;

namespace CsePowerShell.Build;

/// <summary>The whole life of a cluster in a simulated vCloud Director, then the provider's path; in PowerShell where it is, else through the libraries.</summary>
internal sealed class Demo(Checkout checkout, PowerShellEngine? engine, string? trace)
{
    public async Task<int> RunAsync()
    {
        Stopwatch watch = Stopwatch.StartNew();
        await using ChildProgram simulator = await ChildProgram.StartAsync(checkout.Built("CsePowerShell.Simulator"), ["--port", "0", "--stop-on-eof", .. trace is null ? [] : (string[])["--trace", Path.GetFullPath(trace)]]);
        Console.WriteLine($"demo: simulated vCloud Director at {simulator.Endpoint}");
        Dictionary<string, string> environment = checkout.TestEnvironment;
        environment["CSE_DEMO_SERVER"] = simulator.Endpoint;
        environment["CSE_DEMO_THUMBPRINT"] = simulator.Thumbprint;
        environment["CSE_DEMO_SSH_PORT"] = simulator.SshPort;
        environment["CSE_DEMO_PASSWORD"] = "Passw0rd!";

        int exit = await ClusterPathAsync(environment);
        if (exit == 0)
        {
            exit = await ServicePathAsync(environment);
        }

        if (trace is not null)
        {
            Console.WriteLine($"demo: {Directory.GetFiles(trace).Length} bodies that crossed the wire are in {Path.GetFullPath(trace)}");
        }

        Console.WriteLine($"demo: {(exit == 0 ? "passed in" : "failed after")} {watch.Elapsed.TotalSeconds:0} s, engine {engine?.ToString() ?? "none"}");
        return exit == 0 ? 0 : 1;
    }

    private async Task<int> ClusterPathAsync(Dictionary<string, string> environment)
    {
        if (engine is null)
        {
            Console.WriteLine("demo: PowerShell is not on this machine; the same scenario runs through the libraries");
            return await Programs.PassThroughAsync("dotnet", [checkout.Built("CsePowerShell.LibraryDemo")], TimeSpan.FromMinutes(15), environment);
        }

        const string Script = """
            Import-Module $env:CSE_TEST_MODULE
            $password = ConvertTo-SecureString $env:CSE_DEMO_PASSWORD -AsPlainText -Force
            $demo = Join-Path $env:CSE_TEST_ROOT 'examples/Quickstart.ps1'
            & $demo -Server $env:CSE_DEMO_SERVER -CertificateThumbprint $env:CSE_DEMO_THUMBPRINT -NodeSshPort $env:CSE_DEMO_SSH_PORT `
                -Org acme -Credential ([pscredential]::new('alice', $password)) -SecondOrg globex -SecondCredential ([pscredential]::new('bob', $password)) `
                -Vdc acme-vdc -Network acme-net
            """;
        return await PowerShellEngine.PassThroughAsync(Script, TimeSpan.FromMinutes(15), environment);
    }

    // In the same cloud: register, two hosts, a tenant over /api/cse, one host killed in the middle.
    private async Task<int> ServicePathAsync(Dictionary<string, string> environment)
    {
        if (Programs.Find("rabbitmq-server") is null)
        {
            Console.WriteLine("demo: skipped: the service path, for rabbitmq-server is not on this machine: apt-get install rabbitmq-server");
            return 0;
        }

        await using ChildProgram broker = await ChildProgram.StartAsync(checkout.Built("CsePowerShell.LibraryDemo"), ["broker"]);
        Console.WriteLine($"demo: the service path, with a RabbitMQ of its own on port {broker.Endpoint}");
        environment["CSE_DEMO_BROKER_PORT"] = broker.Endpoint;
        environment["CSE_DEMO_SERVICE"] = checkout.Built("CsePowerShell.Service");
        if (engine is null)
        {
            return await Programs.PassThroughAsync("dotnet", [checkout.Built("CsePowerShell.LibraryDemo"), "service"], TimeSpan.FromMinutes(10), environment);
        }

        const string Script = """
            Import-Module $env:CSE_TEST_MODULE
            $password = ConvertTo-SecureString $env:CSE_DEMO_PASSWORD -AsPlainText -Force
            $demo = Join-Path $env:CSE_TEST_ROOT 'examples/ServiceQuickstart.ps1'
            & $demo -Server $env:CSE_DEMO_SERVER -CertificateThumbprint $env:CSE_DEMO_THUMBPRINT -NodeSshPort $env:CSE_DEMO_SSH_PORT `
                -Credential ([pscredential]::new('administrator', $password)) -SetVcdBroker -BrokerHost 127.0.0.1 -BrokerPort $env:CSE_DEMO_BROKER_PORT -BrokerNoTls `
                -BrokerCredential ([pscredential]::new('guest', (ConvertTo-SecureString guest -AsPlainText -Force))) `
                -Org acme -TenantCredential ([pscredential]::new('alice', $password)) -Vdc acme-vdc -Network acme-net
            """;
        return await PowerShellEngine.PassThroughAsync(Script, TimeSpan.FromMinutes(10), environment);
    }
}
