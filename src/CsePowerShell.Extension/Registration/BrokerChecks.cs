using CsePowerShell.Clusters;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Extension.Transport.RabbitMq;

namespace CsePowerShell.Extension.Registration;

/// <summary>Reads the broker and says, row by row, whether the service can live there.</summary>
internal sealed class BrokerChecks(BrokerOptions options)
{
    private static readonly Version s_least = new(3, 8);

    private readonly BrokerNames _names = new(options.QueuePrefix, options.JobQueues);
    private readonly BrokerTopology _topology = new(options, new BrokerNames(options.QueuePrefix, options.JobQueues));

    /// <summary>What was found; null when there was no connection.</summary>
    public BrokerState? State { get; private set; }

    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            State = await new BrokerSurvey(options, _names).ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (BrokerConnectionException error)
        {
            return [Check.Failed("Broker connection", error.Code, error.Summary, error.Hint)];
        }
        catch (TransportException error)
        {
            return [Check.Failed("Broker connection", ErrorCodes.BrokerUnavailable, error.Message, "Look at the broker's log.")];
        }

        List<CheckResult> rows = [Connection(), Version(State), Permissions(State), Exchange(State)];
        rows.AddRange(Queues(State));
        if (LeftOver(State) is { } leftOver)
            rows.Add(leftOver);
        return rows;
    }

    private CheckResult Connection()
    {
        string where = $"{options.Host}:{options.EffectivePort}, virtual host \"{options.VirtualHost}\", user \"{options.UserName}\"";
        return !options.UseTls
            ? Check.Warning("Broker connection", $"{where}, without TLS: session tokens of tenants cross the network in clear text.", "Give the broker a certificate and use its TLS port.")
            : options.SkipCertificateCheck && options.CertificateThumbprint is null
            ? Check.Warning("Broker connection", $"{where}, TLS with any certificate: whoever answers at that address is trusted.", "Pin the certificate, or name its authority.")
            : Check.Passed("Broker connection", $"{where}, TLS with a trusted certificate.");
    }

    private static CheckResult Version(BrokerState state) => !string.Equals(state.Product, "RabbitMQ", StringComparison.OrdinalIgnoreCase)
        ? Check.Warning("Broker version", $"The broker is {(state.Product.Length > 0 ? state.Product : "unknown")}; the service is made for RabbitMQ 3.8 or later.")
        : state.Version is not { } version
        ? Check.Warning("Broker version", "The broker does not tell its version; RabbitMQ 3.8 or later is needed.")
        : version < s_least
        ? Check.Failed("Broker version", ErrorCodes.VersionUnsupported, $"The broker is RabbitMQ {version}, which has no quorum queues.", "Update it to 3.8 or later.")
        : Check.Passed("Broker version", $"RabbitMQ {version}.");

    private CheckResult Permissions(BrokerState state) => state.MissingPermission is { } missing
        ? Check.Failed("Broker permissions", ErrorCodes.Forbidden, $"User \"{options.UserName}\" may not do what the service needs: {missing}.",
            $"rabbitmqctl set_permissions -p {options.VirtualHost} {options.UserName} '.*' '.*' '.*' (or patterns that fit {options.QueuePrefix}.*, {options.Exchange}, amq.default and vCD's reply exchange).")
        : Check.Passed("Broker permissions", $"User \"{options.UserName}\" may configure, write and read {options.QueuePrefix}.*.");

    private CheckResult Exchange(BrokerState state)
    {
        if (!state.Present.TryGetValue(BrokerState.Key("exchange", options.Exchange), out string? fault))
            return Check.Warning("Exchange", $"There is no exchange {options.Exchange}: vCD would answer every request with 500.", "Register-CseExtension makes it.");
        return fault is null ? Check.Passed("Exchange", $"{_topology.Exchange} is there.")
            : Check.Failed("Exchange", ErrorCodes.SpecConflict, $"The exchange {options.Exchange} cannot be used: {fault}.", "vCD needs a direct, durable exchange. Choose another name with -Exchange, or remove this one.");
    }

    private IEnumerable<CheckResult> Queues(BrokerState state)
    {
        List<BrokerObject> wanted = [_topology.Control, .. _topology.Queues()];
        List<BrokerObject> missing = [.. wanted.Where(one => !state.Present.ContainsKey(BrokerState.Key(one.Kind, one.Name)))];
        bool isFine = missing.Count == 0;
        foreach (BrokerObject one in wanted)
        {
            if (state.Present.TryGetValue(BrokerState.Key(one.Kind, one.Name), out string? fault) && fault is not null)
            {
                isFine = false;
                yield return Check.Failed("Queues", ErrorCodes.SpecConflict, $"The {one.Kind} {one.Name} is not as it has to be: {fault}.",
                    "Is it somebody else's? Then choose another -QueuePrefix, here and as amqp.queue_prefix of the hosts. If not, remove it.");
            }
        }

        if (missing.Count > 0)
            yield return Check.Warning("Queues", $"Missing: {string.Join(", ", missing.Select(one => one.Name))}.", "Register-CseExtension makes them, and so does a host that starts.");
        if (state.Queues.Keys.FirstOrDefault(name => _names.FurtherJobs().Take(64).Contains(name)) is { } further)
        {
            isFine = false;
            yield return Check.Warning("Queues", $"The queue {further} belongs to a configuration with more job queues than {options.JobQueues}{(state.Queue(further)!.Messages > 0 ? $", and holds {state.Queue(further)!.Messages} jobs that nobody works on" : "")}.",
                "Give all hosts and this command the same number of job queues.");
        }

        if (state.Queue(_names.FailedJobs) is { Messages: > 0 } failed)
        {
            isFine = false;
            yield return Check.Warning("Queues", $"{failed.Messages} jobs failed 20 times and were set aside in {failed.Name}.", "Look at the hosts' logs, and purge the queue.");
        }

        if (isFine)
            yield return Check.Passed("Queues", $"{string.Join(", ", _topology.Queues().Select(one => one.Name))} are there.");
    }

    private CheckResult? LeftOver(BrokerState state)
    {
        if (state.Queue(BrokerNames.LeftOver(options)) is not { } queue)
            return null;
        string what = $"The queue {queue.Name} of CSE 1.x is still there, with {queue.Messages} messages";
        return queue.Consumers > 0
            ? Check.Warning("Left-over queue", $"{what}, and {queue.Consumers} consumers take requests from it.", "Stop the old server; while it runs both answer, and it binds its queue again when it starts.")
            : Check.Warning("Left-over queue", $"{what} and nobody who takes them.", $"Remove it when nobody needs it: rabbitmqctl delete_queue {queue.Name}");
    }
}
