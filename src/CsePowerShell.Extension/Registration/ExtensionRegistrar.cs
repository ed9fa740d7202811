using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Registration;

/// <summary>Registers the extension in vCD and on the broker, and takes exactly that back. Planning writes nothing.</summary>
/// <param name="client">A system administrator's session.</param>
public sealed class ExtensionRegistrar(VCloudClient client)
{
    /// <summary>Looks at vCD and the broker, and says what registering has to write. An empty plan: all is as wanted.</summary>
    /// <param name="settings">How it is to be registered.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">vCD could not be asked. What was found wrong is in the plan's checks.</exception>
    public Task<RegistrationPlan> PlanRegisterAsync(RegistrationSettings settings, CancellationToken cancellationToken = default) => AskAsync(() => new RegisterPlanner(client, settings).PlanAsync(cancellationToken));

    /// <summary>Says what changing the registration has to write.</summary>
    /// <param name="settings">Which extension; the broker is needed where exchange or routing key change.</param>
    /// <param name="change">What is to be different.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">There is no such extension, or vCD could not be asked.</exception>
    public Task<RegistrationPlan> PlanChangeAsync(RegistrationSettings settings, ExtensionChange change, CancellationToken cancellationToken = default) =>
        AskAsync(() => new ChangePlanner(client, settings, change).PlanAsync(cancellationToken));

    /// <summary>Says what taking the registration back has to write: what it made goes, what was there before stays.</summary>
    /// <param name="settings">Which extension, and where its broker is.</param>
    /// <param name="keepBroker">Leaves the broker alone.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">vCD could not be asked.</exception>
    public Task<RegistrationPlan> PlanUnregisterAsync(RegistrationSettings settings, bool keepBroker, CancellationToken cancellationToken = default) =>
        AskAsync(() => new UnregisterPlanner(client, settings, keepBroker).PlanAsync(cancellationToken));

    /// <summary>Does the writes of a plan, one after the other. What fails leaves the rest for the next run.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="onStep">Called before each write.</param>
    /// <param name="cancellationToken">Ends it between two writes.</param>
    /// <exception cref="ClusterException">A check of the plan had failed, or a write did.</exception>
    public static async Task ApplyAsync(RegistrationPlan plan, Action<RegistrationStep>? onStep = null, CancellationToken cancellationToken = default)
    {
        if (plan is null)
            throw new ArgumentNullException(nameof(plan));
        plan.ThrowIfBlocked();
        foreach (RegistrationStep step in plan.Steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            onStep?.Invoke(step);
            await AskAsync(async () =>
            {
                await step.RunAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the extension as it is registered.</summary>
    /// <param name="name">Name of the service.</param>
    /// <param name="right">Full name of the right; null for that of the product in the service's namespace.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The extension; null when it is not registered.</returns>
    public Task<ExtensionStatus?> FindAsync(string name, string? right = null, CancellationToken cancellationToken = default) => AskAsync(async () =>
    {
        string fullRight = right ?? new RegistrationSettings { Namespace = name }.FullRight;
        VcdState vcd = await VcdState.ReadAsync(client, name, fullRight, cancellationToken).ConfigureAwait(false);
        return vcd.Service is not { } service ? null : new ExtensionStatus
        {
            Service = service,
            // The query service has no order of its own.
            UrlPatterns = [.. vcd.Filters.Select(filter => filter.UrlPattern).OfType<string>().OrderBy(pattern => pattern, StringComparer.Ordinal)],
            Right = fullRight,
            HasRight = vcd.Right is not null,
            Broker = vcd.Broker,
        };
    });

    /// <summary>Looks at everything between a tenant's request and its answer, and changes nothing.</summary>
    /// <param name="control">The running service.</param>
    /// <param name="settings">Which extension, and where its broker is; without a user the broker is not looked at.</param>
    /// <param name="options">What else to look at.</param>
    /// <param name="onRow">Gets each row as soon as it is known.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task TestAsync(ServiceControl control, RegistrationSettings settings, ExtensionTestOptions options, Func<CheckResult, Task> onRow, CancellationToken cancellationToken = default) => AskAsync(async () =>
    {
        await new ExtensionTest(client, control, settings, options).RunAsync(onRow, cancellationToken).ConfigureAwait(false);
        return true;
    });

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (VCloudException error)
        {
            throw ClusterErrors.From(error);
        }
    }
}
