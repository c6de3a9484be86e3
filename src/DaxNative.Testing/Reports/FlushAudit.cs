using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative.Testing;

/// <summary>Goes through a run's trace once and looks for stores without a flush, and for flushes and drains without a store.</summary>
internal sealed class FlushAudit
{
    private const int NoOperation = -1;

    private readonly RecordedRun _run;
    private readonly bool _isPage;
    private readonly bool _isByte;
    private readonly Dictionary<int, Line> _dirty = [];
    private readonly Dictionary<(FlushFindingKind Kind, string Operation), FlushFinding> _findings = [];

    private FlushAudit(RecordedRun run)
    {
        _run = run;
        _isPage = run.Scenario.Granularity == StoreGranularity.Page;
        _isByte = run.Scenario.Granularity == StoreGranularity.Byte;
    }

    internal static IReadOnlyList<FlushFinding> Of(RecordedRun run)
    {
        var audit = new FlushAudit(run);
        for (int i = 0; i < run.Trace.Count; i++)
        {
            audit.Apply(run.Trace[i], i);
        }

        audit.End(run.Trace.Count - 1, _ => true);
        return [.. audit._findings.Values.OrderBy(finding => finding.Kind).ThenBy(finding => finding.Operation, StringComparer.Ordinal)];
    }

    private void Apply(in TraceEvent entry, int index)
    {
        switch (entry.Kind)
        {
            case TraceEventKind.SpanStore:
                foreach (ref readonly StoredWord word in _run.Trace.WordsOf(entry))
                {
                    Store(word.Word / Lines.WordsInLine, entry, index);
                }

                break;
            case TraceEventKind.Flush:
                Flush(entry, index);
                break;
            case TraceEventKind.Drain:
                Drain(entry, index);
                break;
            case TraceEventKind.OperationStarted:
                break;
            case TraceEventKind.OperationCompleted:
                int operation = entry.Operation;
                End(index, line => line.Operation == operation);
                break;
            default:
                for (long line = entry.Offset / Lines.LineSize; line <= (entry.Offset + entry.Length - 1) / Lines.LineSize; line++)
                {
                    Store((int)line, entry, index);
                }

                break;
        }
    }

    private void Store(int line, in TraceEvent entry, int index) =>
        _dirty[line] = new Line { Operation = entry.Operation, Event = index, FlushedBy = _isByte ? entry.Writers : 0 };

    private void Flush(in TraceEvent entry, int index)
    {
        int first = (int)(entry.Offset / Lines.LineSize);
        int last = (int)((entry.Offset + entry.Length - 1) / Lines.LineSize);
        ulong writer = 1UL << entry.Writer;
        if (_isByte)
        {
            return;
        }

        if (_isPage)
        {
            const int InPage = Lines.PageSize / Lines.LineSize;
            if (Remove((line, _) => line / InPage >= first / InPage && line / InPage <= last / InPage) == 0)
            {
                Find(FlushFindingKind.CleanLineFlushed, entry.Operation, first, index);
            }

            return;
        }

        int firstClean = -1;
        int clean = 0;
        for (int line = first; line <= last; line++)
        {
            ref Line dirty = ref CollectionsMarshal.GetValueRefOrNullRef(_dirty, line);
            if (Unsafe.IsNullRef(ref dirty) || (dirty.FlushedBy & writer) != 0)
            {
                firstClean = clean++ == 0 ? line : firstClean;
            }
            else
            {
                dirty.FlushedBy |= writer;
            }
        }

        if (clean != 0)
        {
            Find(FlushFindingKind.CleanLineFlushed, entry.Operation, firstClean, index, clean);
        }
    }

    private int Remove(Func<int, Line, bool> isGone)
    {
        int[] gone = [.. _dirty.Where(pair => isGone(pair.Key, pair.Value)).Select(pair => pair.Key)];
        Array.ForEach(gone, line => _dirty.Remove(line));
        return gone.Length;
    }

    private void Drain(in TraceEvent entry, int index)
    {
        ulong writer = 1UL << entry.Writer;
        if (!_isPage && Remove((_, line) => (line.FlushedBy & writer) != 0) == 0)
        {
            Find(FlushFindingKind.EmptyDrain, entry.Operation, 0, index);
        }
    }

    private void End(int index, Func<Line, bool> isEnded)
    {
        foreach ((int line, Line dirty) in _dirty.Where(pair => !pair.Value.IsReported && isEnded(pair.Value)).OrderBy(pair => pair.Key).ToArray())
        {
            _dirty[line] = dirty with { IsReported = true };
            Find(dirty.FlushedBy == 0 ? FlushFindingKind.StoreNotFlushed : FlushFindingKind.FlushNotDrained, dirty.Operation, line, dirty.Event);
        }
    }

    private void Find(FlushFindingKind kind, int operation, int line, int index, int count = 1)
    {
        string name = operation == NoOperation ? "" : _run.Operations[operation].Name;
        _findings[(kind, name)] = _findings.TryGetValue((kind, name), out FlushFinding? known)
            ? known with { Count = known.Count + count }
            : new FlushFinding(kind, name, count, (long)line * Lines.LineSize, _run.Sources[index]?.ToString());
    }

    private struct Line
    {
        internal int Operation;
        internal int Event;
        internal ulong FlushedBy;
        internal bool IsReported;
    }
}
