using System.Globalization;
using System.Text;

namespace DaxNative.Testing;

/// <summary>In which order the writers of a run took turns.</summary>
/// <param name="Number">Which of the seed's orders.</param>
/// <param name="Way">How it was chosen.</param>
/// <param name="Turns">Who had the turn, and how often one after the other; empty for a run without writers.</param>
/// <param name="TimesBlocked">How often a writer waited for another one.</param>
/// <param name="TimesGuessed">How often the order depended on more than the writers' events.</param>
internal sealed record ScheduleTaken(int Number, string Way, IReadOnlyList<(int Writer, int Turns)> Turns, int TimesBlocked, int TimesGuessed)
{
    private const int MostShown = 60;

    /// <summary>The order in a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"schedule {Number} ({Way}): writer");
        foreach ((int writer, int turns) in Turns.Take(MostShown))
        {
            text.Append(CultureInfo.InvariantCulture, $" {writer}").Append(turns == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"×{turns}"));
        }

        if (Turns.Count > MostShown)
        {
            text.Append(CultureInfo.InvariantCulture, $", and {Turns.Count - MostShown:N0} more changes");
        }

        return text.Append(TimesGuessed == 0 ? "" : "; it depended on time, and may not come again").ToString();
    }
}
