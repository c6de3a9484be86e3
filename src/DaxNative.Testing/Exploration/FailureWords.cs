namespace DaxNative.Testing;

/// <summary>Says in words what a minimised image lost, what it kept, and what would have prevented it.</summary>
internal sealed class FailureWords(RecordedRun run, CrashState crash, Trace trace, CrashLevel level, ImagePath path)
{
    private const int MostWords = 8;

    private bool IsInRun => path.Steps.Count == 1;

    internal CrashFailure Explain(Exception cause, ExplorerOptions options, bool[] isKept)
    {
        var lost = new List<int>();
        var kept = new List<int>();
        for (int i = 0; i < level.Pending.Count; i++)
        {
            if (level.Choices.Choices[i] != level.Pending.Stores[i].Ways)
            {
                lost.Add(i);
            }
            else if (isKept[i])
            {
                kept.Add(i);
            }
        }

        return new CrashFailure(
            path, options.Seed, cause, Where(), [.. lost.Select(i => Evidence(i, isLost: true))], [.. kept.Select(i => Evidence(i, isLost: false))], Missing(lost, kept))
        {
            RepeatCall = RepeatCall.Of(path.ToString(), options),
        };
    }

    private string Where()
    {
        int point = path.Steps[^1].Point;
        string moment = point == trace.Count ? "at the end" : $"before {Describe(trace[point])}";
        string under = string.Join(", ", crash.Operations.Where(operation => crash.IsStarted(operation.Index) && !crash.IsCompleted(operation.Index)));
        string operations = $"{crash.CompletedCount} operations completed, {(under.Length == 0 ? "none" : under)} under way";
        return IsInRun ? $"{moment} of the run: {operations}" : $"{moment} of recovery {path.Steps.Count - 1}, after a crash with {operations}";
    }

    private string Describe(in TraceEvent entry) => entry.Kind switch
    {
        TraceEventKind.Flush => $"flush {entry.Number} of [{entry.Offset}, {entry.Offset + entry.Length})",
        TraceEventKind.Drain => $"drain {entry.Number}",
        TraceEventKind.OperationStarted => $"{run.Operations[entry.Operation]} began",
        TraceEventKind.OperationCompleted => $"{run.Operations[entry.Operation]} was completed",
        _ => $"store {entry.Number} of {NameOf(entry)}",
    };

    private StoreEvidence Evidence(int index, bool isLost)
    {
        PendingStore store = level.Pending.Stores[index];
        TraceEvent entry = trace[store.Event];
        ReadOnlySpan<StoredWord> all = level.Pending.WordsOf(store);
        var words = new List<StoredWord>();
        for (int i = 0; i < all.Length; i++)
        {
            if (store.Contains(level.Choices.Choices[index], i) != isLost)
            {
                words.Add(all[i]);
            }
        }

        int first = words[0].Word;
        return new StoreEvidence(
            NameOf(entry), entry.Number, (long)first * Lines.WordSize, (words[^1].Word - first + 1) * Lines.WordSize,
            Hex(words.Select(word => word.Before)), Hex(words.Select(word => word.Value)), State(store),
            IsInRun ? run.Sources[store.Event]?.ToString() : null);
    }

    private string NameOf(in TraceEvent entry) =>
        !IsInRun ? "the recovery" : entry.Operation < 0 ? $"writer {entry.Writer}, outside any operation" : run.Operations[entry.Operation].ToString();

    private static string Hex(IEnumerable<ulong> words)
    {
        ulong[] all = [.. words];
        string text = string.Join(' ', all.Take(MostWords).Select(word => Convert.ToHexStringLower(BitConverter.GetBytes(word))));
        return all.Length > MostWords ? text + " ..." : text;
    }

    private string State(in PendingStore store) => run.Scenario.Granularity switch
    {
        StoreGranularity.Byte => $"not drained by {Writers(store.FlushedBy)}",
        StoreGranularity.Page => "its page was not flushed",
        _ => store.FlushedBy == 0 ? "not flushed" : $"flushed, not drained by {Writers(store.FlushedBy)}",
    };

    private static string Writers(ulong flushedBy) =>
        "writer " + string.Join(" or ", Enumerable.Range(0, 64).Where(writer => ((flushedBy >> writer) & 1) != 0));

    private string Missing(List<int> lost, List<int> kept)
    {
        if (lost.Count == 0)
        {
            return "nothing: every store so far is in the image. Either the recovery or the check is wrong, or a store came too early.";
        }

        PendingStore first = level.Pending.Stores[lost[0]];
        TraceEvent entry = trace[first.Event];
        string needed = run.Scenario.Granularity == StoreGranularity.CacheLine && first.FlushedBy != 0 ? "a drain by the thread that flushed" : "a flush, and a drain by the same thread,";
        if (IsInRun && entry.Operation >= 0 && crash.IsCompleted(entry.Operation))
        {
            return $"{needed} after store {entry.Number} and before {run.Operations[entry.Operation]} is completed.";
        }

        foreach (int later in kept)
        {
            if (level.Pending.Stores[later].Event > first.Event)
            {
                return $"{needed} between store {entry.Number} and store {trace[level.Pending.Stores[later].Event].Number}: a line may be evicted, so the later one can come first.";
            }
        }

        return first.WordCount > 1
            ? $"no flush or drain: store {entry.Number} can be torn, since a power cut keeps eight aligned bytes whole and no more. A checksum or a commit word behind a drain would tell."
            : $"no flush or drain that this explorer can name: store {entry.Number} was under way, and the recovery must cope without it.";
    }
}
