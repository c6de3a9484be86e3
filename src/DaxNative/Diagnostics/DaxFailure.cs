namespace DaxNative;

/// <summary>What a <see cref="DaxException"/> is made of: the facts as data, the sentence is composed in one place.</summary>
internal sealed record DaxFailure(DaxError Error, string Operation, string Problem, string Remedy)
{
    internal string? Path { get; init; }

    internal long? Offset { get; init; }

    internal long? Length { get; init; }

    internal int Errno { get; init; }

    internal string ErrnoName { get; init; } = "";

    /// <summary>True when no system call was made: DaxNative knows that the kernel would refuse, or refuses by itself.</summary>
    internal bool IsPredicted { get; init; }

    internal Exception? Cause { get; init; }

    internal DaxException ToException() => new(this);
}
