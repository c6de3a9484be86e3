namespace DaxNative.Testing;

/// <summary>A flush that the model takes as not made.</summary>
/// <param name="Number">Which one of a trace.</param>
/// <param name="IsInRecovery">Whether of every recovery, and not of the run.</param>
internal sealed record LeftOut(int Number, bool IsInRecovery)
{
    internal bool Is(FileEvent entry) => entry.IsFlush && entry.Number == Number;
}
