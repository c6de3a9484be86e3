namespace DaxNative.Tests;

/// <summary>A fault of the store of segments.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="File">Of the room's source.</param>
/// <param name="Original">What stands there, once.</param>
/// <param name="Changed">What stands there instead.</param>
/// <param name="Scenario">What finds it.</param>
public sealed record SegmentMutant(string Name, string File, string Original, string Changed, string Scenario)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
