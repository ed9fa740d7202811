using CsePowerShell.Clusters;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Extension.Transport.RabbitMq;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Registration;

/// <summary>What changing a registration has to write.</summary>
internal sealed class ChangePlanner(VCloudClient client, RegistrationSettings settings, ExtensionChange change)
{
    public async Task<RegistrationPlan> PlanAsync(CancellationToken cancellationToken)
    {
        VcdState vcd = await VcdState.ReadAsync(client, settings.Name, settings.FullRight, cancellationToken).ConfigureAwait(false);
        ExtensionService service = vcd.Service
            ?? throw new ClusterException(ErrorCodes.NotFound, $"vCD has no extension service \"{settings.Name}\".", "Register it first: Register-CseExtension.");
        (string exchange, string key) = (change.Exchange ?? service.Exchange, change.RoutingKey ?? service.RoutingKey);
        var checks = new List<CheckResult>();
        var steps = new List<RegistrationStep>();
        var notes = new List<string>();
        settings.UrlPatterns = change.UrlPatterns ?? [.. vcd.Filters.Select(filter => filter.UrlPattern).OfType<string>()];
        (settings.Broker.Exchange, settings.Broker.RoutingKey) = (exchange, key);
        checks.Add(VcdChecks.Others(vcd, settings));
        if (exchange != service.Exchange || key != service.RoutingKey)
            await PlanBrokerAsync(checks, steps, notes, cancellationToken).ConfigureAwait(false);
        foreach (string pattern in settings.UrlPatterns.Where(pattern => !vcd.Filters.Any(filter => filter.UrlPattern == pattern)))
            steps.Add(Step($"add the pattern {pattern}", stop => client.Extensions.AddFilterAsync(service, pattern, stop)));
        string[] changes = [.. Changes(service, exchange, key)];
        if (changes.Length > 0)
        {
            ExtensionServiceSettings wanted = ExtensionServiceSettings.Of(service);
            (wanted.Exchange, wanted.RoutingKey, wanted.Priority) = (exchange, key, change.Priority ?? service.Priority);
            steps.Add(Step($"change extension service \"{service.Name}\": {string.Join(", ", changes)}", stop => client.Extensions.UpdateAsync(service, wanted, stop)));
        }

        foreach (ApiFilter filter in vcd.Filters.Where(filter => filter.UrlPattern is { } pattern && !settings.UrlPatterns.Contains(pattern)))
            steps.Add(Step($"remove the pattern {filter.UrlPattern}", stop => client.Extensions.RemoveFilterAsync(filter, stop)));
        if (change.Roles is { } roles)
        {
            EntityReference right = vcd.Right ?? throw new ClusterException(ErrorCodes.NotFound, $"vCD has no right {settings.FullRight}.", "Register-CseExtension makes it.");
            steps.AddRange(await new RightGrants(client).PlanAsync(right, () => right, settings.FullRight, roles, cancellationToken).ConfigureAwait(false));
        }

        return new RegistrationPlan { Checks = checks, Steps = checks.Exists(check => check.Result == CheckOutcome.Failed) ? [] : steps, Notes = notes };
    }

    private async Task PlanBrokerAsync(List<CheckResult> checks, List<RegistrationStep> steps, List<string> notes, CancellationToken cancellationToken)
    {
        if (settings.Broker.UserName.Length == 0)
        {
            checks.Add(Check.Failed("Broker connection", ErrorCodes.ValidationFailed, "Another exchange or routing key needs a binding on the broker, and no user for the broker was given.", "Give -BrokerCredential."));
            return;
        }

        var looking = new BrokerChecks(settings.Broker);
        checks.AddRange(await looking.RunAsync(cancellationToken).ConfigureAwait(false));
        if (looking.State is not { } broker)
            return;
        var topology = new BrokerTopology(settings.Broker, new BrokerNames(settings.Broker.QueuePrefix, settings.Broker.JobQueues));
        foreach (BrokerObject wanted in new[] { topology.Exchange }.Concat(topology.Queues()).Where(one => !broker.Present.ContainsKey(BrokerState.Key(one.Kind, one.Name))).Append(topology.Binding))
        {
            string action = wanted.Kind == "binding" ? $"bind queue {wanted.Name} {wanted.Properties}" : $"declare {wanted}";
            steps.Add(new RegistrationStep("broker", action, stop => BrokerWrites.RunAsync(settings.Broker, action, wanted.DeclareAsync, stop)));
        }

        notes.Add($"Hosts have to be told, too, before they are started the next time: amqp.exchange {settings.Broker.Exchange}, amqp.routing_key {settings.Broker.RoutingKey}.");
    }

    private IEnumerable<string> Changes(ExtensionService service, string exchange, string key)
    {
        if (exchange != service.Exchange)
            yield return $"exchange {service.Exchange} to {exchange}";
        if (key != service.RoutingKey)
            yield return $"routing key {service.RoutingKey} to {key}";
        if (change.Priority is { } priority && priority != service.Priority)
            yield return $"priority {service.Priority} to {priority}";
    }

    private static RegistrationStep Step(string action, Func<CancellationToken, Task> run) => new("vCD", action, run);
}
