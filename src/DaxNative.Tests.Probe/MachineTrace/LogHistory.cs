using DaxNative.Logs;

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
                    Whole(1, length, payloads => target.Log.Append(payloads[0]));
                    break;
                case 1:
                    Whole(3, length, Transaction);
                    break;
                case 2:
                    Append(LoggedKind.Group, 3, length, Group);
                    break;
                default:
                    Whole(1, length, InPlace);
                    break;
            }
        }
    }

    private void Whole(int count, int length, Func<byte[][], LogSequenceNumber> append) => Append(LoggedKind.Whole, count, length, append);

    private void Append(LoggedKind kind, int count, int length, Func<byte[][], LogSequenceNumber> append)
    {
        int number = ++_number;
        byte[][] payloads = [.. Enumerable.Range(0, count).Select(i => TraceCase.Bytes(number * 100 + i, length + 5))];
        target.Begin(number);
        LogSequenceNumber first = append(payloads);
        target.End(number);
        _kept.Add((first, _records));
        _records += count;
        manifest.WriteLine(new LoggedOperation(number, kind, _dropped, payloads).ToLine());
    }

    private LogSequenceNumber Transaction(byte[][] payloads)
    {
        foreach (byte[] payload in payloads)
        {
            target.Transaction.Append(payload);
        }

        return target.Transaction.Commit();
    }

    private LogSequenceNumber Group(byte[][] payloads)
    {
        using LogGroup group = target.Log.BeginGroup();
        LogSequenceNumber[] numbers = new LogSequenceNumber[payloads.Length];
        for (int i = 0; i < payloads.Length; i++)
        {
            numbers[i] = group.AppendDeferred(payloads[i]);
        }

        return numbers[0];
    }

    private LogSequenceNumber InPlace(byte[][] payloads)
    {
        target.Writer.Begin(payloads[0].Length);
        payloads[0].CopyTo(target.Writer.GetSpan(payloads[0].Length));
        target.Writer.Advance(payloads[0].Length);
        return target.Writer.Commit();
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
