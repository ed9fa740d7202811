using System.Management.Automation;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Extension.Registration;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>Takes back what Register-CseExtension made, in vCloud Director and on the broker.</summary>
/// <remarks>What was there before is left, or put back, as it was. Clusters stay.</remarks>
[Cmdlet(VerbsLifecycle.Unregister, "CseExtension", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = BrokerSet)]
[OutputType(typeof(CseExtensionPlan))]
public sealed class UnregisterCseExtensionCommand : CseBrokerCmdlet
{
    private const string BrokerSet = "Broker";
    private const string KeepSet = "KeepBroker";

    /// <summary>Name of the service in vCD.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionCompleter))]
    public string Name { get; set; } = "cse";

    /// <summary>User and password on the broker.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = BrokerSet)]
    [Credential]
    [ValidateNotNull]
    public override PSCredential? BrokerCredential { get; set; }

    /// <summary>Leaves exchange and queues on the broker.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeepSet)]
    public SwitchParameter KeepBroker { get; set; }

    /// <summary>Goes on although jobs wait on the broker, hosts are running, or nothing says that Register-CseExtension made the service. Waiting jobs are lost.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns what was checked and would be written as an object, and writes nothing.</summary>
    [Parameter]
    public SwitchParameter PlanOnly { get; set; }

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        (CseConnection connection, VCloudClient client) = await AdministratorAsync();
        ExtensionRegistrar registrar = new(client);
        BrokerOptions broker = await BrokerAsync(client, stop);
        string space = Name;
        if (await registrar.FindAsync(Name, null, stop) is { } found)
        {
            (broker.Exchange, broker.RoutingKey, space) = (found.Service.Exchange, found.Service.RoutingKey, found.Service.Namespace);
        }

        RegistrationSettings settings = new() { Name = Name, Namespace = space, Broker = broker, Force = IsOn(Force) };
        RegistrationPlan plan = await registrar.PlanUnregisterAsync(settings, IsOn(KeepBroker), stop);
        if (IsOn(PlanOnly))
        {
            await EmitAsync(plan.ToOutput(Name, connection.Id));
            return;
        }

        await ConfirmAndApplyAsync(plan, $"Unregister the extension '{Name}' in {connection.Server.Name}", stop);
    }
}
