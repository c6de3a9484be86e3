namespace DaxNative.Testing;

/// <summary>What one worker has counted at one depth.</summary>
internal struct LevelCount
{
    internal long Points;
    internal double Possible;
    internal long Built;
    internal long Distinct;
    internal long Run;
    internal long Failed;
    internal long Uncut;
    internal bool IsSampled;

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
    };
}
