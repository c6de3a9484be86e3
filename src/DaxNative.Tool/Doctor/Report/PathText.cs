using Spectre.Console;

namespace DaxNative.Tool;

internal static class PathText
{
    internal static void Write(IAnsiConsole console, DoctorPath report)
    {
        console.MarkupLineInterpolated($"{report.Path}: {Words.Of(report.Kind)}, {(report.IsTried ? "mapped for a moment, read-only" : "predicted, not mapped")}");
        OutlookText.Write(console, report.Outlook);
    }
}
