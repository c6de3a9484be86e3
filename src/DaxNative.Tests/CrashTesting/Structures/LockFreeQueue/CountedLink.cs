namespace DaxNative.Tests;

/// <summary>A node's number, or none, and how often the word that holds it has changed.</summary>
/// <param name="Word">Both in eight bytes. Zero is a link to nothing that never changed.</param>
internal readonly record struct CountedLink(long Word)
{
    internal const int None = -1;

    private const int Shift = 16;

    internal int Node => (int)(Word & ((1 << Shift) - 1)) - 1;

    internal bool IsNone => Node == None;

    /// <summary>What the word becomes when it changes.</summary>
    /// <param name="node">Where it leads then.</param>
    /// <param name="isCounted">Whether the change is counted.</param>
    internal CountedLink To(int node, bool isCounted = true) => new((isCounted ? ((Word >> Shift) + 1) << Shift : 0) | (uint)(node + 1));
}
