using CsePowerShell.Clusters;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Extension.Transport.RabbitMq;
using CsePowerShell.VCloud;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CsePowerShell.Extension.Registration;

/// <summary>
/// What has to be written to take a registration back: what it made goes, what was there before is as it was. The service goes last, because the record of what
/// was made goes with it.
/// </summary>
internal sealed class UnregisterPlanner(VCloudClient client, RegistrationSettings settings, bool keepBroker)
{
    private readonly BrokerNames _names = new(settings.Broker.QueuePrefix, settings.Broker.JobQueues);
    private readonly List<CheckResult> _checks = [];
    private readonly List<RegistrationStep> _steps = [];
    private readonly List<string> _notes = [];

    public async Task<RegistrationPlan> PlanAsync(CancellationToken cancellationToken)
    {
        VcdState vcd = await VcdState.ReadAsync(client, settings.Name, settings.FullRight, cancellationToken).ConfigureAwait(false);
        RegistrationRecord record = vcd.Record ?? new RegistrationRecord();
        BrokerState? broker = null;
        if (!keepBroker)
        {
            var looking = new BrokerChecks(settings.Broker);
            _checks.AddRange((await looking.RunAsync(cancellationToken).ConfigureAwait(false)).Where(row => row.Name is "Broker connection"));
            broker = looking.State;
            if (broker is not null)
                CheckUse(broker);
        }

        if (vcd.Service is null)
            _notes.Add($"vCD has no extension service \"{settings.Name}\".");
        else if (vcd.Record is null && !settings.Force)
            _checks.Add(Check.Failed("Registration", ErrorCodes.SpecConflict, $"Nothing says that the service \"{settings.Name}\" was registered by Register-CseExtension.", "Use -Force to remove it all the same."));

        PlanService(vcd.Service, record, isEnabledOnly: true);
        if (broker is not null)
            PlanBroker(broker, record, isRecordThere: vcd.Record is not null);
        else if (keepBroker)
            _notes.Add($"On the broker stay exchange {settings.Broker.Exchange}, and exchange and queues whose names begin with {settings.Broker.QueuePrefix}.");
        PlanRight(vcd, record);
        PlanService(vcd.Service, record, isEnabledOnly: false, vcd.Filters);
        if (record.VcdBroker is { } former)
            _notes.Add($"vCD's AMQP settings were {former} before they were changed to {vcd.Broker}. They stay, since vCD never tells the password that belongs to the old ones.");
        return new RegistrationPlan { Checks = _checks, Steps = _checks.Exists(check => check.Result == CheckOutcome.Failed) ? [] : _steps, Notes = _notes };
    }

    private void CheckUse(BrokerState broker)
    {
        if (settings.Force)
            return;
        long jobs = JobQueues(broker).Sum(queue => queue.Messages);
        if (jobs > 0)
        {
            _checks.Add(Check.Failed("Jobs", ErrorCodes.SpecConflict, $"{Count(jobs, "job")} still on the broker ({string.Join(", ", JobQueues(broker).Where(queue => queue.Messages > 0).Select(queue => $"{queue.Name}: {queue.Messages}"))}): clusters would stay half made, and their tasks open.",
                "Let a host finish them (Start-CseService, then Stop-CseService -Drain), or use -Force to throw them away."));
        }

        if (broker.Queue(_names.Requests) is { Consumers: > 0 } requests)
        {
            _checks.Add(Check.Failed("Hosts", ErrorCodes.SpecConflict, $"{Count(requests.Consumers, "host")} taking requests from the queue, and would declare it again.",
                "Stop them first: Stop-CseService -Drain. Or use -Force."));
        }
    }

    private void PlanService(ExtensionService? service, RegistrationRecord record, bool isEnabledOnly, IReadOnlyList<ApiFilter>? filters = null)
    {
        if (service is null)
            return;
        bool isOurs = record.IsMade(RegistrationRecord.Service) || settings.Force;
        if (isEnabledOnly)
        {
            // vCD removes no service that is enabled; and from here on no request comes in for which nobody is there.
            if (isOurs && service.IsEnabled)
                Add("vCD", $"disable extension service \"{service.Name}\"", stop => client.Extensions.UpdateAsync(service, With(service, settings => settings.IsEnabled = false), stop));
            return;
        }

        if (isOurs)
        {
            Add("vCD", $"remove extension service \"{service.Name}\" with its patterns", stop => client.Extensions.RemoveAsync(service, stop));
            return;
        }

        foreach (ApiFilter filter in (filters ?? []).Where(filter => record.Patterns?.Contains(filter.UrlPattern ?? "") == true))
            Add("vCD", $"remove the pattern {filter.UrlPattern}", stop => client.Extensions.RemoveFilterAsync(filter, stop));
        if (record.Was is { } was)
        {
            Add("vCD", $"change extension service \"{service.Name}\" back to exchange {was.Exchange}, routing key {was.RoutingKey}, priority {was.Priority}", stop => client.Extensions.UpdateAsync(service, With(service, settings =>
                (settings.Exchange, settings.RoutingKey, settings.Priority, settings.IsEnabled, settings.Description) = (was.Exchange, was.RoutingKey, was.Priority, was.Enabled, was.Description)), stop));
        }
        else
        {
            Add("vCD", $"take the record out of the description of extension service \"{service.Name}\", which was there before", stop => client.Extensions.UpdateAsync(service, With(service, settings => settings.Description = ""), stop));
        }
    }

    private void PlanRight(VcdState vcd, RegistrationRecord record)
    {
        if (vcd.Right is not { } right)
            return;
        if (record.IsMade(RegistrationRecord.Right))
            Add("vCD", $"remove the right {settings.FullRight} from vCD and from the roles that hold it", stop => client.Rights.RemoveAsync(right, stop));
        else
            _notes.Add($"The right {settings.FullRight} was there before, and stays.");
    }

    private void PlanBroker(BrokerState broker, RegistrationRecord record, bool isRecordThere)
    {
        if (record.Unbound is { } old && broker.Queue(old) is not null && !record.IsMade(RegistrationRecord.Exchange))
            OnBroker($"bind the queue {old} of CSE 1.x to exchange {settings.Broker.Exchange} again", (channel, stop) => channel.QueueBindAsync(old, settings.Broker.Exchange, settings.Broker.RoutingKey, cancellationToken: stop));
        foreach (QueueState queue in JobQueues(broker).Concat(broker.Queue(_names.Requests) is { } requests ? [requests] : []))
            OnBroker($"delete queue {queue.Name}{(queue.Messages > 0 ? $" with {queue.Messages} messages" : "")}", (channel, stop) => channel.QueueDeleteAsync(queue.Name, ifUnused: false, ifEmpty: false, cancellationToken: stop));
        if (broker.Present.ContainsKey(BrokerState.Key("exchange", _names.Control)))
            OnBroker($"delete exchange {_names.Control}", (channel, stop) => channel.ExchangeDeleteAsync(_names.Control, ifUnused: false, cancellationToken: stop));
        if (!broker.Present.ContainsKey(BrokerState.Key("exchange", settings.Broker.Exchange)))
            return;
        if (record.IsMade(RegistrationRecord.Exchange))
            OnBroker($"delete exchange {settings.Broker.Exchange}, unless somebody else has bound a queue to it", DeleteUnusedAsync);
        else
            _notes.Add($"The exchange {settings.Broker.Exchange} {(isRecordThere ? "was there before" : "may have been there before")}, and stays.");
    }

    // The broker refuses to delete an exchange that is in use: then it is somebody else's, too, and stays.
    private async Task DeleteUnusedAsync(IChannel channel, CancellationToken stop)
    {
        try
        {
            await channel.ExchangeDeleteAsync(settings.Broker.Exchange, ifUnused: true, cancellationToken: stop).ConfigureAwait(false);
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == 406)
        {
            settings.Broker.Logger.LogInformation("The exchange {Exchange} is in use by others, and stays.", settings.Broker.Exchange);
        }
    }

    private IEnumerable<QueueState> JobQueues(BrokerState broker) => broker.Queues.Values.Where(queue => queue.Name.StartsWith(settings.Broker.QueuePrefix + ".jobs.", StringComparison.Ordinal));

    private static string Count(long number, string what) => number == 1 ? $"1 {what} is" : $"{number} {what}s are";

    private static ExtensionServiceSettings With(ExtensionService service, Action<ExtensionServiceSettings> change)
    {
        ExtensionServiceSettings settings = ExtensionServiceSettings.Of(service);
        change(settings);
        return settings;
    }

    private void Add(string target, string action, Func<CancellationToken, Task> run) => _steps.Add(new RegistrationStep(target, action, run));

    private void OnBroker(string action, Func<IChannel, CancellationToken, Task> run) => Add("broker", action, stop => BrokerWrites.RunAsync(settings.Broker, action, run, stop));
}
