namespace DaxNative.Testing;

/// <summary>An operation of a run: what a crash leaves either done, or not done, or under way. Immutable.</summary>
/// <param name="Index">Its number, from 0 in the order in which operations began.</param>
/// <param name="Name">What it is called in reports.</param>
/// <param name="Tag">What the run says of it for the check's use, such as which value was written.</param>
/// <param name="Writer">The thread that did it, from 0.</param>
public sealed record CrashOperation(int Index, string Name, long Tag, int Writer)
{
    /// <summary>Gets the name and the number.</summary>
    /// <returns>Text for a report.</returns>
    public override string ToString() => $"{Name} (operation {Index})";
}
