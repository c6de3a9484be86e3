namespace DaxNative.Benchmarks;

/// <summary>One thing that several can do, ours first: to add a case is to return one more of these.</summary>
internal sealed record ComparisonCase(string Name, IReadOnlyList<Participant> Participants)
{
    /// <summary>Bytes of one operation.</summary>
    internal long Size { get; init; } = 8;

    /// <summary>From one operation to the next; 0 repeats the first place.</summary>
    internal long Stride { get; init; } = Sample.LineSize;

    /// <summary>Bytes by which every operation's start is off a line.</summary>
    internal int Shift { get; init; }

    /// <summary>What a sample's operations are to leave in the area; returns what is wrong, null when nothing.</summary>
    internal Func<Area, Sample, string?>? Check { get; init; }

    /// <summary>Address of the source; 0 for the area's own.</summary>
    internal nint Source { get; init; }

    /// <summary>Operations beyond which a sample is never extended.</summary>
    internal long MostOperations { get; init; } = long.MaxValue;

    /// <summary>How long our sample takes, about.</summary>
    internal TimeSpan SampleTime { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether the participants take the time that they want: a sample is one operation, whatever stands for its time.</summary>
    internal bool HasOwnTime { get; init; }

    /// <summary>Whether the longest of all rounds is compared, not the median.</summary>
    internal bool IsLongest { get; init; }

    /// <summary>Rounds beyond which it is not measured.</summary>
    internal int MostRounds { get; init; } = int.MaxValue;

    /// <summary>Runs before the case, and undoes itself after it.</summary>
    internal Func<IDisposable>? Prepare { get; init; }

    /// <summary>Whether our operations may leave work for the garbage collector.</summary>
    internal bool MayAllocate { get; init; }

    /// <summary>Why the case cannot run on this machine; null when it can.</summary>
    internal string? Skipped { get; init; }
}
