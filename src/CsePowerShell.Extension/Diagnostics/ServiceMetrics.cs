using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace CsePowerShell.Extension.Diagnostics;

/// <summary>What the service counts, in the text form that Prometheus reads. No label ever holds what a caller sent: routes and codes are ours.</summary>
public sealed class ServiceMetrics
{
    private static readonly double[] s_bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<(string Route, int Status), Histogram> _requests = new();
    private readonly ConcurrentDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Kind, string Outcome), Histogram> _jobs = new();
    private readonly ConcurrentDictionary<string, Func<double?>> _gauges = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _setAside = new(StringComparer.Ordinal);
    private long _requestsInFlight;
    private long _jobsRunning;
    private long _requestsAnswered;

    /// <summary>Requests being worked on.</summary>
    public long RequestsInFlight => Interlocked.Read(ref _requestsInFlight);

    /// <summary>Requests that were answered, errors included.</summary>
    public long RequestsAnswered => Interlocked.Read(ref _requestsAnswered);

    /// <summary>Jobs at work on this host.</summary>
    public long JobsRunning => Interlocked.Read(ref _jobsRunning);

    internal void RequestBegan() => Interlocked.Increment(ref _requestsInFlight);

    internal void RequestEnded(string route, int status, string? code, TimeSpan took)
    {
        Interlocked.Decrement(ref _requestsInFlight);
        Interlocked.Increment(ref _requestsAnswered);
        _requests.GetOrAdd((route, status), _ => new Histogram()).Add(took.TotalSeconds);
        if (code is not null)
            _errors.AddOrUpdate(code, 1, (_, count) => count + 1);
    }

    internal void RequestSetAside(string why) => _setAside.AddOrUpdate(why, 1, (_, count) => count + 1);

    internal void JobBegan() => Interlocked.Increment(ref _jobsRunning);

    internal void JobEnded(string kind, string outcome, TimeSpan took)
    {
        Interlocked.Decrement(ref _jobsRunning);
        _jobs.GetOrAdd((kind, outcome), _ => new Histogram()).Add(took.TotalSeconds);
    }

    /// <summary>Adds a figure that is read when the metrics are.</summary>
    /// <param name="name">Name in Prometheus' rules, beginning with <c>cse_</c>.</param>
    /// <param name="read">Reads it; null leaves it out.</param>
    public void AddGauge(string name, Func<double?> read) => _gauges[name] = read;

    /// <summary>The metrics as text, version 0.0.4 of Prometheus' form.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        Head(text, "cse_requests_in_flight", "gauge", "Requests being worked on.");
        Line(text, "cse_requests_in_flight", "", RequestsInFlight);
        Head(text, "cse_jobs_running", "gauge", "Jobs at work on this host.");
        Line(text, "cse_jobs_running", "", JobsRunning);
        foreach (KeyValuePair<string, Func<double?>> gauge in _gauges.OrderBy(gauge => gauge.Key, StringComparer.Ordinal))
        {
            if (gauge.Value() is { } value)
            {
                Head(text, gauge.Key, "gauge", gauge.Key);
                Line(text, gauge.Key, "", value);
            }
        }

        Head(text, "cse_messages_set_aside_total", "counter", "Messages that were no requests, by what was wrong.");
        foreach (KeyValuePair<string, long> entry in _setAside.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            Line(text, "cse_messages_set_aside_total", $"why=\"{entry.Key}\"", entry.Value);
        Head(text, "cse_errors_total", "counter", "Error answers by code.");
        foreach (KeyValuePair<string, long> entry in _errors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            Line(text, "cse_errors_total", $"code=\"{entry.Key}\"", entry.Value);
        Head(text, "cse_request_seconds", "histogram", "Time from delivery to answer.");
        foreach (KeyValuePair<(string Route, int Status), Histogram> entry in _requests.OrderBy(entry => entry.Key))
            entry.Value.Write(text, "cse_request_seconds", $"route=\"{entry.Key.Route}\",status=\"{entry.Key.Status}\"");
        Head(text, "cse_job_seconds", "histogram", "Time from start to end of a job on this host.");
        foreach (KeyValuePair<(string Kind, string Outcome), Histogram> entry in _jobs.OrderBy(entry => entry.Key))
            entry.Value.Write(text, "cse_job_seconds", $"kind=\"{entry.Key.Kind}\",outcome=\"{entry.Key.Outcome}\"");
        return text.ToString();
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n').Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private sealed class Histogram
    {
        private readonly long[] _counts = new long[s_bounds.Length + 1];
        private double _sum;

        public void Add(double seconds)
        {
            int bucket = Array.FindIndex(s_bounds, bound => seconds <= bound);
            lock (_counts)
            {
                _counts[bucket < 0 ? s_bounds.Length : bucket]++;
                _sum += seconds;
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (_counts)
            {
                long total = 0;
                for (int i = 0; i < _counts.Length; i++)
                {
                    total += _counts[i];
                    string bound = i < s_bounds.Length ? s_bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                    Line(text, name + "_bucket", $"{labels},le=\"{bound}\"", total);
                }

                Line(text, name + "_sum", labels, _sum);
                Line(text, name + "_count", labels, total);
            }
        }
    }
}
