namespace DaxNative.Testing;

/// <summary>What of a file is durable for certain. There may be content behind the length.</summary>
internal sealed class DurableFile(byte[] content)
{
    internal byte[] Content { get; private set; } = content;

    internal int Length { get; private set; } = content.Length;

    internal bool Holds(int from, ReadOnlySpan<byte> sector)
    {
        ReadOnlySpan<byte> there = from < Content.Length ? Content.AsSpan(from, Math.Min(sector.Length, Content.Length - from)) : [];
        return sector[..there.Length].SequenceEqual(there) && !sector[there.Length..].ContainsAnyExcept((byte)0);
    }

    internal byte[] Copy(int from, int length)
    {
        byte[] copy = new byte[length];
        if (from < Content.Length)
        {
            Content.AsSpan(from, Math.Min(length, Content.Length - from)).CopyTo(copy);
        }

        return copy;
    }

    /// <summary>Takes a unit's last version.</summary>
    internal void Take(PendingUnit unit, int sectorSize)
    {
        if (unit.IsLength)
        {
            Length = unit.Last.Length;
            return;
        }

        // A copy: the array may be an image's.
        int from = unit.Sector * sectorSize;
        byte[] changed = Copy(0, Math.Max(Content.Length, from + sectorSize));
        unit.Last.Content.AsSpan().CopyTo(changed.AsSpan(from));
        Content = changed;
    }
}
