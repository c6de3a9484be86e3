using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>
/// The log's ways to append. What it stores beside the payload is taken from the memory afterwards: whether that is right
/// is for the tests of the log to say; whether it was durable in time, for the trace.
/// </summary>
internal static class LogCases
{
    private const long TailWordOffset = 3072;
    private const long RingOffset = 4096;
    private const int HeaderSize = 32;

    private static readonly int[] s_lengths = [0, 1, 8, 31, 32, 33, 64, 96, 97, 150, 352, 353, 500, 1000];

    internal static IEnumerable<TraceCase> All() =>
        [.. s_lengths.Select(Append), .. s_lengths.Select(InPlace), Deferred(1), Deferred(5), Deferred(6), Shared(64), SharedAsync(64), CutEnd()];

    internal static TraceCase Append(int length) => Case($"log append of {length} bytes", length, (target, payload) => target.Appender.Append(payload));

    internal static TraceCase InPlace(int length) => Case($"log record of {length} bytes in place", length, (target, payload) =>
    {
        if (payload.Length != 0)
        {
            payload.CopyTo(target.Appender.GetSpan(payload.Length));
            target.Appender.Advance(payload.Length);
        }

        target.Appender.EndRecord();
        target.Appender.Commit();
    });

    private static TraceCase Deferred(int count) => new($"log commit of {count}", TraceClaim.Durable, (target, number) =>
    {
        byte[] payload = TraceCase.Bytes(number, 45);
        long from = target.Log.Used;
        target.Begin(number);
        for (int i = 0; i < count; i++)
        {
            target.Appender.AppendDeferred(payload);
        }

        target.Appender.Commit();
        target.End(number);
        return Found(target, from, payload);
    });

    private static TraceCase Shared(int length) => Case($"log shared append of {length} bytes", length, (target, payload) => target.Log.Append(payload), isShared: true);

    private static TraceCase SharedAsync(int length) => Case($"log asynchronous append of {length} bytes", length, (target, payload) => target.Log.AppendAsync(payload).AsTask().Wait(), isShared: true);

    private static TraceCase CutEnd() => new("log cut of the end", TraceClaim.Durable, (target, number) =>
    {
        LogSequenceNumber first = target.Appender.Append(TraceCase.Bytes(number, 70));
        long from = target.Log.Used;
        target.Begin(number);
        target.Appender.TruncateEnd(first);
        target.End(number);
        return Found(target, from, []);
    });

    private static TraceCase Case(string name, int length, Action<TraceTarget, byte[]> append, bool isShared = false) => new(name, TraceClaim.Durable, (target, number) =>
    {
        byte[] payload = TraceCase.Bytes(number, length);
        long from = target.Log.Used;
        if (isShared)
        {
            target.ReleaseAppender();
        }

        target.Begin(number);
        append(target, payload);
        target.End(number);
        return Found(target, from, payload);
    });

    // The payload as it was given: were it wrong in memory, the trace would differ.
    private static IReadOnlyList<TracedBytes> Found(TraceTarget target, long from, byte[] payload)
    {
        byte[] bytes = target.LogMap.AsReadOnlySpan(RingOffset + from, (int)(target.Log.Used - from)).ToArray();
        payload.CopyTo(bytes, HeaderSize);
        return
        [
            new TracedBytes(target.LogFile, RingOffset + from, bytes),
            new TracedBytes(target.LogFile, TailWordOffset, BitConverter.GetBytes(target.Log.Used), IsHint: true),
        ];
    }
}
