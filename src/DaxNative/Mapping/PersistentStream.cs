namespace DaxNative;

/// <summary>
/// A part of a mapping as a stream of fixed length. What is written is stored at once, and durable once <see cref="Flush"/> has returned.
/// </summary>
/// <remarks>
/// Not thread-safe: one reader or writer at a time, on any thread. It owns nothing; disposing it flushes, and leaves the mapping open.
/// A write that does not fit writes nothing.
/// </remarks>
internal sealed class PersistentStream(PersistentBuffer buffer) : Stream
{
    private long _position;

    // What was written since the last flush.
    private long _dirtyStart = long.MaxValue;
    private long _dirtyEnd;
    private bool _isClosed;

    public override bool CanRead => !_isClosed;

    public override bool CanSeek => !_isClosed;

    public override bool CanWrite => !_isClosed && !buffer.Mapping.IsReadOnly;

    public override long Length => Open.Length;

    public override long Position
    {
        get
        {
            _ = Open;
            return _position;
        }

        set
        {
            _ = Open;
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    private PersistentBuffer Open
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(Stream));
            return buffer;
        }
    }

    public override int Read(Span<byte> destination)
    {
        int count = (int)Math.Clamp(Open.Length - _position, 0, destination.Length);
        buffer.AsReadOnlySpan(Math.Min(_position, buffer.Length), count).CopyTo(destination);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override void Write(ReadOnlySpan<byte> source)
    {
        if (source.Length > Open.Length - _position)
        {
            throw new NotSupportedException($"{source.Length} bytes at position {_position} do not fit into the stream's {buffer.Length}, which are fixed.");
        }

        buffer.Write(_position, source, StoreOptions.NoFlush);
        _dirtyStart = Math.Min(_dirtyStart, _position);
        _position += source.Length;
        _dirtyEnd = Math.Max(_dirtyEnd, _position);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void Flush()
    {
        PersistentBuffer open = Open;
        if (_dirtyEnd > _dirtyStart)
        {
            open.Persist(_dirtyStart, _dirtyEnd - _dirtyStart);
            (_dirtyStart, _dirtyEnd) = (long.MaxValue, 0);
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        SeekOrigin.End => Length + offset,
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "There is no such origin."),
    };

    public override void SetLength(long value) => throw new NotSupportedException("The stream is a part of a mapping, whose length is fixed.");

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            // Closed also if that fails: whoever asks again is not told that it is durable.
            try
            {
                Flush();
            }
            finally
            {
                _isClosed = true;
            }
        }

        base.Dispose(disposing);
    }
}
