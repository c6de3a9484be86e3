using System.Diagnostics;
using System.Globalization;
using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>Children one after another, most of them killed, and the comparison of the log with what they said.</summary>
internal sealed class TortureRun(LogTarget place, string guarantee, ulong seed, int writers)
{
    /// <summary>As many as a child manages in a while; only a child that is to close the log is told fewer.</summary>
    private const long NoEnd = long.MaxValue;

    private readonly Random _random = new((int)seed);
    private readonly TortureAccount _account = new(seed);
    private int _rounds;
    private int _kills;
    private int _killsDuringOpen;
    private int _checks;
    private long _dropped;

    /// <exception cref="TortureException">The log broke a promise.</exception>
    internal TortureReport Run(int kills)
    {
        while (_kills < kills)
        {
            OneChild();

            // Where nobody looks between two kills, the next child recovers what the one before left.
            if (_kills == kills || _random.Next(4) != 0)
            {
                using TransactionalLog log = place.Open();
                _dropped += log.Recovery.DroppedRecords;
                _account.Check(log);
                _checks++;
            }
        }

        return new TortureReport(
            place.Path, guarantee, seed, _kills, _killsDuringOpen, _rounds - _kills, _checks, _account.Acknowledged, _account.Unacknowledged, _account.GivenUp, _dropped, _account.Compared);
    }

    private void OneChild()
    {
        int round = ++_rounds;
        int fate = _random.Next(16);
        bool isClosing = fate < 5, isKilledInOpen = fate is 5 or 6;

        // Few, so that they end where a hole ended that recovery cut the log at: behind it may be what must not rise again.
        int operations = fate == 0 ? _random.Next(500) : 1;
        long enough = isKilledInOpen ? 1 : 2 + _random.Next(600);
        using var child = ChildProcess.Start(
            TortureWriter.Name, place.Path, Text(place.Length), seed.ToString(CultureInfo.InvariantCulture), Text(round), Text(fate is > 0 and < 5 ? 1 : writers), Text(isClosing ? operations : NoEnd));
        using var reached = new SemaphoreSlim(0);
        TortureEventKind last = default;

        // The pipe is emptied meanwhile: a child that waits for room in it is not in the middle of anything.
        var reading = Task.Run(
            () =>
            {
                try
                {
                    byte[] bytes = new byte[TortureEvent.Size];
                    using var pipe = new BufferedStream(child.Output, 64 << 10);
                    for (long i = 1; pipe.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length; i++)
                    {
                        var said = TortureEvent.Read(bytes);
                        _account.Add(round, said);
                        last = said.Kind;
                        if (i == enough)
                        {
                            reached.Release();
                        }
                    }
                }
                finally
                {
                    reached.Release();
                }
            });
        if (!isClosing)
        {
            reached.Wait();
            Spin(_random.Next(isKilledInOpen ? 3000 : 300));
            child.Kill();
        }

        child.WaitForExit();
        reading.GetAwaiter().GetResult();
        Judge(child.ExitCode, isClosing, last);
    }

    private void Judge(int status, bool isClosing, TortureEventKind last)
    {
        const int Killed = 128 + 9;
        if (status != (isClosing ? 0 : Killed) || (isClosing && last != TortureEventKind.Closed))
        {
            throw new TortureException($"Child {_rounds} ended by itself with status {status}; what it said is on the standard error.");
        }

        if (!isClosing)
        {
            _kills++;
            _killsDuringOpen += last == TortureEventKind.Opening ? 1 : 0;
        }
    }

    private static void Spin(int microseconds)
    {
        long until = Stopwatch.GetTimestamp() + (microseconds * (Stopwatch.Frequency / 1_000_000));
        while (Stopwatch.GetTimestamp() < until)
        {
            Thread.SpinWait(1);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the torture did.</summary>
internal sealed record TortureReport(
    string Path, string Guarantee, ulong Seed, int Kills, int KillsDuringOpen, int Closings, int Checks, long Acknowledged, long Unacknowledged, long GivenUp, long Dropped, long Compared);
