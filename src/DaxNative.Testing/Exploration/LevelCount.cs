namespace DaxNative.Testing;

/// <summary>What one worker has counted at one depth.</summary>
internal struct LevelCount
{
    internal long Points;
    internal double Possible;
    internal long Built;

    /// <summary>Only known of all workers together.</summary>
    internal long Distinct;
    internal long Run;
    internal long Failed;
    internal long Uncut;
    internal bool IsSampled;

    /// <summary>The most flushes and drains that a recovery from this depth's images made.</summary>
    internal int MostFlushes;
    internal int MostDrains;

    public static LevelCount operator +(in LevelCount left, in LevelCount right) => new()
    {
        Points = left.Points + right.Points,
        Possible = left.Possible + right.Possible,
        Built = left.Built + right.Built,
        Distinct = left.Distinct + right.Distinct,
        Run = left.Run + right.Run,
        Failed = left.Failed + right.Failed,
        Uncut = left.Uncut + right.Uncut,
        IsSampled = left.IsSampled || right.IsSampled,
        MostFlushes = Math.Max(left.MostFlushes, right.MostFlushes),
        MostDrains = Math.Max(left.MostDrains, right.MostDrains),
    };
}
