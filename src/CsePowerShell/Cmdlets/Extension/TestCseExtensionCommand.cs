using System.Management.Automation;
using System.Security;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Extension.Registration;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>Looks at everything between a tenant's request and its answer: registration, right, broker, hosts, the service's account and vCD's timeout.</summary>
/// <remarks>One row per check, with what to do about it. It changes nothing.</remarks>
[Cmdlet(VerbsDiagnostic.Test, "CseExtension")]
[OutputType(typeof(CseTestResult), typeof(bool))]
public sealed class TestCseExtensionCommand : CseBrokerCmdlet
{
    private bool _isFine = true;

    /// <summary>Name of the service in vCD.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExtensionCompleter))]
    public string Name { get; set; } = "cse";

    /// <summary>The service's own account at vCD. Without it, the account of the connection is looked at.</summary>
    [Parameter]
    [PSDefaultValue(Help = "The account of the connection")]
    [Credential]
    public PSCredential? ServiceCredential { get; set; }

    /// <summary>A tenant's VDC to look at whether the account could compose and power on there; without it, the first of any tenant.</summary>
    [Parameter]
    [PSDefaultValue(Help = "The first of any tenant")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VdcCompleter))]
    public string? Vdc { get; set; }

    /// <summary>Finds out how long vCD waits for an answer, which takes as long as it is.</summary>
    [Parameter]
    public SwitchParameter Measure { get; set; }

    /// <summary>Returns nothing but whether no check failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

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

        RegistrationSettings settings = new() { Name = Name, Namespace = space, Broker = broker };
        ExtensionTestOptions options = new() { Account = Account(connection), Vdc = Vdc, MeasureTimeout = IsOn(Measure) };
        await registrar.TestAsync(CseExtensionCmdlet.Control(client), settings, options, async row =>
        {
            _isFine &= row.Result != CheckOutcome.Failed;
            if (!IsOn(Quiet))
            {
                await EmitAsync(row.ToOutput(connection.Id));
            }
        }, stop);
        if (IsOn(Quiet))
        {
            await EmitAsync(_isFine);
        }
    }

    private VCloudConnectionOptions? Account(CseConnection connection)
    {
        if (ServiceCredential is not { } credential)
        {
            return null;
        }

        (string user, SecureString password) = Unpack(credential);
        VCloudConnectionOptions options = connection.SameServer!();
        int at = user.LastIndexOf('@');
        (options.UserName, options.Org, options.Password) = (at > 0 ? user.Substring(0, at) : user, at > 0 ? user.Substring(at + 1) : "System", SecureText.Of(password));
        return options;
    }
}
