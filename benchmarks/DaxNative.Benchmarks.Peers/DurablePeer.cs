using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary>Somebody's log or store: each append is durable when it returns, as far as its own documentation says.</summary>
/// <param name="name">As the report calls it.</param>
internal abstract class DurablePeer(string name) : Participant(name), IDisposable
{
    /// <summary>Records beyond which all are given up, as our log is truncated.</summary>
    protected const long Most = 16 << 10;

    internal override bool WantsWarmUp => true;

    internal override double Run(in Sample sample)
    {
        MakeRoom(sample.Count);
        ReadOnlySpan<byte> payload = LogLoops.Payload(in sample);
        long start = Stopwatch.GetTimestamp();
        Append(payload, sample.Count);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    internal override string? Check(in Sample sample)
    {
        byte[] payload = LogLoops.Payload(in sample).ToArray();
        long found = Last(sample.Count).Count(one => one.AsSpan().SequenceEqual(payload));
        return found == sample.Count ? null : $"{found} of {sample.Count} records are there";
    }

    public abstract void Dispose();

    /// <summary>Gives up what is there, if it is much. Not timed.</summary>
    protected abstract void MakeRoom(long appends);

    protected abstract void Append(ReadOnlySpan<byte> payload, long count);

    /// <summary>Reads the last records.</summary>
    protected abstract IEnumerable<byte[]> Last(long count);
}
