using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary>What of many threads' appends a sample's time stands for.</summary>
internal enum Statistic
{
    /// <summary>The time from the start to the end, by the number of appends.</summary>
    Time,

    /// <summary>What one of ten thousand appends takes longer than.</summary>
    Percentile9999,

    /// <summary>The longest append.</summary>
    Longest,
}

/// <summary>Threads that append from the same moment on and for as long, however many operations the sample has.</summary>
/// <param name="name">As the report calls it.</param>
/// <param name="log">Where to.</param>
/// <param name="threads">How many.</param>
/// <param name="statistic">What is measured.</param>
/// <param name="begin">Makes what they append by.</param>
internal sealed class ManyThreads<T>(string name, SharedLog log, int threads, Statistic statistic, Func<T> begin) : Participant(name)
    where T : struct, IAppends
{
    private Sample _sample;
    private T _appends;
    private long _most;
    private long _done;
    private bool _isOver;

    // They take the CPU from each other.
    internal override bool IsOnThisThread => false;

    internal override double Run(in Sample sample)
    {
        (_sample, _done, _isOver, _most) = (sample, 0, false, log.MakeRoom(sample.Size) / threads);
        _appends = begin();
        using var ready = new CountdownEvent(threads);
        using var go = new ManualResetEventSlim();
        using var ended = new CountdownEvent(threads);
        Latencies[] latencies = [.. Enumerable.Range(0, threads).Select(_ => new Latencies())];
        Thread[] all = [.. latencies.Select(own => new Thread(() => Work(own, ready, go, ended)) { IsBackground = true, Name = Name })];
        Array.ForEach(all, thread => thread.Start());
        ready.Wait();
        long start = Stopwatch.GetTimestamp();
        go.Set();
        ended.Wait(log.Time);
        Volatile.Write(ref _isOver, true);
        double time = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        Array.ForEach(all, thread => thread.Join());
        log.End();
        return sample.Count * (statistic == Statistic.Time ? time / _done : Summary(latencies));
    }

    internal override string? Check(in Sample sample) => log.Check(in sample, _done);

    private double Summary(Latencies[] latencies)
    {
        var all = new Latencies();
        Array.ForEach(latencies, all.Add);
        return statistic == Statistic.Longest ? all.Longest : all.Quantile(0.9999);
    }

    private void Work(Latencies latencies, CountdownEvent ready, ManualResetEventSlim go, CountdownEvent ended)
    {
        ReadOnlySpan<byte> payload = LogLoops.Payload(in _sample);
        T appends = _appends;
        ready.Signal();
        go.Wait();
        long done = statistic == Statistic.Time ? Append(appends, payload) : AppendTimed(appends, payload, latencies);
        Interlocked.Add(ref _done, done);
        ended.Signal();
    }

    private long Append(T appends, ReadOnlySpan<byte> payload)
    {
        long done = 0;
        for (; done < _most && !Volatile.Read(ref _isOver); done++)
        {
            appends.Append(payload);
        }

        return done;
    }

    private long AppendTimed(T appends, ReadOnlySpan<byte> payload, Latencies latencies)
    {
        long done = 0;
        for (long before = Stopwatch.GetTimestamp(); done < _most && !Volatile.Read(ref _isOver); done++)
        {
            appends.Append(payload);
            long now = Stopwatch.GetTimestamp();
            latencies.Add((long)((now - before) * (1e9 / Stopwatch.Frequency)));
            before = now;
        }

        return done;
    }
}
