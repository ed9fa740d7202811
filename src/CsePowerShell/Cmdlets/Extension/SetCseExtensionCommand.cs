using System.Management.Automation;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Extension.Registration;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>Changes the registration of the extension: priority, paths, routing key, exchange, and the roles that hold its right.</summary>
/// <remarks>
/// How long vCloud Director waits for an answer is no part of a registration, and its API neither shows nor changes it: <c>cell-management-tool manage-config -n
/// extensibility.timeout -v SECONDS</c> on a cell does. Test-CseExtension -Measure finds it out.
/// </remarks>
[Cmdlet(VerbsCommon.Set, "CseExtension", SupportsShouldProcess = true)]
[OutputType(typeof(CseExtension))]
public sealed class SetCseExtensionCommand : CseBrokerCmdlet
{
    /// <summary>Name of the service in vCD.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionCompleter))]
    public string Name { get; set; } = "cse";

    /// <summary>Which service comes first where several fit a request: 0 to 100, the highest wins.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int? Priority { get; set; }

    /// <summary>Regular expressions of the paths that the service answers, all of them: others are removed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? UrlPattern { get; set; }

    /// <summary>Routing key of the requests. Needs -BrokerCredential, and hosts have to be told the same.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoutingKey { get; set; }

    /// <summary>Exchange that vCD publishes requests to. Needs -BrokerCredential, and hosts have to be told the same.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Exchange { get; set; }

    /// <summary>Roles that get the right to create and change clusters, in every organization, beside those that hold it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RoleCompleter))]
    public string[]? GrantRole { get; set; }

    /// <summary>Returns the extension as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        (CseConnection connection, VCloudClient client) = await AdministratorAsync();
        ExtensionRegistrar registrar = new(client);
        BrokerOptions broker = await BrokerAsync(client, stop);
        string space = await registrar.FindAsync(Name, null, stop) is { } found ? found.Service.Namespace : Name;
        RegistrationSettings settings = new() { Name = Name, Namespace = space, Broker = broker };
        ExtensionChange change = new() { Exchange = Exchange, RoutingKey = RoutingKey, Priority = Priority, UrlPatterns = UrlPattern, Roles = GrantRole };
        RegistrationPlan plan = await registrar.PlanChangeAsync(settings, change, stop);
        if (await ConfirmAndApplyAsync(plan, $"Change the extension '{Name}' in {connection.Server.Name}", stop) && IsOn(PassThru)
            && await registrar.FindAsync(Name, null, stop) is { } status)
        {
            await EmitAsync(status.ToOutput(connection.Id));
        }
    }
}
