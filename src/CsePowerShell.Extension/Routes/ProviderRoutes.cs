using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Messages;
using CsePowerShell.Extension.Transport;

namespace CsePowerShell.Extension.Routes;

/// <summary>What a provider wants to know about the service and cannot see from outside. For system administrators, whether tenants are served or not.</summary>
internal sealed class ProviderRoutes(IMessageTransport transport, ServiceSettings settings)
{
    /// <summary>The longest time an answer may be delayed. vCD's default is 10 s, and nobody was seen with more than a minute.</summary>
    public const int MaxDelaySeconds = 120;

    public IEnumerable<Route> All() =>
    [
        new("GET", "/api/cse/_1/queues", "Counts what waits on the broker. For system administrators.", QueuesAsync) { IsAlwaysOn = true, ResponseBody = typeof(QueuesDocument) },
        new("GET", "/api/cse/_1/delay", "Answers after some time, to find out how long vCloud Director waits. For system administrators.", DelayAsync)
        {
            IsAlwaysOn = true,
            Query = [new("seconds", typeof(int), "How long.") { IsRequired = true, Maximum = MaxDelaySeconds }],
            ResponseBody = typeof(HealthDocument),
        },
    ];

    private async Task<ResponseMessage> QueuesAsync(RouteContext context, CancellationToken deadline)
    {
        await context.RequireAdministratorAsync(deadline).ConfigureAwait(false);
        return Replies.Ok(await transport.CountAsync(deadline).ConfigureAwait(false)
            ?? throw new ClusterException(ErrorCodes.BrokerUnavailable, "The broker did not say what waits.", "Try again a little later."));
    }

    private async Task<ResponseMessage> DelayAsync(RouteContext context, CancellationToken deadline)
    {
        await context.RequireAdministratorAsync(deadline).ConfigureAwait(false);
        if (!int.TryParse(context.Query("seconds"), out int seconds) || seconds is < 1 or > MaxDelaySeconds)
            throw new ClusterException(ErrorCodes.BadRequest, $"seconds has to be a number from 1 to {MaxDelaySeconds}.");
        // Beyond the deadline of all other requests: that is the point.
        await settings.Clock.Delay(TimeSpan.FromSeconds(seconds), context.Lifetime).ConfigureAwait(false);
        return Replies.Ok(new HealthDocument { Status = "ok", Host = settings.HostName, Version = SystemRoutes.ProductVersion });
    }
}
