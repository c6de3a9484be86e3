using DaxNative.Logs;

namespace DaxNative.Tests.Probe;

/// <summary>
/// The log's ways to append. What it stores beside the payload is taken from the memory afterwards: whether that is right
/// is for the tests of the log to say; whether it was durable in time, for the trace.
/// </summary>
internal static class LogCases
{
    private const long RingOffset = 4096;
    private const int HeaderSize = 32;

    private static readonly int[] s_lengths = [0, 1, 8, 31, 32, 33, 64, 96, 97, 150, 352, 353, 500, 1000];

    internal static IEnumerable<TraceCase> All() =>
        [.. s_lengths.Select(Append), .. s_lengths.Select(InPlace), Transaction(1), Transaction(5), Group(1), Group(6), TransactionAtOnce(5), GroupAtOnce(6)];

    internal static TraceCase Append(int length) => new($"log append of {length} bytes", TraceClaim.Durable, (target, number) =>
    {
        byte[] payload = TraceCase.Bytes(number, length);
        long from = target.Log.Used;
        target.Begin(number);
        target.Log.Append(payload);
        target.End(number);
        return [Stored(target, from, payload)];
    });

    internal static TraceCase InPlace(int length) => new($"log record of {length} bytes in place", TraceClaim.Durable, (target, number) =>
    {
        byte[] payload = TraceCase.Bytes(number, length);
        long from = target.Log.Used;
        target.Begin(number);
        target.Writer.Begin(length);
        if (length != 0)
        {
            payload.CopyTo(target.Writer.GetSpan(length));
            target.Writer.Advance(length);
        }

        target.Writer.Commit();
        target.End(number);

        // What lies behind the payload in its last line is nobody's.
        return [Found(target, from, HeaderSize + length, payload)];
    })
    {
        HasWholeUnits = false,
    };

    private static TraceCase Transaction(int count) => new($"log transaction of {count}", TraceClaim.Durable, (target, number) =>
    {
        byte[] payload = TraceCase.Bytes(number, 45);
        long from = target.Log.Used;
        target.Begin(number);
        for (int i = 0; i < count; i++)
        {
            target.Transaction.Append(payload);
        }

        target.Transaction.Commit();
        target.End(number);
        return [Found(target, from, target.Log.Used - from, [])];
    });

    // Gathered, and then one that is not.
    private static TraceCase Group(int count) => new($"log group of {count}", TraceClaim.Durable, (target, number) =>
    {
        byte[] payload = TraceCase.Bytes(number, 70);
        byte[] last = TraceCase.Bytes(number, 1500);
        long from = target.Log.Used;
        target.Begin(number);
        using (LogGroup group = target.Log.BeginGroup())
        {
            for (int i = 0; i < count; i++)
            {
                group.AppendDeferred(payload);
            }

            group.AppendDeferred(last);
        }

        target.End(number);
        long size = (HeaderSize + last.Length + 63) & -64;
        return [Found(target, from, target.Log.Used - from - size, []), Found(target, target.Log.Used - size, size, last)];
    });

    private static TraceCase TransactionAtOnce(int count) => new($"log transaction of {count} at once", TraceClaim.Durable, (target, number) =>
    {
        byte[] payloads = TraceCase.Bytes(number, 45 * count);
        int[] lengths = [.. Enumerable.Repeat(45, count)];
        long from = target.Log.Used;
        target.Begin(number);
        target.Log.AppendTransaction(payloads, lengths);
        target.End(number);
        return [Found(target, from, target.Log.Used - from, [])];
    });

    private static TraceCase GroupAtOnce(int count) => new($"log group of {count} at once", TraceClaim.Durable, (target, number) =>
    {
        byte[] payloads = TraceCase.Bytes(number, 70 * count);
        int[] lengths = [.. Enumerable.Repeat(70, count)];
        long from = target.Log.Used;
        target.Begin(number);
        using (LogGroup group = target.Log.BeginGroup())
        {
            group.AppendDeferred(payloads, lengths);
        }

        target.End(number);
        return [Found(target, from, target.Log.Used - from, payloads)];
    });

    private static TracedBytes Stored(TraceTarget target, long from, byte[] payload) => Found(target, from, target.Log.Used - from, payload);

    // The payload as it was given: were it wrong in memory, the trace would differ.
    private static TracedBytes Found(TraceTarget target, long from, long length, byte[] payload)
    {
        byte[] bytes = target.LogMap.AsReadOnlySpan(RingOffset + from, (int)length).ToArray();
        payload.CopyTo(bytes, HeaderSize);
        return new TracedBytes(target.LogFile, RingOffset + from, bytes);
    }
}
