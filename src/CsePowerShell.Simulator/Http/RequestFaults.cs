using System.Globalization;
using CsePowerShell.Simulator.Faults;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Http;

/// <summary>Lets faults happen to requests, before a route sees them.</summary>
internal sealed class RequestFaults(FaultPlan faults, TimeProvider clock)
{
    /// <summary>Whether the connection breaks, and if so whether the request is carried out first.</summary>
    public (bool Before, bool After) LosesConnection(string method, string path)
    {
        if (!faults.TryTake(FaultKinds.LostConnection, out Fault? fault, ("method", method), ("path", path))) return (false, false);
        bool after = fault["when"] == "after";
        return (!after, after);
    }

    /// <summary>How long a request waits before it is carried out, and how long its answer waits afterwards.</summary>
    public (TimeSpan Before, TimeSpan After) Delay(string method, string path)
    {
        if (!faults.TryTake(FaultKinds.SlowResponse, out Fault? fault, ("method", method), ("path", path))) return (TimeSpan.Zero, TimeSpan.Zero);
        TimeSpan delay = fault.Seconds("seconds") ?? TimeSpan.FromSeconds(5);
        return fault["when"] == "after" ? (TimeSpan.Zero, delay) : (delay, TimeSpan.Zero);
    }

    public Task WaitAsync(TimeSpan delay, CancellationToken stop) => delay > TimeSpan.Zero ? Task.Delay(delay, clock, stop) : Task.CompletedTask;

    public bool ExpiresSession(string method, string path, string user) =>
        faults.TryTake(FaultKinds.ExpiredSession, out _, ("method", method), ("path", path), ("user", user));

    public void ThrowIfFailing(string method, string path)
    {
        if (!faults.TryTake(FaultKinds.Http, out Fault? fault, ("method", method), ("path", path))) return;
        int status = fault.Number("status") ?? 500;
        throw new VcdException(status, fault["minor"] ?? Minor(status),
            fault["message"] ?? string.Create(CultureInfo.InvariantCulture, $"The fault plan answers {status}."))
        {
            RetryAfter = fault.Number("retry-after"),
        };
    }

    private static string Minor(int status) => status switch
    {
        400 => "BAD_REQUEST",
        401 => "UNAUTHORIZED",
        403 => "ACCESS_TO_RESOURCE_IS_FORBIDDEN",
        404 => "NOT_FOUND",
        503 => "SERVICE_UNAVAILABLE",
        504 => "GATEWAY_TIMEOUT",
        _ => "INTERNAL_SERVER_ERROR",
    };
}
