using CsePowerShell.Clusters;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Extension.Transport.RabbitMq;
using CsePowerShell.VCloud;
using RabbitMQ.Client;

namespace CsePowerShell.Extension.Registration;

/// <summary>
/// What registration has to write. The service comes first, disabled, with a record of what is going to be made; what it needs follows, and last it is enabled:
/// so a registration that dies half way is continued by the next, and no tenant meets a service that has no queue yet.
/// </summary>
internal sealed class RegisterPlanner(VCloudClient client, RegistrationSettings settings)
{
    private readonly BrokerNames _names = new(settings.Broker.QueuePrefix, settings.Broker.JobQueues);
    private readonly BrokerTopology _topology = new(settings.Broker, new BrokerNames(settings.Broker.QueuePrefix, settings.Broker.JobQueues));
    private readonly List<CheckResult> _checks = [];
    private readonly List<string> _notes = [];
    private ExtensionService? _service;
    private EntityReference? _right;

    public async Task<RegistrationPlan> PlanAsync(CancellationToken cancellationToken)
    {
        settings.Validate();
        VcdState vcd = await VcdState.ReadAsync(client, settings.Name, settings.FullRight, cancellationToken).ConfigureAwait(false);
        _checks.Add(Check.Passed("Session", $"{client.Session.User} may administer extensions."));
        _checks.Add(VcdChecks.Others(vcd, settings));
        if (vcd.Service is { } present)
            CheckService(present);
        await CheckVcdBrokerAsync(vcd, cancellationToken).ConfigureAwait(false);
        var broker = new BrokerChecks(settings.Broker);
        _checks.AddRange(await broker.RunAsync(cancellationToken).ConfigureAwait(false));
        return new RegistrationPlan
        {
            Steps = broker.State is { } state && !_checks.Exists(check => check.Result == CheckOutcome.Failed) ? await StepsAsync(vcd, state, cancellationToken).ConfigureAwait(false) : [],
            Checks = _checks,
            Notes = _notes,
        };
    }

    private void CheckService(ExtensionService service)
    {
        if (service.Namespace != settings.Namespace)
        {
            _checks.Add(Check.Failed("Registration", ErrorCodes.SpecConflict, $"The service \"{service.Name}\" has the namespace {service.Namespace}, which cannot be changed to {settings.Namespace}.", "Unregister it first: Unregister-CseExtension."));
            return;
        }

        string[] drift = [.. Drift(service)];
        if (drift.Length > 0 && !settings.Force)
            _checks.Add(Check.Failed("Registration", ErrorCodes.SpecConflict, $"The service \"{service.Name}\" is registered otherwise: {string.Join(", ", drift)}.", "Use -Force to change it, or Set-CseExtension."));
    }

    private IEnumerable<string> Drift(ExtensionService service)
    {
        if (service.Exchange != settings.Broker.Exchange)
            yield return $"exchange {service.Exchange} instead of {settings.Broker.Exchange}";
        if (service.RoutingKey != settings.Broker.RoutingKey)
            yield return $"routing key {service.RoutingKey} instead of {settings.Broker.RoutingKey}";
        if (settings.Priority is { } priority && service.Priority != priority)
            yield return $"priority {service.Priority} instead of {priority}";
        if (service.IsAuthorizationEnabled)
            yield return "vCD's own authorization is on, which refuses every call";
    }

    private async Task CheckVcdBrokerAsync(VcdState vcd, CancellationToken cancellationToken)
    {
        if (settings.VcdBroker is not { } wanted)
        {
            _checks.Add(VcdChecks.Broker(vcd.Broker, settings.Broker));
            return;
        }

        string? refusal = await client.AmqpSettings.TestAsync(wanted.Settings, wanted.Password, cancellationToken).ConfigureAwait(false);
        _checks.Add(refusal is null ? Check.Passed("vCD's broker", $"vCD gets through to {wanted.Settings}.")
            : Check.Failed("vCD's broker", ErrorCodes.BrokerUnavailable, $"vCD does not get through to {wanted.Settings}: {refusal}", "Correct host, port and user for vCD, or give vCD the certificate of the broker's authority."));
    }

    private async Task<IReadOnlyList<RegistrationStep>> StepsAsync(VcdState vcd, BrokerState broker, CancellationToken cancellationToken)
    {
        var steps = new List<RegistrationStep>();
        (_service, _right) = (vcd.Service, vcd.Right);
        RegistrationRecord record = vcd.Record ?? new RegistrationRecord();
        string before = record.Write();
        if (settings.VcdBroker is { } wanted && !VcdChecks.IsSame(vcd.Broker, wanted.Settings))
        {
            record.VcdBroker ??= vcd.Broker.ToString();
            steps.Add(Step("vCD", $"change vCD's AMQP settings, for the whole installation, from {vcd.Broker} to {wanted.Settings}", stop => client.AmqpSettings.UpdateAsync(wanted.Settings, wanted.Password, stop)));
        }

        List<RegistrationStep> making = BrokerSteps(broker, record);
        if (vcd.Right is null)
        {
            record.Add(RegistrationRecord.Right);
            making.Add(Step("vCD", $"make the right {settings.FullRight}", async stop => _right = await client.Rights.RegisterAsync(_service!, settings.Right,
                "Lets its holder create and change Kubernetes clusters.", "cseRight", "cseBundleKey", stop).ConfigureAwait(false)));
        }

        making.AddRange(await GrantAsync(vcd.Right, cancellationToken).ConfigureAwait(false));
        steps.AddRange(ServiceSteps(vcd, record, before, making));
        return steps;
    }

    private async Task<IReadOnlyList<RegistrationStep>> GrantAsync(EntityReference? right, CancellationToken cancellationToken)
    {
        var grants = new RightGrants(client);
        if (settings.Roles is null && right is not null && (await grants.FindHoldersAsync(right, stopAtFirst: true, cancellationToken).ConfigureAwait(false)).Count > 0)
            return [];
        IReadOnlyList<string> roles = settings.Roles ?? RegistrationSettings.DefaultRoles;
        if (roles.Count > 0)
            return await grants.PlanAsync(right, () => _right!, settings.FullRight, roles, cancellationToken).ConfigureAwait(false);
        _notes.Add($"No role gets the right {settings.FullRight}: tenants are answered with 403 until one of theirs holds it.");
        return [];
    }

    private List<RegistrationStep> BrokerSteps(BrokerState broker, RegistrationRecord record)
    {
        List<BrokerObject> missing = [.. new[] { _topology.Exchange }.Concat(_topology.Queues()).Append(_topology.Control).Where(one => !broker.Present.ContainsKey(BrokerState.Key(one.Kind, one.Name)))];
        if (missing.Contains(_topology.Exchange) || !broker.Present.ContainsKey(BrokerState.Key("exchange", settings.Broker.Exchange)))
            record.Add(RegistrationRecord.Exchange);
        List<RegistrationStep> steps = [.. missing.Select(one => OnBroker($"declare {one}", one.DeclareAsync))];
        string leftOver = BrokerNames.LeftOver(settings.Broker);
        QueueState? old = broker.Queue(leftOver);
        bool mustUnbind = old is not null && (record.Unbound != leftOver || old.Consumers > 0);
        if (broker.IsRouted == false || (broker.IsRouted is null && mustUnbind))
            steps.Add(OnBroker($"bind queue {_topology.Binding.Name} {_topology.Binding.Properties}", _topology.Binding.DeclareAsync));
        if (mustUnbind)
        {
            record.Unbound = leftOver;
            steps.Add(OnBroker($"unbind queue {leftOver}, left over from CSE 1.x, from exchange {settings.Broker.Exchange}",
                (channel, stop) => channel.QueueUnbindAsync(leftOver, settings.Broker.Exchange, settings.Broker.RoutingKey, cancellationToken: stop)));
            _notes.Add(old!.Consumers > 0
                ? $"{old.Consumers} consumers take from the old queue {leftOver}: stop the server of CSE 1.x, which binds it again whenever it starts."
                : $"The old queue {leftOver} stays with its {old.Messages} messages; remove it when nobody needs it.");
        }

        return steps;
    }

    private IEnumerable<RegistrationStep> ServiceSteps(VcdState vcd, RegistrationRecord record, string before, List<RegistrationStep> making)
    {
        if (vcd.Service is not { } present)
        {
            record.Add(RegistrationRecord.Service);
            yield return Step("vCD", $"register extension service \"{settings.Name}\" (namespace {settings.Namespace}, exchange {settings.Broker.Exchange}, routing key {settings.Broker.RoutingKey}, priority {settings.Priority ?? 0}), disabled, with the patterns {string.Join(", ", settings.UrlPatterns)}",
                async stop => _service = await client.Extensions.RegisterAsync(Wanted(new ExtensionServiceSettings { Name = settings.Name, Namespace = settings.Namespace, IsEnabled = false, UrlPatterns = settings.UrlPatterns }, record), stop).ConfigureAwait(false));
            foreach (RegistrationStep step in making)
                yield return step;
            yield return Enable(record);
            yield break;
        }

        List<string> missing = [.. settings.UrlPatterns.Where(pattern => !vcd.Filters.Any(filter => filter.UrlPattern == pattern))];
        string[] drift = [.. Drift(present)];
        if (!record.IsMade(RegistrationRecord.Service))
        {
            if (drift.Length > 0)
                record.Was ??= new() { Exchange = present.Exchange, RoutingKey = present.RoutingKey, Priority = present.Priority, Enabled = present.IsEnabled, Description = present.Description };
            if (missing.Count > 0)
                record.Patterns = [.. record.Patterns ?? [], .. missing];
        }

        if (drift.Length > 0 || record.Write() != before)
        {
            string what = drift.Length > 0 ? $"change extension service \"{present.Name}\": {string.Join(", ", drift)}" : $"note in the description of extension service \"{present.Name}\" what is made for it";
            yield return Step("vCD", what, async stop => _service = await client.Extensions.UpdateAsync(present, Wanted(ExtensionServiceSettings.Of(present), record), stop).ConfigureAwait(false));
        }

        foreach (RegistrationStep step in making)
            yield return step;
        foreach (string pattern in missing)
            yield return Step("vCD", $"add the pattern {pattern}", stop => client.Extensions.AddFilterAsync(present, pattern, stop));
        if (!present.IsEnabled)
            yield return Enable(record);
    }

    private RegistrationStep Enable(RegistrationRecord record) => Step("vCD", $"enable extension service \"{settings.Name}\"", stop =>
    {
        ExtensionServiceSettings wanted = Wanted(ExtensionServiceSettings.Of(_service!), record);
        wanted.IsEnabled = true;
        return client.Extensions.UpdateAsync(_service!, wanted, stop);
    });

    private ExtensionServiceSettings Wanted(ExtensionServiceSettings service, RegistrationRecord record)
    {
        service.Exchange = settings.Broker.Exchange;
        service.RoutingKey = settings.Broker.RoutingKey;
        service.Priority = settings.Priority ?? service.Priority;
        service.Description = record.Write();
        return service;
    }

    private static RegistrationStep Step(string target, string action, Func<CancellationToken, Task> run) => new(target, action, run);

    private RegistrationStep OnBroker(string action, Func<IChannel, CancellationToken, Task> run) => new("broker", action, stop => BrokerWrites.RunAsync(settings.Broker, action, run, stop));
}
