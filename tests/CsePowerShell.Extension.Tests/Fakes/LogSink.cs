using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Tests.Fakes;

/// <summary>Keeps what is logged, with scopes and exceptions.</summary>
internal sealed class LogSink : ILogger
{
    private readonly AsyncLocal<string> _scope = new();

    public ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        string before = _scope.Value ?? "";
        _scope.Value = before + (state is IEnumerable<KeyValuePair<string, object>> pairs ? string.Join(" ", pairs.Select(pair => $"{pair.Key}={pair.Value}")) : state.ToString()) + " ";
        return new Scope(() => _scope.Value = before);
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel} {_scope.Value}{formatter(state, exception)} {exception}");

    private sealed class Scope(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
