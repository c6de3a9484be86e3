using System.Globalization;
using System.Text;

namespace DaxNative.Testing;

/// <summary>What a run did before the power went, as a picture by line and thread and as a table.</summary>
internal sealed class Timeline
{
    // What is shown at most: the last events before the power went, and the lines that they touch.
    private const int MostEvents = 120;
    private const int MostRows = 40;

    private const int Left = 120;
    private const int Step = 14;
    private const int Row = 18;

    private readonly RecordedRun _run;
    private readonly int _end;
    private readonly int _start;
    private readonly bool _isInRun;
    private readonly HashSet<int> _lost;
    private readonly HashSet<int> _kept;
    private readonly int _unit;

    internal Timeline(RecordedRun run, CrashFailure failure)
    {
        _run = run;
        _end = Math.Min(failure.Image.Steps[0].Point, run.Trace.Count);
        _start = Math.Max(0, _end - MostEvents);
        _isInRun = failure.Image.Steps.Count == 1;
        _lost = [.. failure.Lost.Select(store => store.StoreNumber)];
        _kept = [.. failure.Kept.Select(store => store.StoreNumber)];
        _unit = run.Scenario.Granularity == StoreGranularity.Page ? Lines.PageSize : Lines.LineSize;
    }

    /// <summary>From left to right the events; a row for each writer's drains and operations, then one for each line or page.</summary>
    internal string Picture()
    {
        int[] writers = [.. Shown().Select(entry => entry.Writer).Distinct().Order()];
        long[] units = [.. Shown().Where(entry => entry.Length != 0).SelectMany(Units).Distinct().Order().Take(MostRows)];
        int height = (writers.Length + units.Length + 2) * Row;
        int width = Left + ((_end - _start + 2) * Step) + 40;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" role=\"img\" aria-label=\"stores, flushes and drains by line and writer\">\n");
        for (int i = 0; i < writers.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"4\" y=\"{Y(i) + 4}\">writer {writers[i]}</text>\n");
        }

        string unit = _unit == Lines.PageSize ? "page" : "line";
        for (int i = 0; i < units.Length; i++)
        {
            int y = Y(writers.Length + i);
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"4\" y=\"{y + 4}\">{unit} at {units[i] * _unit}</text><line x1=\"{Left}\" x2=\"{width - 40}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#d8dee4\"/>\n");
        }

        for (int at = _start; at < _end; at++)
        {
            Mark(text, at, writers, units);
        }

        int cut = Left + ((_end - _start) * Step);
        text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{cut}\" x2=\"{cut}\" y1=\"0\" y2=\"{height}\" stroke=\"#b42318\" stroke-width=\"2\"/><text x=\"{cut + 4}\" y=\"12\" fill=\"#b42318\">power</text></svg>\n");
        return text.Append("<p class=\"note\">&#9679; store &#9650; flush &#9632; drain &#9474; operation begins or ends. Red: lost. Green: kept. Events go from left to right; rest the pointer on one to read it.</p>\n").ToString();
    }

    /// <summary>The same in words.</summary>
    internal string Table()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<details{(_end - _start <= 40 ? " open" : "")}><summary>{(_start == 0 ? "All" : "The last")} {_end - _start} events of the run</summary>\n<table><tr><th>event</th><th>writer</th><th>what</th><th>range</th><th>operation</th><th>in the source</th></tr>\n");
        for (int at = _start; at < _end; at++)
        {
            TraceEvent entry = _run.Trace[at];
            string range = entry.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{entry.Offset}, {entry.Offset + entry.Length})");
            text.Append(CultureInfo.InvariantCulture, $"<tr class=\"{StateOf(entry)}\"><td class=\"n\">{at}</td><td class=\"n\">{entry.Writer}</td><td>{Name(entry)}</td><td class=\"code\">{range}</td>");
            text.Append(CultureInfo.InvariantCulture, $"<td>{HtmlReport.Html(Operation(entry))}</td><td class=\"code\">{HtmlReport.Html(_run.Sources[at]?.ToString() ?? "")}</td></tr>\n");
        }

        string then = _isInRun ? "" : "; then it went again while the recovery ran";
        return text.Append(CultureInfo.InvariantCulture, $"<tr class=\"cut\"><td colspan=\"6\">here the power went{then}</td></tr></table></details>\n").ToString();
    }

    private static int Y(int row) => ((row + 1) * Row) + 6;

    private TraceEvent[] Shown() => _run.Trace.Events[_start.._end].ToArray();

    private IEnumerable<long> Units(TraceEvent entry)
    {
        for (long unit = entry.Offset / _unit; unit <= (entry.Offset + entry.Length - 1) / _unit; unit++)
        {
            yield return unit;
        }
    }

    private void Mark(StringBuilder text, int at, int[] writers, long[] units)
    {
        TraceEvent entry = _run.Trace[at];
        int x = Left + ((at - _start) * Step) + (Step / 2);
        string title = HtmlReport.Html(string.Create(CultureInfo.InvariantCulture, $"event {at}: {Name(entry)} by writer {entry.Writer}, {Operation(entry)} {_run.Sources[at]}"));
        if (entry.Length == 0)
        {
            int y = Y(Array.IndexOf(writers, entry.Writer));
            string shape = entry.IsMarker
                ? string.Create(CultureInfo.InvariantCulture, $"<line x1=\"{x}\" x2=\"{x}\" y1=\"{y - 7}\" y2=\"{y + 7}\" stroke=\"#57606a\" stroke-width=\"2\">")
                : string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{x - 4}\" y=\"{y - 4}\" width=\"8\" height=\"8\" fill=\"#0550ae\">");
            text.Append(CultureInfo.InvariantCulture, $"{shape}<title>{title}</title></{(entry.IsMarker ? "line" : "rect")}>\n");
            return;
        }

        string colour = StateOf(entry) switch { "lost" => "#b42318", "kept" => "#1a7f37", _ => "#1b1f24" };
        foreach (long unit in Units(entry))
        {
            int row = Array.IndexOf(units, unit);
            if (row >= 0)
            {
                int y = Y(writers.Length + row);
                text.Append(entry.Kind == TraceEventKind.Flush
                    ? string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{x - 5} {y + 4} L{x + 5} {y + 4} L{x} {y - 5} Z\" fill=\"#0550ae\"><title>{title}</title></path>\n")
                    : string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{colour}\"><title>{title}</title></circle>\n"));
            }
        }
    }

    // Of a crash of the recovery the stores that matter are the recovery's, which are not in this run.
    private string StateOf(in TraceEvent entry) => !_isInRun || entry.WordCount == 0 ? "" : _lost.Contains(entry.Number) ? "lost" : _kept.Contains(entry.Number) ? "kept" : "";

    private string Operation(in TraceEvent entry) => entry.Operation < 0 ? "outside any operation" : _run.Operations[entry.Operation].ToString();

    private static string Name(in TraceEvent entry) => entry.Kind switch
    {
        TraceEventKind.Flush => "flush",
        TraceEventKind.Drain => "drain",
        TraceEventKind.OperationStarted => "operation begins",
        TraceEventKind.OperationCompleted => "operation is completed",
        TraceEventKind.SpanStore => string.Create(CultureInfo.InvariantCulture, $"store {entry.Number}, through a span"),
        _ => string.Create(CultureInfo.InvariantCulture, $"store {entry.Number}"),
    };
}
