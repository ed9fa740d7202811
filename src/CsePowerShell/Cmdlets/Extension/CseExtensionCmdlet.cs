using System.Management.Automation;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Extension.Registration;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>The base of cmdlets that need no more of an extension than its name, and the running service.</summary>
public abstract class CseExtensionCmdlet : CseConnectedCmdlet
{
    private protected CseExtensionCmdlet()
    {
    }

    /// <summary>Name of the service in vCD.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionCompleter))]
    public string Name { get; set; } = "cse";

    private protected async Task<(CseConnection Connection, VCloudClient Client)> AdministratorAsync() => Administrator(await ConnectionAsync());

    /// <summary>A connection that may administer, or an error that says which could.</summary>
    internal static (CseConnection Connection, VCloudClient Client) Administrator(CseConnection connection) =>
        connection.Client is { } client && connection.Server.IsSystem
            ? (connection, client)
            : throw new ClusterException(ErrorCodes.RightMissing, $"'{connection.Id}' is no system administrator's connection.",
                "Connect to the organization System: Connect-CseServer -Org System, or name such a connection with -Server.");

    /// <summary>The running service, asked through the connection. What it knows of templates comes from vCD itself, whatever the mode of the connection.</summary>
    internal static ServiceControl Control(VCloudClient client) => new(client, new DirectOperations(client, new EngineOptions()));

    /// <summary>The extension with all that can be found out about it.</summary>
    private protected static async Task<CseExtension> ReadAsync(CseConnection connection, VCloudClient client, string name, CancellationToken stop)
    {
        ExtensionStatus status = await new ExtensionRegistrar(client).FindAsync(name, null, stop)
            ?? throw new ClusterException(ErrorCodes.NotFound, $"vCD has no extension service '{name}'.", "Register it: Register-CseExtension.");
        CseExtension extension = status.ToOutput(connection.Id);
        ServiceControl control = Control(client);
        Task<bool> serving = control.IsServingAsync(stop);
        ServiceReport report = status.Service.IsEnabled ? await control.AskAsync(stop) : new ServiceReport();
        extension.IsServingTenants = await serving;
        extension.Hosts = [.. report.Hosts.Select(host => host.ToOutput(connection.Id))];
        (extension.RequestsWaiting, extension.JobsWaiting, extension.JobsFailed) = (report.Queues?.Requests, report.Queues?.Jobs, report.Queues?.Failed);
        extension.State = !status.Service.IsEnabled ? "Off" : !report.IsAnswered ? "NoHost" : extension.IsServingTenants ? "Serving" : "Disabled";
        return extension;
    }
}
