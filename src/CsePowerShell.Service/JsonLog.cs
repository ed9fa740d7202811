using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using CsePowerShell.Extension.Diagnostics;

namespace CsePowerShell.Service;

/// <summary>
/// One JSON object per line, with what the scopes say: requestId, cluster, operation, host. Secrets are taken out here, where everything passes. Writing is done
/// by one task, so that no request waits for the disk.
/// </summary>
internal sealed class JsonLog : ILoggerProvider, ISupportExternalScope, IAsyncDisposable
{
    private const int MaxWaiting = 10_000;
    private const int MaxAtOnce = 64 * 1024;

    // No browser ever reads this: quotes and letters stay as people write them, and can be searched for.
    private static readonly JsonWriterOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
    private readonly ConcurrentDictionary<string, Logger> _loggers = new(StringComparer.Ordinal);
    private readonly SecretRedactor _redactor;
    private readonly Task _writing;
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public JsonLog(Stream output, SecretRedactor redactor, string least)
    {
        _redactor = redactor;
        Least = least switch { "debug" => LogLevel.Debug, "warning" => LogLevel.Warning, "error" => LogLevel.Error, _ => LogLevel.Information };
        _writing = Task.Run(() => WriteAsync(output));
    }

    public LogLevel Least { get; }

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, category => new Logger(this, category));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() => _lines.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync(Stream output)
    {
        // The standard output is not buffered: one write for all the lines that wait, not one for each.
        using var lines = new MemoryStream();
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (lines.Length < MaxAtOnce && _lines.Reader.TryRead(out byte[]? line))
                lines.Write(line);
            await output.WriteAsync(lines.GetBuffer().AsMemory(0, (int)lines.Length));
            await output.FlushAsync();
            lines.SetLength(0);
        }
    }

    private sealed class Logger(JsonLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log.Least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, s_plain))
            {
                json.WriteStartObject();
                json.WriteString("time", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("level", logLevel.ToString().ToLowerInvariant());
                if (eventId.Id != 0)
                    json.WriteNumber("event", eventId.Id);
                json.WriteString("message", Clean(formatter(state, exception)));
                if (!category.StartsWith("CsePowerShell", StringComparison.Ordinal))
                    json.WriteString("category", category);
                WriteScopes(json);
                if (exception is not null)
                    json.WriteString("exception", Clean(exception.ToString()));
                json.WriteEndObject();
            }

            stream.WriteByte((byte)'\n');
            log._lines.Writer.TryWrite(stream.ToArray());
        }

        private void WriteScopes(Utf8JsonWriter json)
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            log._scopes.ForEachScope((scope, all) =>
            {
                foreach ((string name, object? value) in scope as IEnumerable<KeyValuePair<string, object>> ?? [])
                {
                    if (name is "requestId" or "cluster" or "operation" or "host")
                        all[name] = value?.ToString() ?? "";
                }
            }, fields);
            foreach ((string name, string value) in fields)
                json.WriteString(name, Clean(value));
        }

        private string Clean(string text) => log._redactor.Clean(text);
    }
}
