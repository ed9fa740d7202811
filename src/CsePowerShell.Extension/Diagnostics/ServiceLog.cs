using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Diagnostics;

/// <summary>
/// The log of a host inside another program: lines of text with what the scopes say, secrets taken out, handed to a delegate. It must be quick, since requests
/// are answered on the thread that logs.
/// </summary>
/// <param name="redactor">Knows the secrets.</param>
/// <param name="least">Lines below this level are not made.</param>
/// <param name="write">Gets level and line.</param>
public sealed class ServiceLog(SecretRedactor redactor, LogLevel least, Action<LogLevel, string> write) : ILogger
{
    private readonly LoggerExternalScopeProvider _scopes = new();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _scopes.Push(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel) || formatter is null)
            return;
        var fields = new List<string>();
        _scopes.ForEachScope((scope, all) =>
        {
            foreach (KeyValuePair<string, object> field in scope as IEnumerable<KeyValuePair<string, object>> ?? [])
            {
                if (field.Key is "requestId" or "cluster" or "operation" or "host")
                    all.Add(field.Key + "=" + field.Value);
            }
        }, fields);
        string line = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) + " " + logLevel.ToString().ToLowerInvariant()
            + (fields.Count > 0 ? " [" + string.Join(" ", fields.Distinct(StringComparer.Ordinal)) + "]" : "") + " " + formatter(state, exception)
            + (exception is null ? "" : " " + exception);
        write(logLevel, redactor.Clean(line));
    }
}
