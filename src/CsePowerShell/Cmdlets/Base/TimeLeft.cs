using CsePowerShell.Clusters;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>
/// How long an operation is going to take still: by what each phase took the last time in this process, or, where there was none, by how far it has come in the
/// time so far. One object follows one operation.
/// </summary>
internal sealed class TimeLeft(TimeProvider clock, PhaseTimes times)
{
    // Before that, one slow answer would make hours of it.
    private const int LeastPercent = 10;
    private static readonly TimeSpan s_leastTime = TimeSpan.FromSeconds(3);

    private readonly long _begun = clock.GetTimestamp();
    private string _phase = "";
    private TimeSpan _phaseBegun;
    private (int Percent, TimeSpan At)? _first;
    private (int Percent, TimeSpan Ends)? _estimate;

    /// <returns>Seconds, or -1 when nobody can tell.</returns>
    public int Of(OperationKind kind, string phase, int percent)
    {
        TimeSpan now = clock.GetElapsedTime(_begun);
        bool isNewPhase = phase != _phase;
        if (isNewPhase)
        {
            (_phase, _phaseBegun) = (phase, now);
        }

        // Somebody who begins to look in the middle knows only what has moved since.
        (int from, TimeSpan at) = _first ??= (percent, now);
        // Until something moves the last estimate is counted down; one that has proved too short is made anew.
        if (isNewPhase || _estimate is not { } known || known.Percent != percent || known.Ends <= now)
        {
            TimeSpan? left = times.After(kind, phase, now - _phaseBegun) ?? ByPace(percent - from, 100 - percent, now - at);
            _estimate = left is { } span ? (percent, now + span) : null;
        }

        return _estimate is { } estimate && estimate.Ends > now ? (int)Math.Ceiling((estimate.Ends - now).TotalSeconds) : -1;
    }

    private static TimeSpan? ByPace(int done, int toDo, TimeSpan took) =>
        done < LeastPercent || took < s_leastTime ? null : TimeSpan.FromTicks(took.Ticks / done * toDo);
}
