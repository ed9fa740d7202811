using System.Management.Automation;
using System.Security;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Connections;
using CsePowerShell.Extension.Registration;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>The base of cmdlets that administer the extension, in vCD and on the broker.</summary>
public abstract class CseBrokerCmdlet : CseConnectedCmdlet
{
    private protected CseBrokerCmdlet()
    {
    }

    private protected CseBrokerCmdlet(TimeSpan grace)
        : base(grace)
    {
    }

    /// <summary>Host name of the broker, as in its certificate. Without it, vCD's own AMQP settings say where the broker is.</summary>
    [Parameter]
    [PSDefaultValue(Help = "As vCD's own AMQP settings say")]
    [ValidateNotNullOrEmpty]
    public virtual string? BrokerHost { get; set; }

    /// <summary>TCP port of the broker, 1 to 65535; 5671 by default, 5672 without TLS.</summary>
    [Parameter]
    [PSDefaultValue(Value = 5671)]
    [ValidateRange(1, 65535)]
    public int? BrokerPort { get; set; }

    /// <summary>Virtual host on the broker; <c>/</c> by default.</summary>
    [Parameter]
    [PSDefaultValue(Value = "/")]
    [ValidateNotNullOrEmpty]
    public string? BrokerVirtualHost { get; set; }

    /// <summary>User and password on the broker.</summary>
    [Parameter]
    [Credential]
    public virtual PSCredential? BrokerCredential { get; set; }

    /// <summary>Speaks to the broker without TLS: session tokens of tenants then cross the network in clear text.</summary>
    [Parameter]
    public SwitchParameter BrokerNoTls { get; set; }

    /// <summary>SHA-256 (64 digits) or SHA-1 (40 digits) thumbprint of the broker's certificate, colons allowed. This certificate is trusted, and no other.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BrokerCertificateThumbprint { get; set; }

    /// <summary>PEM or DER file of a certificate authority that is trusted beside those of this machine.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BrokerCertificateAuthority { get; set; }

    /// <summary>Accepts any certificate of the broker. Pinning with -BrokerCertificateThumbprint is better.</summary>
    [Parameter]
    public SwitchParameter BrokerSkipCertificateCheck { get; set; }

    /// <summary>What the names of the service's queues begin with; <c>cse</c> by default, as <c>amqp.queue_prefix</c> of the hosts' configuration.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    public string QueuePrefix { get; set; } = "cse";

    /// <summary>Number of job queues, 1 to 64; 1 by default, as <c>service.job_queues</c> of the hosts' configuration.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int JobQueues { get; set; } = 1;

    /// <summary>Takes a credential apart. A seam, since the reference assembly's credential is empty.</summary>
    internal Func<PSCredential, (string User, SecureString Password)> Unpack { get; set; } = credential => (credential.UserName, credential.Password);

    /// <summary>The session of the one connection, which has to be a system administrator's.</summary>
    private protected async Task<(CseConnection Connection, VCloudClient Client)> AdministratorAsync() => CseExtensionCmdlet.Administrator(await ConnectionAsync());

    /// <summary>The broker as the parameters say; what they leave open, vCD's own settings say.</summary>
    private protected async Task<BrokerOptions> BrokerAsync(VCloudClient? client, CancellationToken stop)
    {
        BrokerOptions broker = new()
        {
            QueuePrefix = QueuePrefix,
            JobQueues = JobQueues,
            UseTls = !IsOn(BrokerNoTls),
            SkipCertificateCheck = IsOn(BrokerSkipCertificateCheck),
            CertificateThumbprint = BrokerCertificateThumbprint,
            CertificateAuthorityFile = BrokerCertificateAuthority is { } file ? await Pump.AskAsync(() => CmdletHost.ResolvePath(file)) : null,
            Clock = Clock,
            Logger = ConnectionLog.Create(),
        };
        if (BrokerHost is { } host)
        {
            (broker.Host, broker.Port, broker.VirtualHost) = (host, BrokerPort, BrokerVirtualHost ?? "/");
        }
        else if (client is not null)
        {
            AmqpSettings vcd = await client.AmqpSettings.GetAsync(stop);
            (broker.Host, broker.VirtualHost) = (vcd.Host, BrokerVirtualHost ?? vcd.VirtualHost);
            broker.UseTls = broker.UseTls && vcd.UseTls;
            broker.Port = BrokerPort ?? vcd.Port;
            Tell($"vCD's AMQP settings name the broker: {vcd}.");
        }

        if (BrokerCredential is { } credential)
        {
            (string user, SecureString password) = Unpack(credential);
            (broker.UserName, broker.Password) = (user, () => SecureText.Of(password));
        }

        return broker;
    }

    /// <summary>Tells what the checks found that is not a reason to stop. What a command is about to mend need not be told.</summary>
    private protected async Task WarnAboutAsync(RegistrationPlan plan)
    {
        foreach (CheckResult check in plan.Checks.Where(check => check.Result == CheckOutcome.Warning && check.Name is not ("Exchange" or "Queues")))
        {
            await WarnAsync(check.Fix.Length > 0 ? $"{check.Name}: {check.Detail} {check.Fix}" : $"{check.Name}: {check.Detail}");
        }

        foreach (string note in plan.Notes)
        {
            await WarnAsync(note);
        }
    }

    /// <summary>Asks once, with every write as a line, and then does them.</summary>
    /// <returns>False when the user said no, or only wanted to know.</returns>
    private protected async Task<bool> ConfirmAndApplyAsync(RegistrationPlan plan, string action, CancellationToken stop)
    {
        plan.ThrowIfBlocked();
        await WarnAboutAsync(plan);
        if (plan.IsEmpty)
        {
            Tell($"{action}: nothing has to be written.");
            return true;
        }

        string steps = string.Join(Environment.NewLine, plan.Steps.Select((step, number) => $"  {number + 1}. {step}."));
        if (!await ConfirmAsync($"{action}.{Environment.NewLine}{steps}", $"{steps}{Environment.NewLine}{action}?"))
        {
            return false;
        }

        await ExtensionRegistrar.ApplyAsync(plan, step => Tell(step.ToString()), stop);
        return true;
    }
}
