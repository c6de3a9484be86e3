using DaxNative.Testing;

namespace DaxNative.SegmentCrashes;

/// <summary>A segment that several write to at once, each to bytes of his own.</summary>
/// <param name="writes">The operation, where it writes, and what.</param>
internal sealed class SharedChunkSubject(IReadOnlyCollection<(int Operation, int Offset, byte[] Bytes)> writes) : SegmentSubject(new SegmentHistory())
{
    internal const string Name = "shared";

    public override void Check(CrashState crash)
    {
        byte[] found = Read(Name);
        foreach ((int operation, int offset, byte[] bytes) in writes)
        {
            crash.Require(!crash.IsCompleted(operation) || (found.Length >= offset + bytes.Length && found.AsSpan(offset, bytes.Length).SequenceEqual(bytes)), "a write that returned is there, whoever made the room for it");
        }

        CheckRest(crash);
    }
}
