using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.Tests.Probe;

/// <summary>
/// Writers on a log in simulated memory. Each round they are killed behind a random store or before a random drain; the log is recovered, at
/// times by an opening that is killed as well; and after half of that the power is cut, so that nothing is left of what recovery
/// vouched for and did not make durable.
/// </summary>
internal sealed class SimulatedTorture : IDisposable
{
    private const int Length = 128 << 10;
    private const int MostEvents = 500;

    // Each round has threads of its own, and the memory tells 63 apart until the power is cut.
    private const int MostRoundsWithoutCut = 6;

    [ThreadStatic]
    private static bool t_isDying;

    private readonly SimulatedPersistentMemory _memory;
    private readonly ulong _seed;
    private readonly int _writers;
    private readonly Random _random;
    private readonly TortureAccount _account;
    private int _kills;
    private int _killsDuringOpen;
    private int _cuts;
    private int _closings;
    private int _left;

    internal SimulatedTorture(StoreGranularity granularity, ulong seed, int writers)
    {
        _memory = new SimulatedPersistentMemory(Length, granularity);
        _memory.Interrupt = Interrupt;
        _left = int.MaxValue;
        (_seed, _writers) = (seed, writers);
        _random = new Random((int)seed);
        _account = new TortureAccount(seed);
        TransactionalLog.Create(_memory.Mapping).Dispose();
    }

    /// <exception cref="TortureException">The log broke a promise.</exception>
    internal SimulatedTortureReport Run(int rounds)
    {
        int sinceCut = 0;
        for (int round = 1; round <= rounds; round++)
        {
            WriteAndDie(round);
            Check("killed and recovered", round, isClosed: _random.Next(4) == 0);
            if (_random.Next(2) == 0 || ++sinceCut == MostRoundsWithoutCut)
            {
                sinceCut = 0;
                _cuts++;
                _memory.CutPower((ulong)_random.NextInt64());
                Check("cut after that", round, isClosed: _random.Next(8) == 0);
            }
        }

        return new SimulatedTortureReport(
            _memory.Mapping.Granularity.ToString(), _seed, _kills, _killsDuringOpen, _closings, _cuts, _account.Acknowledged, _account.Unacknowledged, _account.GivenUp, _account.Compared);
    }

    public void Dispose() => _memory.Dispose();

    private void WriteAndDie(int round)
    {
        using TransactionalLog log = Recover();
        KillIn(_random.Next(MostEvents));
        var listener = new Listener(_account, round);
        Thread[] threads = [.. Enumerable.Range(0, _writers).Select(writer => new Thread(() => Write(log, listener, round, writer)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        log.Abandon();
        _left = int.MaxValue;
        _kills++;
        if (listener.Failure is { } failure)
        {
            throw new TortureException($"A writer of round {round} failed: {failure}");
        }
    }

    private void Check(string when, int round, bool isClosed)
    {
        try
        {
            TransactionalLog log = Recover();
            _account.Check(log);
            if (isClosed)
            {
                log.Dispose();
                _closings++;
            }
            else
            {
                log.Abandon();
            }
        }
        catch (Exception broken) when (broken is TortureException or LogException)
        {
            throw new TortureException($"{_memory.Mapping.Granularity}, seed {_seed}, round {round}, {when}: {broken.Message}");
        }
    }

    private TransactionalLog Recover()
    {
        while (true)
        {
            KillIn(_random.Next(4) == 0 ? _random.Next(20) : int.MaxValue);
            try
            {
                return TransactionalLog.Open(_memory.Mapping);
            }
            catch (Exception killed) when (IsKill(killed))
            {
                _killsDuringOpen++;
            }
            finally
            {
                _left = int.MaxValue;
            }
        }
    }

    private void KillIn(int events) => Volatile.Write(ref _left, events);

    private void Interrupt()
    {
        if (!t_isDying && Volatile.Read(ref _left) != int.MaxValue && Interlocked.Decrement(ref _left) < 0)
        {
            // A kill comes with an interrupt, and that empties the write combining buffers (Intel SDM 3, "Buffering of Write Combining
            // Memory Locations"); what lies in the caches stays there.
            t_isDying = true;
            _memory.Mapping.Drain();
            t_isDying = false;
            throw new KilledException();
        }
    }

    private void Write(TransactionalLog log, Listener listener, int round, int writer)
    {
        try
        {
            new TortureThread(log, listener, _seed, round, writer).Run(long.MaxValue);
        }
        catch (Exception end) when (IsKill(end))
        {
        }
        catch (Exception failure)
        {
            listener.Failure = failure;
            log.Abandon();
        }
    }

    private static bool IsKill(Exception exception) => exception is KilledException or ObjectDisposedException or LogException { Error: LogError.Faulted };

    private sealed class KilledException : Exception;

    private sealed class Listener(TortureAccount account, int round) : ITortureListener
    {
        internal Exception? Failure { get; set; }

        public void Send(params ReadOnlySpan<TortureEvent> events)
        {
            lock (account)
            {
                foreach (TortureEvent said in events)
                {
                    account.Add(round, said);
                }
            }
        }
    }
}

/// <summary>What the simulated torture did.</summary>
internal sealed record SimulatedTortureReport(
    string Granularity, ulong Seed, int Kills, int KillsDuringOpen, int Closings, int Cuts, long Acknowledged, long Unacknowledged, long GivenUp, long Compared);
