using Microsoft.Extensions.Logging;

namespace CsePowerShell.VCloud;

/// <summary>
/// Hands log lines to a delegate, for hosts without a logging framework. It lies here and not with the cmdlets, because PowerShell looks at all types of a
/// cmdlet assembly when it imports it: one that implements a package's interface would load that package then, and not when it is needed.
/// </summary>
/// <param name="isWanted">Whether lines of the level are wanted; called for each line.</param>
/// <param name="write">Gets the level and the line, on the thread that logs.</param>
public sealed class CallbackLogger(Func<LogLevel, bool> isWanted, Action<LogLevel, string> write) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && isWanted(logLevel);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            write(logLevel, formatter(state, exception));
    }
}
