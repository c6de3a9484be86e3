namespace DaxNative.Testing;

/// <summary>One entry of the trace of a file system.</summary>
/// <param name="Kind">What happened.</param>
internal sealed record FileEvent(FileEventKind Kind)
{
    /// <summary>How many of its kind came before; flushes of files and of directories count together.</summary>
    internal int Number { get; init; }

    /// <summary>The operation that it was part of; -1 for none.</summary>
    internal int Operation { get; init; } = -1;

    internal SourcePlace? Source { get; init; }

    /// <summary>What the file or directory was opened as.</summary>
    internal string Path { get; init; } = "";

    /// <summary>The new name of a rename, with its path.</summary>
    internal string? To { get; init; }

    internal int Inode { get; init; }

    /// <summary>The directory in which the name is.</summary>
    internal int Directory { get; init; }

    internal string Name { get; init; } = "";

    internal int ToDirectory { get; init; }

    internal string ToName { get; init; } = "";

    internal long Offset { get; init; }

    internal int Length { get; init; }

    /// <summary>The file's length before and after.</summary>
    internal int LengthBefore { get; init; }

    internal int LengthAfter { get; init; }

    /// <summary>The pages that a change touched, as they are after it.</summary>
    internal int FirstPage { get; init; }

    internal byte[] Pages { get; init; } = [];

    /// <summary>Whether a flush failed.</summary>
    internal bool IsFailed { get; init; }

    internal bool IsFlush => Kind is FileEventKind.FlushFile or FileEventKind.FlushDirectory;

    internal bool IsMarker => Kind is FileEventKind.OperationStarted or FileEventKind.OperationCompleted;

    internal bool IsOfNames => Kind <= FileEventKind.Delete;

    /// <summary>What it is called in reports.</summary>
    internal string Title => Kind switch
    {
        FileEventKind.Create => $"creation {Number} of {Path}",
        FileEventKind.CreateDirectory => $"creation {Number} of the directory {Path}",
        FileEventKind.Rename => $"rename {Number} of {Path} to {To}",
        FileEventKind.Delete => $"deletion {Number} of {Path}",
        FileEventKind.Write => $"write {Number} to {Path}",
        FileEventKind.SetLength => $"length {Number} of {Path}, {LengthBefore} -> {LengthAfter},",
        FileEventKind.FlushDirectory => $"flush {Number} of {FileNames.ShowDirectory(Path)}",
        _ => $"flush {Number} of {Path}",
    };
}
