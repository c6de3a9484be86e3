using DaxNative.Log;

namespace DaxNative.Tests.Probe;

/// <summary>Fills and empties the smallest log there is, so that its room is used again, by every way to append.</summary>
internal sealed class LogHistory(TraceTarget target, TextWriter manifest)
{
    private const long SmallestLog = 8192;
    private const int Operations = 40;
    private const long Full = 2300;

    // The first number of each operation's records, and how many records there were before it.
    private readonly List<(LogSequenceNumber First, int Before)> _kept = [];
    private int _number;
    private int _records;
    private int _dropped;

    internal static void Run(string folder, string name, string manifest)
    {
        using TraceTarget target = TraceTarget.Traced(folder, name, SmallestLog);
        using StreamWriter writer = File.CreateText(manifest);
        new LogHistory(target, writer).Run();
    }

    private void Run()
    {
        while (_number < Operations)
        {
            if (target.Log.Used > Full)
            {
                Truncate();
            }

            int length = 11 * _number % 130;
            switch (_number % 4)
            {
                case 0:
                    Append(1, length, payloads => target.Appender.Append(payloads[0]));
                    break;
                case 1:
                    Append(3, length, Deferred);
                    break;
                case 2:
                    Append(2, length, InPlace);
                    break;
                default:
                    Append(1, length, Shared);
                    break;
            }
        }
    }

    private void Append(int count, int length, Func<byte[][], LogSequenceNumber> append)
    {
        int number = ++_number;
        byte[][] payloads = [.. Enumerable.Range(0, count).Select(i => TraceCase.Bytes(number * 100 + i, length + 5))];
        target.Begin(number);
        LogSequenceNumber first = append(payloads);
        target.End(number);
        _kept.Add((first, _records));
        _records += count;
        manifest.WriteLine(new LoggedOperation(number, LoggedKind.Whole, _dropped, payloads).ToLine());
    }

    private LogSequenceNumber Deferred(byte[][] payloads)
    {
        foreach (byte[] payload in payloads)
        {
            target.Appender.AppendDeferred(payload);
        }

        return target.Appender.Commit();
    }

    private LogSequenceNumber InPlace(byte[][] payloads)
    {
        foreach (byte[] payload in payloads)
        {
            payload.CopyTo(target.Appender.GetSpan(payload.Length));
            target.Appender.Advance(payload.Length);
            target.Appender.EndRecord();
        }

        return target.Appender.Commit();
    }

    private LogSequenceNumber Shared(byte[][] payloads)
    {
        target.ReleaseAppender();
        return target.Log.Append(payloads[0]);
    }

    // All but the last two.
    private void Truncate()
    {
        int number = ++_number;
        (LogSequenceNumber head, int before) = _kept[^2];
        target.Begin(number);
        target.Log.Truncate(head);
        target.End(number);
        _dropped = before;
        _kept.RemoveRange(0, _kept.Count - 2);
        manifest.WriteLine(new LoggedOperation(number, LoggedKind.Truncate, _dropped, []).ToLine());
    }
}
