using System.Collections.Concurrent;
using CsePowerShell.Clusters;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Messages;
using CsePowerShell.Extension.Transport;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Routes;

/// <summary>From delivery to answer. Whatever a message holds, it is answered or set aside, and settled exactly once.</summary>
internal sealed partial class RequestHandler(RouteTable routes, CallerDirectory callers, ServiceSwitch service, VCloudWatch watch, ServiceSettings settings, ServiceMetrics metrics, SecretRedactor redactor, ILogger logger)
{
    private readonly ILogger _logger = logger;
    private readonly ConcurrentDictionary<string, int> _byOrg = new(StringComparer.OrdinalIgnoreCase);

    public async Task HandleAsync(IncomingRequest delivery)
    {
        long began = settings.Clock.GetTimestamp();
        metrics.RequestBegan();
        string route = "unreadable";
        int status = 0;
        string? code = null;
        var ids = new LogIds(settings.HostName);
        using IDisposable? scope = _logger.BeginScope(ids);
        try
        {
            (string id, ResponseMessage response, route) = await AnswerAsync(delivery, ids).ConfigureAwait(false);
            (status, code) = (response.Status, response.ErrorCode);
            if (delivery.CanReply)
            {
                await delivery.ReplyAsync(response.ToBytes(id), delivery.Lifetime).ConfigureAwait(false);
                await delivery.AcknowledgeAsync().ConfigureAwait(false);
            }
            else
            {
                metrics.RequestSetAside("no-reply-address");
                await delivery.RejectAsync().ConfigureAwait(false);
            }
        }
        catch (UnknownReplyExchangeException)
        {
            metrics.RequestSetAside("unknown-reply-exchange");
            await delivery.RejectAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or TransportException or ObjectDisposedException)
        {
            // The connection is gone: the request comes again, here or elsewhere.
            LogLost(error.Message);
        }
        catch (Exception error)
        {
            LogDefect(error);
            await delivery.RejectAsync().ConfigureAwait(false);
        }
        finally
        {
            TimeSpan took = settings.Clock.GetElapsedTime(began);
            metrics.RequestEnded(route, status, code, took);
            if (_logger.IsEnabled(LogLevel.Information))
                LogAnswered(route, status, code ?? "", took.TotalMilliseconds);
        }
    }

    private async Task<(string Id, ResponseMessage Response, string Route)> AnswerAsync(IncomingRequest delivery, LogIds ids)
    {
        RequestMessage request;
        try
        {
            request = delivery.Length <= RequestMessageReader.MaxMessageBytes ? RequestMessageReader.Read(delivery.Body) : throw RequestMessageReader.TooLarge(delivery.Length);
        }
        catch (MalformedMessageException error)
        {
            LogMalformed(error.Message);
            var refusal = new ClusterException(ErrorCodes.BadRequest, error.Message);
            string id = error.MessageId is { Length: > 0 and <= 200 } known ? known : delivery.CorrelationId ?? "";
            return (id, Replies.Error(refusal, id, isOldRoute: false, redactor, error.Status), "unreadable");
        }

        ids.Request = request.Id;
        Route? route = routes.Find(request.Method, request.Path, out IReadOnlyDictionary<string, string> values, out IReadOnlyList<string> allowed);
        if (route is null)
            return (request.Id, NoRoute(request, allowed), "unknown");

        string org = request.Security.Org ?? "";
        using CancellationTokenSource limit = settings.Clock.CreateCancellationTokenSource(settings.RequestDeadline);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, delivery.Lifetime);
        bool isCounted = false;
        try
        {
            if (!service.IsEnabled && !route.IsAlwaysOn)
                throw new ClusterException(ErrorCodes.ServiceDisabled, "CSE service is disabled. Contact the System Administrator.");
            Enter(org);
            isCounted = true;
            var context = new RouteContext(request, values, callers, delivery.Lifetime);
            return (request.Id, await route.Handler(context, deadline.Token).ConfigureAwait(false), route.Pattern);
        }
        catch (ClusterException error)
        {
            // This host cannot reach vCD, but another one may: it gets the request, and the caller notices nothing.
            if (error.Code == ErrorCodes.VcdUnavailable && !delivery.IsRedelivered && await watch.IsLostAsync().ConfigureAwait(false))
                watch.LeaveToOthers("vCloud Director does not answer this host");
            delivery.Lifetime.ThrowIfCancellationRequested();
            return (request.Id, Replies.Error(error, request.Id, route.IsOld, redactor), route.Pattern);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !delivery.Lifetime.IsCancellationRequested)
        {
            var late = new ClusterException(ErrorCodes.VcdUnavailable, $"vCloud Director did not answer the service within {settings.RequestDeadline.TotalSeconds:0} s.", "Try again a little later.");
            return (request.Id, Replies.Error(late, request.Id, route.IsOld, redactor), route.Pattern);
        }
        catch (Exception error) when (error is not (OperationCanceledException or TransportException or OutOfMemoryException))
        {
            LogDefect(error);
            var defect = new ClusterException(ErrorCodes.Internal, "The service has a defect, and wrote it to its log.", $"Report it with the request id {request.Id}.");
            return (request.Id, Replies.Error(defect, request.Id, route.IsOld, redactor), route.Pattern);
        }
        finally
        {
            if (isCounted)
                Leave(org);
        }
    }

    private ResponseMessage NoRoute(RequestMessage request, IReadOnlyList<string> allowed)
    {
        bool isOld = !request.Path.StartsWith("/api/cse/_", StringComparison.Ordinal);
        if (allowed.Count == 0)
            return Replies.Error(new ClusterException(ErrorCodes.NotFound, "There is no such path.", "GET /api/cse/swagger lists those there are."), request.Id, isOld, redactor);
        string methods = string.Join(", ", allowed);
        var refusal = new ClusterException(ErrorCodes.MethodNotAllowed, "This method is not possible on this path.", $"Possible: {methods}.");
        // An answer to HEAD has no body, whatever it says.
        ResponseMessage response = request.Method == "HEAD" ? new ResponseMessage(405, []) { ErrorCode = refusal.Code } : Replies.Error(refusal, request.Id, isOld, redactor);
        response.Headers["Allow"] = methods;
        return response;
    }

    private void Enter(string org)
    {
        if (_byOrg.AddOrUpdate(org, 1, (_, count) => count + 1) <= settings.MaxRequestsPerOrg)
            return;
        Leave(org);
        throw new ClusterException(ErrorCodes.TooManyRequests, $"The organization has {settings.MaxRequestsPerOrg} requests under way already.", "Try again in a moment.");
    }

    private void Leave(string org)
    {
        if (_byOrg.AddOrUpdate(org, 0, (_, count) => count - 1) == 0)
            ((ICollection<KeyValuePair<string, int>>)_byOrg).Remove(new KeyValuePair<string, int>(org, 0));
    }

    /// <summary>What every line about a request carries. The id is known only when the message was read, and the last line comes after the answer.</summary>
    private sealed class LogIds(string host) : IEnumerable<KeyValuePair<string, object>>
    {
        public string? Request { get; set; }

        public IEnumerator<KeyValuePair<string, object>> GetEnumerator()
        {
            yield return new KeyValuePair<string, object>("host", host);
            if (Request is { } request)
                yield return new KeyValuePair<string, object>("requestId", request);
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    [LoggerMessage(EventId = 400, Level = LogLevel.Information, Message = "{Route} answered {Status} {Code} in {Milliseconds:0.0} ms")]
    private partial void LogAnswered(string route, int status, string code, double milliseconds);

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "{Error}")]
    private partial void LogMalformed(string error);

    [LoggerMessage(EventId = 402, Level = LogLevel.Warning, Message = "A request was left to the next host: {Error}")]
    private partial void LogLost(string error);

    [LoggerMessage(EventId = 403, Level = LogLevel.Error, Message = "A defect in a request")]
    private partial void LogDefect(Exception error);
}
