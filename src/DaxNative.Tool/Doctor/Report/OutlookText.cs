using Spectre.Console;

namespace DaxNative.Tool;

/// <summary>An outlook for a person: the answer, the conditions, and the commands that would better it.</summary>
internal static class OutlookText
{
    internal static void Write(IAnsiConsole console, DoctorOutlook outlook)
    {
        console.MarkupLineInterpolated($"[bold]{Headline(outlook.Verdict)}[/]  ({Words.Of(outlook)})");
        console.MarkupLineInterpolated($"because {outlook.Reason}");
        console.WriteLine();
        foreach (DoctorCondition condition in outlook.Conditions)
        {
            string mark = condition.State switch
            {
                DoctorConditionState.Met => "[green]yes    [/]",
                DoctorConditionState.Missing => "[red]no     [/]",
                _ => "[yellow]unknown[/]",
            };
            console.MarkupLine($"{mark}  {Markup.Escape(condition.Name)}: {Markup.Escape(condition.Detail)}");
            if (condition.State != DoctorConditionState.Met && !string.IsNullOrEmpty(condition.Remedy))
            {
                console.MarkupLineInterpolated($"           [bold]{condition.Remedy}[/]");
            }
        }
    }

    internal static string Headline(DoctorVerdict verdict) => verdict switch
    {
        DoctorVerdict.DurableByCpu => "The CPU alone makes stores durable.",
        DoctorVerdict.NotDurableByCpu => "The CPU alone does not make stores durable.",
        _ => "It could not be found out whether the CPU alone makes stores durable.",
    };
}
