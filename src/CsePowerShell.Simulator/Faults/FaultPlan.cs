using System.Diagnostics.CodeAnalysis;
using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Faults;

/// <summary>
/// What goes wrong in this cloud. A fault is one line of text, <c>kind key=value key="value with blanks"</c>; faults are separated by
/// semicolons or new lines. A key that names a fact (operation, name, vm, network, path, ...) narrows the fault and may hold <c>*</c>;
/// <c>count=</c> says how often it happens (default: always), <c>skip=</c> how many matching occasions pass first. The kinds are in
/// <see cref="FaultKinds"/>.
/// </summary>
/// <example><c>task-fails operation=vdcRecomposeVapp name=c1 count=1; http path=/api/query* status=503 count=2</c></example>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private readonly GuestFaults _guestFaults;

    internal FaultPlan(GuestFaults guestFaults) => _guestFaults = guestFaults;

    /// <summary>Adds the faults of a text and returns them; a test asks the one it added for its <see cref="Fault.Hits"/>.</summary>
    /// <param name="text">One or more faults.</param>
    /// <exception cref="FormatException">The text is not in the grammar; the message says what is wrong and what is known.</exception>
    public IReadOnlyList<Fault> Add(string text)
    {
        List<Fault> added = FaultText.Parse(text);
        foreach (Fault fault in added)
            if (GuestFaultTranslation.Translate(fault) is { } inGuests) _guestFaults.Add(inGuests);
        lock (_lock) _faults.AddRange(added);
        return added;
    }

    /// <summary>Forgets all faults.</summary>
    public void Clear()
    {
        lock (_lock) _faults.Clear();
        _guestFaults.Clear();
    }

    /// <summary>Finds the first fault of a kind that fits the occasion, and uses up one of its counts.</summary>
    /// <param name="kind">One of <see cref="FaultKinds"/>.</param>
    /// <param name="fault">The fault that happens.</param>
    /// <param name="occasion">What is known of the occasion, such as <c>("vm", "node-1")</c>.</param>
    /// <returns>Whether a fault happens now.</returns>
    public bool TryTake(string kind, [NotNullWhen(true)] out Fault? fault, params ReadOnlySpan<(string Key, string Value)> occasion)
    {
        fault = null;
        lock (_lock)
        {
            if (_faults.Count == 0) return false;
            (string Key, string Value)[] facts = occasion.ToArray();
            foreach (Fault candidate in _faults)
                if (candidate.Kind == kind && candidate.Matches(facts) && candidate.Take())
                {
                    fault = candidate;
                    return true;
                }
        }
        return false;
    }
}
