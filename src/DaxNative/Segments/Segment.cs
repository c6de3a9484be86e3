namespace DaxNative;

/// <summary>A named, growing part of a <see cref="SegmentStore"/>: bytes from 0 on, which are zero until they are written.</summary>
/// <remarks>
/// Every member is thread-safe. Writes to ranges that do not overlap may run at the same time; of what two write to the same bytes at
/// once, either or a mixture is there. After a power cut a write that had not returned is there in part: an aligned unit of 8 bytes that it
/// covers is old or new (at page granularity a page). Several objects may be open for one segment.
/// </remarks>
public sealed class Segment : IDisposable
{
    private readonly SegmentStore _store;
    private readonly SegmentContent _content;
    private bool _isDisposed;

    internal Segment(SegmentStore store, SegmentContent content)
    {
        _store = store;
        _content = content;
    }

    /// <summary>Gets the name.</summary>
    public string Name => _content.Name;

    /// <summary>Gets what is guaranteed for a write, and why.</summary>
    public DurabilityGuarantee Guarantee => _store.Guarantee;

    /// <summary>Gets up to where there is room, in bytes: whole chunks behind the last byte written, and no end of what was written.</summary>
    /// <exception cref="DaxException">The segment was deleted (<see cref="DaxError.NotFound"/>).</exception>
    /// <exception cref="ObjectDisposedException">The segment or its store is disposed.</exception>
    public long Length => Content.GetLength();

    private SegmentContent Content
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed), this);
            return _content;
        }
    }

    /// <summary>Writes bytes, and makes them durable: when it returns, they survive as <see cref="Guarantee"/> says. The segment grows where it must.</summary>
    /// <param name="offset">Start within the segment, in bytes; also behind its end: what lies between is zero.</param>
    /// <param name="source">What to write. It may not lie in the store.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative, or the range ends behind what a segment can have.</exception>
    /// <exception cref="DaxException">
    /// There is no room (<see cref="DaxError.NoSpace"/>), or the segment was deleted (<see cref="DaxError.NotFound"/>): then nothing was written.
    /// Or msync failed (page granularity): then what the range holds is not known.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The segment or its store is disposed.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source) => Content.Write(offset, source);

    /// <summary>Reads bytes.</summary>
    /// <param name="offset">Start within the segment, in bytes.</param>
    /// <param name="target">Where to.</param>
    /// <returns>How many there are, up to <see cref="Length"/>: less than the target's length at the end, 0 behind it. What lies behind them in the target is left alone.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="DaxException">The segment was deleted (<see cref="DaxError.NotFound"/>).</exception>
    /// <exception cref="ObjectDisposedException">The segment or its store is disposed.</exception>
    public int Read(long offset, Span<byte> target) => Content.Read(offset, target);

    /// <summary>Makes room, durably, so that writes within it need none.</summary>
    /// <param name="length">The <see cref="Length"/> in bytes that the segment shall have at least.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or more than a segment can have.</exception>
    /// <exception cref="DaxException">There is no room (<see cref="DaxError.NoSpace"/>), or the segment was deleted (<see cref="DaxError.NotFound"/>).</exception>
    /// <exception cref="ObjectDisposedException">The segment or its store is disposed.</exception>
    public void Reserve(long length) => Content.Reserve(length);

    /// <summary>
    /// Gives up what lies behind a length, durably: whole chunks are free again, and the rest of the last one is zero. Waits for writes and
    /// reads under way. A power cut in the middle of it leaves any part of what is given up.
    /// </summary>
    /// <param name="length">How much to keep, in bytes. A length that the segment does not have changes nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="DaxException">The kernel refused, or the segment was deleted (<see cref="DaxError.NotFound"/>).</exception>
    /// <exception cref="ObjectDisposedException">The segment or its store is disposed.</exception>
    public void Truncate(long length) => Content.Truncate(length);

    /// <summary>Closes this object. What was written stays. Idempotent.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _store.Close(_content);
        }
    }
}
