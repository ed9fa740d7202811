using System.Globalization;
using System.Text.RegularExpressions;

namespace CsePowerShell.Simulator.Faults;

/// <summary>One thing that goes wrong: what kind, to whom, how often. Written as <c>kind key=value ...</c>; see <see cref="FaultPlan"/>.</summary>
public sealed class Fault
{
    private static readonly string[] s_narrowing = ["operation", "name", "vm", "network", "method", "path", "user"];

    private readonly Dictionary<string, string> _settings;
    private int _matches;
    private int _hits;

    internal Fault(string kind, Dictionary<string, string> settings)
    {
        Kind = kind;
        _settings = settings;
        Count = Number("count");
        Skip = Number("skip") ?? 0;
    }

    /// <summary>The kind, one of <see cref="FaultKinds"/>.</summary>
    public string Kind { get; }

    /// <summary>How often it happens; null for always.</summary>
    public int? Count { get; }

    /// <summary>How many matching occasions pass before it happens first.</summary>
    public int Skip { get; }

    /// <summary>How often it has happened.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <summary>A setting of the fault's text, or null.</summary>
    /// <param name="key">The word before the equals sign.</param>
    public string? this[string key] => _settings.GetValueOrDefault(key);

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _settings.Select(pair => $"{pair.Key}={pair.Value}").Prepend(Kind));

    internal int? Number(string key) =>
        _settings.TryGetValue(key, out string? text) ? int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture) : null;

    internal TimeSpan? Seconds(string key) =>
        _settings.TryGetValue(key, out string? text) ? TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture)) : null;

    /// <summary>Every key that narrows must be met by a fact of the occasion; of several facts with one key (the VMs of a task) one is
    /// enough.</summary>
    internal bool Matches(IReadOnlyList<(string Key, string Value)> occasion) =>
        _settings.Where(setting => s_narrowing.Contains(setting.Key))
            .All(setting => occasion.Any(fact => fact.Key == setting.Key && IsLike(fact.Value, setting.Value)));

    /// <summary>Counts a matching occasion and says whether the fault happens on it. The plan's lock is held.</summary>
    internal bool Take()
    {
        _matches++;
        if (_matches <= Skip || (Count is int count && _hits >= count)) return false;
        Interlocked.Increment(ref _hits);
        return true;
    }

    private static bool IsLike(string value, string pattern) =>
        Regex.IsMatch(value, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$",
            RegexOptions.IgnoreCase | RegexOptions.Singleline);
}
