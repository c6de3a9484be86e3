namespace DaxNative.Logs;

/// <summary>Where everything stands in a log's memory, in bytes. <c>docs/log-format.md</c> is the same for people.</summary>
internal static class LogLayout
{
    /// <summary>Records begin at multiples of it, so that no append stores to a line that another one has flushed.</summary>
    internal const int LineSize = 64;

    internal const int Version = 1;

    internal const long IdentityOffset = 0;

    /// <summary>The two states, apart from each other and from the identity, so that no line or 256-byte unit of the media is shared.</summary>
    internal const long FirstStateOffset = 1024;

    internal const long SecondStateOffset = 2048;

    /// <summary>Where the ring of records begins.</summary>
    internal const long RingOffset = 4096;

    /// <summary>The least that a ring can be: a log of 8 KiB in all.</summary>
    internal const long LeastCapacity = 4096;

    internal static long AlignUp(long length) => (length + LineSize - 1) & -LineSize;
}
