using System.Globalization;

namespace DaxNative.Testing;

/// <summary>
/// Writes a run in the format of pmreorder's store log, so that PMDK's tool can replay it. Every store is of one aligned
/// word; operations are markers; the file is mapped at address 0 of the log's own address space.
/// </summary>
internal static class PmreorderLog
{
    // Any address will do, as long as it is none that a reader may take for an offset.
    private const long Base = 0x1_0000_0000;

    private static readonly System.Buffers.SearchValues<char> s_reserved = System.Buffers.SearchValues.Create(";|\r\n");

    internal static void Write(RecordedRun run, TextWriter writer, string file)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentException.ThrowIfNullOrEmpty(file);
        if (file.AsSpan().ContainsAny(s_reserved))
        {
            throw new ArgumentException($"'{file}' has a character that separates fields in the format; use another path.", nameof(file));
        }

        writer.Write("START");
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"|REGISTER_FILE;{file};0x{Base:x};0x{run.Scenario.Length:x};0x0"));
        var open = new Stack<int>();
        foreach (ref readonly TraceEvent entry in run.Trace.Events)
        {
            Write(run, writer, entry, open);
        }

        while (open.TryPop(out int operation))
        {
            writer.Write($"|{Marker(run, operation)}.END");
        }

        writer.Write("|STOP");
    }

    private static void Write(RecordedRun run, TextWriter writer, in TraceEvent entry, Stack<int> open)
    {
        switch (entry.Kind)
        {
            case TraceEventKind.Flush when run.Scenario.Granularity != StoreGranularity.Byte:
                WriteFlush(writer, entry.Offset, entry.Length);
                if (run.Scenario.Granularity == StoreGranularity.Page)
                {
                    writer.Write("|FENCE");
                }

                break;
            case TraceEventKind.Flush:
                break;
            case TraceEventKind.Drain:
                writer.Write("|FENCE");
                break;
            case TraceEventKind.OperationStarted:
                open.Push(entry.Operation);
                writer.Write($"|{Marker(run, entry.Operation)}.BEGIN");
                break;
            case TraceEventKind.OperationCompleted:
                Close(run, writer, entry.Operation, open);
                break;
            default:
                WriteStores(run, writer, entry);
                break;
        }
    }

    private static void WriteStores(RecordedRun run, TextWriter writer, in TraceEvent entry)
    {
        foreach (ref readonly StoredWord word in run.Trace.WordsOf(entry))
        {
            long offset = (long)word.Word * Lines.WordSize;
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"|STORE;0x{Base + offset:x};0x{word.Value:x};0x8"));

            // What needs no flush is never replayed by pmreorder unless one is written.
            if (run.Scenario.Granularity == StoreGranularity.Byte || entry.Kind == TraceEventKind.UnorderedStore)
            {
                WriteFlush(writer, offset, Lines.WordSize);
            }
        }
    }

    private static void WriteFlush(TextWriter writer, long offset, long length) =>
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"|FLUSH;0x{Base + offset:x};0x{length:x}"));

    // Markers must nest and writers' operations need not: those begun later are closed, and opened again behind it.
    private static void Close(RecordedRun run, TextWriter writer, int operation, Stack<int> open)
    {
        var reopened = new Stack<int>();
        while (open.TryPop(out int top))
        {
            writer.Write($"|{Marker(run, top)}.END");
            if (top == operation)
            {
                break;
            }

            reopened.Push(top);
        }

        while (reopened.TryPop(out int again))
        {
            open.Push(again);
            writer.Write($"|{Marker(run, again)}.BEGIN");
        }
    }

    private static string Marker(RecordedRun run, int operation) =>
        string.Concat(run.Operations[operation].Name.Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_'));
}
