using System.Management.Automation;
using System.Security;
using CsePowerShell.Binding;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Extension.Registration;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>
/// Registers the API extension in vCloud Director and prepares the message broker, so that hosts of the service can answer <c>/api/cse</c>.
/// </summary>
/// <remarks>Everything is checked before anything is written; run again it writes only what is missing.</remarks>
[Cmdlet(VerbsLifecycle.Register, "CseExtension", SupportsShouldProcess = true, DefaultParameterSetName = BrokerSet)]
[OutputType(typeof(CseExtension), typeof(CseExtensionPlan))]
public sealed class RegisterCseExtensionCommand : CseBrokerCmdlet
{
    private const string BrokerSet = "Broker";
    private const string VcdSet = "FromVcdSettings";

    /// <summary>Name of the service in vCD.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "cse";

    /// <summary>Namespace in vCD: prefix of the right, and what tasks of the service carry. It cannot be changed later.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Namespace { get; set; } = "cse";

    /// <summary>Host name of the broker, as in its certificate.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = BrokerSet)]
    [ValidateNotNullOrEmpty]
    public override string? BrokerHost { get; set; }

    /// <summary>User and password on the broker.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Credential]
    [ValidateNotNull]
    public override PSCredential? BrokerCredential { get; set; }

    /// <summary>Takes host, port, virtual host and TLS of the broker from vCD's own AMQP settings.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VcdSet)]
    public SwitchParameter FromVcdSettings { get; set; }

    /// <summary>Exchange that vCD publishes requests to; made if it is not there.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Exchange { get; set; } = "cse-ext";

    /// <summary>Routing key of the requests.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string RoutingKey { get; set; } = "cse";

    /// <summary>Regular expressions of the paths that the service answers; they fit whole paths, and <c>.*</c> crosses slashes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] UrlPattern { get; set; } = [.. RegistrationSettings.DefaultUrlPatterns];

    /// <summary>Which service comes first where several fit a request: 0 to 100, the highest wins; 0 by default, as CSE had it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [PSDefaultValue(Value = 0)]
    [ValidateRange(0, 100)]
    public int? Priority { get; set; }

    /// <summary>
    /// Roles that get the right to create and change clusters, in every organization. By default, when the right is made: Organization Administrator and vApp
    /// Author, who may make vApps anyway.
    /// </summary>
    [Parameter]
    [PSDefaultValue(Help = "Organization Administrator, vApp Author")]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(RoleCompleter))]
    public string[]? GrantRole { get; set; }

    /// <summary>Has vCD itself use this broker. That changes the AMQP settings of the whole installation, notifications included; old and new are shown.</summary>
    [Parameter(ParameterSetName = BrokerSet)]
    public SwitchParameter SetVcdBroker { get; set; }

    /// <summary>User and password with which vCD uses the broker; by default those of -BrokerCredential.</summary>
    [Parameter(ParameterSetName = BrokerSet)]
    [PSDefaultValue(Help = "As -BrokerCredential")]
    [Credential]
    public PSCredential? VcdBrokerCredential { get; set; }

    /// <summary>Changes a registration that says something else.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns what was checked and would be written as an object, and writes nothing.</summary>
    [Parameter]
    public SwitchParameter PlanOnly { get; set; }

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        (CseConnection connection, VCloudClient client) = await AdministratorAsync();
        RegistrationSettings settings = await SettingsAsync(client, stop);
        ExtensionRegistrar registrar = new(client);
        RegistrationPlan plan = await registrar.PlanRegisterAsync(settings, stop);
        if (IsOn(PlanOnly))
        {
            await EmitAsync(plan.ToOutput(Name, connection.Id));
            return;
        }

        if (await ConfirmAndApplyAsync(plan, $"Register the extension '{Name}' in {connection.Server.Name}", stop)
            && await registrar.FindAsync(Name, settings.FullRight, stop) is { } status)
        {
            await EmitAsync(status.ToOutput(connection.Id));
        }
    }

    private async Task<RegistrationSettings> SettingsAsync(VCloudClient client, CancellationToken stop)
    {
        BrokerOptions broker = await BrokerAsync(client, stop);
        (broker.Exchange, broker.RoutingKey) = (Exchange, RoutingKey);
        RegistrationSettings settings = new()
        {
            Name = Name,
            Namespace = Namespace,
            Priority = Priority,
            UrlPatterns = UrlPattern,
            Roles = GrantRole,
            Broker = broker,
            Force = IsOn(Force),
        };
        if (IsOn(SetVcdBroker))
        {
            settings.VcdBroker = await VcdBrokerAsync(client, broker, stop);
        }

        return settings;
    }

    private async Task<(AmqpSettings Settings, VCloudSecret Password)> VcdBrokerAsync(VCloudClient client, BrokerOptions broker, CancellationToken stop)
    {
        AmqpSettings old = await client.AmqpSettings.GetAsync(stop);
        (string user, SecureString password) = Unpack((VcdBrokerCredential ?? BrokerCredential)!);
        AmqpSettings wanted = new()
        {
            Host = broker.Host,
            Port = broker.Port ?? (broker.UseTls ? 5671 : 5672),
            VirtualHost = broker.VirtualHost,
            UserName = user,
            // Notifications go on as they did.
            Exchange = old.Exchange.Length > 0 ? old.Exchange : "systemExchange",
            Prefix = old.Prefix.Length > 0 ? old.Prefix : "vcd",
            UseTls = broker.UseTls,
            // vCD has no trust store of its own unless it was given one, and cannot pin: who trusts a broker's certificate by other means here keeps what vCD had.
            AcceptAllCertificates = broker.UseTls && (broker.SkipCertificateCheck || old is { UseTls: true, AcceptAllCertificates: true }),
        };
        return (wanted, new VCloudSecret(SecureText.Of(password)));
    }
}
