using System.Globalization;
using System.Net;
using System.Text;

namespace DaxNative.Testing;

/// <summary>A report as one page that needs neither a server nor a script, for somebody who has not read the documentation.</summary>
internal sealed class HtmlReport(CrashReport report, RecordedRun run)
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
        h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-top: 2.5rem } h3 { font-size: 1rem }
        table { border-collapse: collapse } td, th { border-bottom: 1px solid #d8dee4; padding: .2rem .7rem; text-align: left; vertical-align: top }
        td.n { text-align: right } code, td.code { font-family: ui-monospace, monospace; font-size: 13px }
        pre { background: #f6f8fa; padding: .7rem; overflow: auto; font-size: 13px } .bad { color: #b42318 } .good { color: #1a7f37 }
        tr.lost td { background: #fdecea } tr.kept td { background: #e8f3ec } tr.cut td { background: #1b1f24; color: #fff }
        svg { background: #f6f8fa; font: 11px system-ui, sans-serif; max-width: 100% } .note { color: #57606a }
        """;

    private readonly StringBuilder _text = new();

    internal string Write()
    {
        _text.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Html(report.Scenario)}: crashes</title>\n<style>\n{Style}\n</style></head><body>\n");
        Verdict();
        Counts();
        int number = 1;
        foreach (CrashFailure failure in report.Failures)
        {
            Failure(failure, number++);
        }

        Findings();
        return _text.Append("</body></html>\n").ToString();
    }

    internal static string Html(string text) => WebUtility.HtmlEncode(text);

    private void Verdict()
    {
        _text.Append(CultureInfo.InvariantCulture, $"<h1>{Html(report.Scenario)}: <span class=\"{(report.FailedImages == 0 ? "good" : "bad")}\">{report.Verdict}</span></h1>\n");
        _text.Append("<p>This program was run once, and its stores to persistent memory were recorded. Then the power was cut at every moment of that run. ");
        _text.Append("What was stored and not yet made durable can be in the memory after that, or not: each possible content of the memory is an <b>image</b>. ");
        _text.Append("The program's own recovery was run on each image, and its own check said whether the result is right.</p>\n");
        _text.Append("<p class=\"note\">To be durable a store needs a <b>flush</b> of its line (64 bytes) or page, and then a <b>drain</b> by the same thread.</p>\n");
        foreach (string warning in report.Warnings)
        {
            _text.Append(CultureInfo.InvariantCulture, $"<p class=\"bad\">{Html(warning)}</p>\n");
        }
    }

    private void Counts()
    {
        _text.Append("<table><tr><th>crashes of</th><th>moments</th><th>images possible</th><th>built</th><th>different</th><th>recovered and checked</th><th>failed</th><th></th></tr>\n");
        for (int depth = 0; depth < report.Levels.Count; depth++)
        {
            CrashLevelReport level = report.Levels[depth];
            _text.Append(CultureInfo.InvariantCulture, $"<tr><td>the {CrashReport.NameOf(depth)}</td><td class=\"n\">{level.Points:N0}</td><td class=\"n\">{level.PossibleText}</td><td class=\"n\">{level.Built:N0}</td>");
            _text.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{level.Distinct:N0}</td><td class=\"n\">{level.Run:N0}</td><td class=\"n\">{level.Failed:N0}</td><td>{(level.IsExhaustive ? "all of them" : "a sample")}</td></tr>\n");
        }

        _text.Append(CultureInfo.InvariantCulture, $"</table>\n<p class=\"note\">Seed {report.Seed}, {report.Elapsed.TotalSeconds:0.00} s, {report.ImagesPerSecond:N0} images/s</p>\n");
        foreach (string line in report.Limits.Prepend(report.SchedulesText).Where(line => line.Length != 0))
        {
            _text.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Html(line)}</p>\n");
        }
    }

    private void Failure(CrashFailure failure, int number)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<h2>Failure {number}: {Html(failure.Cause.Message)}</h2>\n");
        _text.Append(CultureInfo.InvariantCulture, $"<p>The power went {Html(failure.Where)}. <b>What is missing:</b> {Html(failure.Missing)}</p>\n");
        Stores("Lost: what is not in the image, and would make it right", "lost", failure.Lost);
        Stores("Kept: what is in the image before that, and without which it would be right", "kept", failure.Kept);
        var timeline = new Timeline(run, failure);
        _text.Append("<h3>Time line</h3>\n").Append(timeline.Picture()).Append(timeline.Table());
        _text.Append(CultureInfo.InvariantCulture, $"<p>To make this image again, with a debugger:</p><pre>{Html(failure.RepeatCall)}</pre>\n<details><summary>What the check or the recovery threw</summary><pre>{Html(failure.Cause.ToString())}</pre></details>\n");
    }

    private void Stores(string title, string kind, IReadOnlyList<StoreEvidence> stores)
    {
        if (stores.Count == 0)
        {
            return;
        }

        _text.Append(CultureInfo.InvariantCulture, $"<h3>{title}</h3>\n<table><tr><th>store</th><th>of</th><th>at offset</th><th>bytes</th><th>before</th><th>after</th><th>how far it was</th><th>in the source</th></tr>\n");
        foreach (StoreEvidence store in stores)
        {
            _text.Append(CultureInfo.InvariantCulture, $"<tr class=\"{kind}\"><td class=\"n\">{store.StoreNumber}</td><td>{Html(store.Operation)}</td><td class=\"n\">{store.Offset}</td><td class=\"n\">{store.Length}</td>");
            _text.Append(CultureInfo.InvariantCulture, $"<td class=\"code\">{store.Before}</td><td class=\"code\">{store.After}</td><td>{Html(store.State)}</td><td class=\"code\">{Html(store.Source ?? "not known")}</td></tr>\n");
        }

        _text.Append("</table>\n");
    }

    private void Findings()
    {
        if (report.Findings.Count == 0)
        {
            return;
        }

        _text.Append("<h2>Seen without a crash</h2>\n<ul>\n");
        foreach (FlushFinding finding in report.Findings)
        {
            _text.Append(CultureInfo.InvariantCulture, $"<li>{Html(finding.ToString())}</li>\n");
        }

        _text.Append("</ul>\n");
    }
}
