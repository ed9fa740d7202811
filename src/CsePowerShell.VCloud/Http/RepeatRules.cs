using System.Net.Http;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace CsePowerShell.VCloud;

/// <summary>
/// When a request is sent again. What the server refused was not done, so it may be repeated whatever it was: BUSY_ENTITY, 429, and 503, which by its
/// definition says that the request was not taken on. Where nobody knows (502, 504, a broken connection, no answer in time), only what may be done
/// twice without harm is repeated: GET, PUT, DELETE, and a POST that is known to be like them.
/// </summary>
internal sealed class RepeatRules
{
    private const int MaxRepeats = 5;

    // A server that wants to be left alone for longer than this gets its wish: the caller is told instead of kept waiting.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(60);
    private static readonly ResiliencePropertyKey<ApiRequest> s_request = new("request");

    private readonly ResiliencePipeline<ApiResponse> _pipeline;

    public RepeatRules(TimeProvider clock, ILogger logger, VCloudTraffic traffic)
    {
        _pipeline = new ResiliencePipelineBuilder<ApiResponse> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<ApiResponse>
            {
                MaxRetryAttempts = MaxRepeats,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(0.5),
                MaxDelay = TimeSpan.FromSeconds(8),
                ShouldHandle = args => new ValueTask<bool>(IsWorthRepeating(RequestOf(args.Context), args.Outcome, args.AttemptNumber)),
                DelayGenerator = args => new ValueTask<TimeSpan?>(args.Outcome.Result?.RetryAfter),
                OnRetry = args =>
                {
                    traffic.Retried();
                    ApiRequest request = RequestOf(args.Context);
                    logger.Repeating(
                        HttpDoor.Describe(request), Why(args.Outcome), (long)args.RetryDelay.TotalMilliseconds, args.AttemptNumber + 1);
                    return default;
                },
            })
            .Build();
    }

    public async Task<ApiResponse> RunAsync(ApiRequest request, Func<ApiRequest, CancellationToken, Task<ApiResponse>> send, CancellationToken cancellationToken)
    {
        if (!request.MayRepeat)
            return await send(request, cancellationToken).ConfigureAwait(false);
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(s_request, request);
        int attempts = 0;
        try
        {
            ApiResponse response = await _pipeline.ExecuteAsync(
                async c =>
                {
                    attempts++;
                    return await send(request, c.CancellationToken).ConfigureAwait(false);
                },
                context).ConfigureAwait(false);
            response.Attempts = attempts;
            return response;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    internal static bool IsWorthRepeating(ApiRequest request, Outcome<ApiResponse> outcome, int attempt)
    {
        bool isRepeatSafe = request.IsRepeatSafe;
        if (outcome.Exception is VCloudConnectionException failure)
        {
            return failure.Kind switch
            {
                // Five times the whole timeout would be minutes of silence: one more try.
                VCloudConnectionFailure.Timeout => isRepeatSafe && attempt == 0,
                VCloudConnectionFailure.Broken => isRepeatSafe,
                VCloudConnectionFailure.Refused or VCloudConnectionFailure.Unreachable => isRepeatSafe || failure.NeverSent,
                // A name that does not exist or a certificate that is not trusted will not be better in a second.
                _ => false,
            };
        }

        if (outcome.Result is not { } response || response.RetryAfter > s_longestPause)
            return false;
        return response.Status switch
        {
            429 or 503 => true,
            502 or 504 => isRepeatSafe,
            400 or 409 or 500 => ErrorDocument.IsBusyEntity(response),
            _ => false,
        };
    }

    private static ApiRequest RequestOf(ResilienceContext context) =>
        context.Properties.TryGetValue(s_request, out ApiRequest? request) ? request : throw new InvalidOperationException("No request in the context.");

    private static string Why(Outcome<ApiResponse> outcome) =>
        outcome.Result is { } response
            ? (response.Status is 400 or 409 or 500 ? "the object is busy" : "HTTP " + response.Status)
            : (outcome.Exception as VCloudConnectionException)?.Kind.ToString() ?? "no answer";
}
