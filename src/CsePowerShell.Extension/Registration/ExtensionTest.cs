using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Registration;

/// <summary>What to look at.</summary>
public sealed class ExtensionTestOptions
{
    /// <summary>The service's own account at vCD; null: the session that asks stands for it.</summary>
    public VCloudConnectionOptions? Account { get; set; }

    /// <summary>A tenant's VDC to try the account on; null: the first there is.</summary>
    public string? Vdc { get; set; }

    /// <summary>Whether the extension timeout is found out, which takes as long as it is.</summary>
    public bool MeasureTimeout { get; set; }
}

/// <summary>Looks at everything between a tenant's request and its answer, one row per thing, and changes nothing.</summary>
internal sealed class ExtensionTest(VCloudClient client, ServiceControl control, RegistrationSettings settings, ExtensionTestOptions options)
{
    private const int AssumedTimeout = 10;

    /// <summary>What answering takes of the time that vCD waits, at most.</summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(2);

    /// <param name="onRow">Gets each row as soon as it is known.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(Func<CheckResult, Task> onRow, CancellationToken cancellationToken)
    {
        VcdState vcd;
        try
        {
            vcd = await VcdState.ReadAsync(client, settings.Name, settings.FullRight, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Code == ErrorCodes.RightMissing)
        {
            await onRow(Check.Failed("Session", error.Code, error.Summary, error.Hint)).ConfigureAwait(false);
            return;
        }

        var rows = new List<CheckResult> { Check.Passed("Session", $"{client.Session.User} may administer extensions.") };
        rows.AddRange(Registration(vcd));
        rows.Add(VcdChecks.Others(vcd, settings));
        rows.Add(await RightAsync(vcd, cancellationToken).ConfigureAwait(false));
        rows.Add(VcdChecks.Broker(vcd.Broker, settings.Broker));
        foreach (CheckResult row in rows)
            await onRow(row).ConfigureAwait(false);
        foreach (CheckResult row in await BrokerAsync(cancellationToken).ConfigureAwait(false))
            await onRow(row).ConfigureAwait(false);
        ServiceReport report = await control.AskAsync(cancellationToken).ConfigureAwait(false);
        foreach (CheckResult row in Service(report))
            await onRow(row).ConfigureAwait(false);
        await onRow(await ServingAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        foreach (CheckResult row in await AccountAsync(cancellationToken).ConfigureAwait(false))
            await onRow(row).ConfigureAwait(false);
        await onRow(await TimeoutAsync(report, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private IEnumerable<CheckResult> Registration(VcdState vcd)
    {
        if (vcd.Service is not { } service)
        {
            yield return Check.Failed("Registration", ErrorCodes.NotFound, $"vCD has no extension service \"{settings.Name}\": /api/cse does not exist.", "Register it: Register-CseExtension.");
            yield break;
        }

        yield return !service.IsEnabled
            ? Check.Failed("Registration", ErrorCodes.ServiceDisabled, $"The service \"{service.Name}\" is disabled in vCD: /api/cse does not exist for tenants.", "Register-CseExtension enables it.")
            : service.IsAuthorizationEnabled
            ? Check.Failed("Registration", ErrorCodes.SpecConflict, "vCD's own authorization is on for the service, without resource classes: every call is refused with 403.", "Register-CseExtension -Force turns it off.")
            : Check.Passed("Registration", $"Service \"{service.Name}\": exchange {service.Exchange}, routing key {service.RoutingKey}, priority {service.Priority}.");
        string[] missing = [.. settings.UrlPatterns.Where(pattern => !vcd.Filters.Any(filter => filter.UrlPattern == pattern))];
        yield return missing.Length == 0
            ? Check.Passed("Paths", string.Join(", ", vcd.Filters.Select(filter => filter.UrlPattern)))
            : Check.Failed("Paths", ErrorCodes.NotFound, $"These patterns are not registered: {string.Join(", ", missing)}.", "Register-CseExtension adds them.");
    }

    private async Task<CheckResult> RightAsync(VcdState vcd, CancellationToken cancellationToken)
    {
        if (vcd.Right is not { } right)
            return Check.Failed("Right", ErrorCodes.RightMissing, $"vCD has no right {settings.FullRight}: every tenant is refused.", "Register-CseExtension makes it; or set service.enforce_authorization to false.");
        IReadOnlyList<string> holders = await new RightGrants(client).FindHoldersAsync(right, stopAtFirst: false, cancellationToken).ConfigureAwait(false);
        return holders.Count == 0
            ? Check.Warning("Right", $"No role of any organization holds {settings.FullRight}: every tenant is refused.", "Set-CseExtension -GrantRole \"Organization Administrator\", \"vApp Author\"")
            : Check.Passed("Right", $"{settings.FullRight} is held by {string.Join(", ", holders.Take(10))}{(holders.Count > 10 ? $" and {holders.Count - 10} more" : "")}.");
    }

    private async Task<IReadOnlyList<CheckResult>> BrokerAsync(CancellationToken cancellationToken)
    {
        if (settings.Broker.UserName.Length == 0)
            return [Check.Skipped("Broker connection", "No user for the broker was given, and vCD does not tell its own.", "Give -BrokerCredential.")];
        var looking = new BrokerChecks(settings.Broker);
        var rows = new List<CheckResult>(await looking.RunAsync(cancellationToken).ConfigureAwait(false));
        if (looking.State is { IsRouted: false } && !rows.Exists(row => row.Name is "Exchange" or "Queues" && row.Result != CheckOutcome.Passed))
            rows.Add(Check.Failed("Binding", ErrorCodes.SpecConflict, $"No queue is bound to exchange {settings.Broker.Exchange} with routing key {settings.Broker.RoutingKey}: requests of vCD are lost.", "Register-CseExtension binds it, and so does a host that starts."));
        return rows;
    }

    private static IEnumerable<CheckResult> Service(ServiceReport report)
    {
        if (!report.IsAnswered)
        {
            yield return report.IsForwarded
                ? Check.Failed("Hosts", ErrorCodes.ServiceDisabled, $"No host of the service answered within {report.Took.TotalSeconds:0.0} s: {report.Silence}", "Start one: Start-CseService. If one runs, compare its exchange, routing key and broker with the registration's.")
                : Check.Failed("Hosts", ErrorCodes.NotFound, "vCD does not know /api/cse.", "Register-CseExtension.");
            yield break;
        }

        string hosts = string.Join(", ", report.Hosts.Select(host => $"{host.Host} ({host.Version}, {host.Status})"));
        yield return report.Took > s_slow
            ? Check.Warning("Hosts", $"{hosts} answered, but after {report.Took.TotalSeconds:0.0} s.", "Look at the load of hosts, broker and cells.")
            : Check.Passed("Hosts", $"{hosts}; answered after {report.Took.TotalMilliseconds:0} ms.");
        if (report.Hosts.Select(host => host.Version).Distinct(StringComparer.Ordinal).Count() > 1)
            yield return Check.Warning("Hosts", "Hosts of several versions are running.", "Update them all.");
        if (report.Queues is { } queues)
        {
            yield return queues.Failed > 0
                ? Check.Warning("Queue depth", $"{queues.Requests} requests and {queues.Jobs} jobs wait; {queues.Failed} jobs were set aside.", "Look for them in the hosts' logs, and purge the queue of failed jobs.")
                : queues.Requests > 100 || queues.Jobs > 100
                ? Check.Warning("Queue depth", $"{queues.Requests} requests and {queues.Jobs} jobs wait.", "Start more hosts.")
                : Check.Passed("Queue depth", $"{queues.Requests} requests and {queues.Jobs} jobs wait.");
        }
    }

    private async Task<CheckResult> ServingAsync(CancellationToken cancellationToken) => await control.IsServingAsync(cancellationToken).ConfigureAwait(false)
        ? Check.Passed("Tenants", "Tenants are served.")
        : Check.Warning("Tenants", "The service is disabled: tenants are answered with 503.", "Enable-CseExtension");

    private async Task<IReadOnlyList<CheckResult>> AccountAsync(CancellationToken cancellationToken)
    {
        if (options.Account is not { } account)
            return await AccountChecks.RunAsync(client, options.Vdc, cancellationToken).ConfigureAwait(false);
        try
        {
            using VCloudClient own = await VCloudClient.ConnectAsync(account, cancellationToken).ConfigureAwait(false);
            try
            {
                return await AccountChecks.RunAsync(own, options.Vdc, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await own.LogoutAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (VCloudException error)
        {
            ClusterException told = ClusterErrors.From(error);
            return [Check.Failed("Service account", told.Code, told.Summary, told.Hint)];
        }
    }

    private async Task<CheckResult> TimeoutAsync(ServiceReport report, CancellationToken cancellationToken)
    {
        const string Name = "Extension timeout";
        const string Fix = "On a cell: cell-management-tool manage-config -n extensibility.timeout -v 20; and set service.request_deadline of the hosts below it.";
        if (!options.MeasureTimeout)
            return Check.Skipped(Name, $"{AssumedTimeout} s are assumed, vCD's default: its API does not tell.", "Find it out with -Measure; that takes as long as it is.");
        if (!report.IsAnswered)
            return Check.Skipped(Name, "Without a host that answers it cannot be found out.", "Start one: Start-CseService.");
        ExtensionTimeout found = await control.MeasureTimeoutAsync(cancellationToken).ConfigureAwait(false);
        return found.Timeout is not { } timeout
            ? Check.Passed(Name, "vCD waits longer than two minutes.")
            : timeout.TotalSeconds < AssumedTimeout
            ? Check.Failed(Name, ErrorCodes.DeadlineExceeded, $"vCD waits {timeout.TotalSeconds:0.#} s for an answer, and hosts take up to 9 s.", Fix)
            : Check.Passed(Name, $"vCD waits {timeout.TotalSeconds:0.#} s for an answer{(found.IsTold ? "" : ", measured")}.");
    }
}
