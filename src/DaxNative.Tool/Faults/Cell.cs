namespace DaxNative.Tool.Faults;

/// <summary>One of the eight ways to fault a file's pages in.</summary>
internal sealed record Cell(bool Preallocated, bool Load, bool MapSync)
{
    /// <summary>In the order of the published table; the pair that it leaves out comes last.</summary>
    internal static IReadOnlyList<Cell> All { get; } =
    [
        new(true, false, false), new(true, false, true),
        new(false, false, false), new(false, false, true),
        new(false, true, false), new(false, true, true),
        new(true, true, false), new(true, true, true),
    ];

    /// <summary>In the words of the published table.</summary>
    internal string Title =>
        $"File {File}, {(Load ? "" : "no ")}background load, {(MapSync ? "" : "no ")}MAP_SYNC";

    internal string File => Preallocated ? "preallocated" : "empty";

    internal string Column => $"{File}, {(Load ? "load" : "idle")}, {(MapSync ? "MAP_SYNC" : "plain")}";
}
