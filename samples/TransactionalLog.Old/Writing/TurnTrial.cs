using System.Diagnostics;

namespace DaxNative.Logs;

/// <summary>
/// Whether writers get further in turns than all at once: that depends on how far their CPUs are from each other, and on whether they
/// wait for each other or do something else meanwhile. So it is tried. Under the cursor's lock.
/// </summary>
internal sealed class TurnTrial
{
    // The best of so many looks tells what all at once are worth: a look is short, and the scheduler may have taken a CPU meanwhile.
    private const int Looks = 4;

    // So many turns tell what turns are worth, if they tell it twice.
    private const int Turns = 4;
    private const int MostLosses = 2;

    // After so many it is looked again what all at once are worth: a thread may run on another CPU by then.
    private const int MostTurns = 1024;

    // What turns must be worth: they make who waits wait longer.
    private const double Gain = 1.05;

    // If they are not, they are not tried again for so long, and then for twice as long: a trial takes some hundredths of it.
    private static readonly long s_pause = Stopwatch.Frequency / 50;
    private static readonly long s_longestPause = Stopwatch.Frequency;

    private long _time;
    private long _position;
    private long _pause = s_pause;
    private long _pausedUntil;
    private int _looks;
    private int _turns;
    private int _losses;

    // Bytes in a tick, before the turns.
    private double _before;

    /// <summary>Looks how far all at once got since it was called before.</summary>
    /// <param name="position">Where they are.</param>
    /// <returns>Whether turns are to be tried.</returns>
    internal bool IsDue(long position)
    {
        long time = Stopwatch.GetTimestamp();
        if (_time != 0)
        {
            _before = Math.Max(_looks == 0 ? 0 : _before, Rate(time, position));
            _looks++;
        }

        (_time, _position) = (time, position);
        if (_looks < Looks)
        {
            return false;
        }

        (_looks, _turns, _losses) = (0, 0, 0);
        return time > _pausedUntil;
    }

    /// <summary>Looks, as one turn ends, how far turns get.</summary>
    /// <param name="position">Where they are.</param>
    /// <returns>Whether the next one may begin.</returns>
    internal bool GoesOn(long position)
    {
        if (++_turns % Turns != 0)
        {
            return true;
        }

        long time = Stopwatch.GetTimestamp();
        _losses = Rate(time, position) > Gain * _before ? 0 : _losses + 1;
        (_time, _position) = (time, position);
        if (_losses == 0)
        {
            _pause = s_pause;
        }
        else if (_losses == MostLosses)
        {
            _pausedUntil = time + _pause;
            _pause = Math.Min(2 * _pause, s_longestPause);
        }

        return _losses < MostLosses && _turns < MostTurns;
    }

    /// <summary>Nothing of what was measured holds any more.</summary>
    internal void Stop() => (_time, _looks) = (0, 0);

    private double Rate(long time, long position) => (position - _position) / (double)Math.Max(1, time - _time);
}
