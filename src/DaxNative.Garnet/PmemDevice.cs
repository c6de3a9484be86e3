using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Tsavorite.core;

namespace DaxNative.Garnet;

/// <summary>
/// A device of Garnet's storage engine, Tsavorite, in a store of segments: a request is done, and a write durable, when the call returns, and its
/// callback runs before that on the same thread. The engine has no flush: it takes a completed write for durable, and here it is.
/// </summary>
/// <remarks>
/// Thread-safe as the engine needs it: requests to any segments at once. Each of the device's segments is a segment of the store, called by the
/// device's name, a dot and the number.
/// </remarks>
public sealed class PmemDevice : StorageDeviceBase
{
    private const uint InputOutputError = 5; // EIO, where no errno says more.

    private readonly ConcurrentDictionary<int, Segment> _segments = new();
    private readonly SegmentStore _store;
    private readonly PmemDeviceOptions _options;
    private Exception? _firstFailure;

    /// <summary>Makes a device; nothing is made in the store before the first write.</summary>
    /// <param name="store">Where its segments lie; it stays the caller's.</param>
    /// <param name="name">What it is called: a path without <c>..</c>, of which 189 bytes are left for the name.</param>
    /// <param name="options">The sector size, and who is told of failures; null for the default.</param>
    /// <exception cref="ArgumentException">The name leads upwards, or the sector size is none.</exception>
    public PmemDevice(SegmentStore store, string name, PmemDeviceOptions? options = null)
        : base(DeviceName.Of(name), SectorSizeOf(options), Devices.CAPACITY_UNSPECIFIED)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _options = options ?? new PmemDeviceOptions();
    }

    /// <summary>Gets what is guaranteed for a completed write, and why.</summary>
    public DurabilityGuarantee Guarantee => _store.Guarantee;

    /// <summary>Gets the first failure of a request; null where none failed.</summary>
    public Exception? FirstFailure => Volatile.Read(ref _firstFailure);

    /// <inheritdoc/>
    public override void WriteAsync(IntPtr sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite, DeviceIOCompletionCallback callback, object context)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Exception? failure = null;
        try
        {
            HandleCapacity(segmentId);
            Do(segmentId, FileMode.OpenOrCreate, segment =>
            {
                segment.Write(checked((long)destinationAddress), NativeBuffer.Of(sourceAddress, numBytesToWrite));
                return numBytesToWrite;
            });
        }
        catch (Exception cause)
        {
            failure = cause;
            Tell("write", segmentId, destinationAddress, numBytesToWrite, cause);
        }

        callback(ErrorOf(failure), failure is null ? numBytesToWrite : 0, context, failure);
    }

    /// <inheritdoc/>
    public override void ReadAsync(int segmentId, ulong sourceAddress, IntPtr destinationAddress, uint readLength, DeviceIOCompletionCallback callback, object context)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Exception? failure = null;
        uint read = 0;
        try
        {
            Span<byte> all = NativeBuffer.Of(destinationAddress, readLength);
            read = !_store.Contains(NameOf(segmentId)) ? 0 : Do(segmentId, FileMode.Open, segment => (uint)segment.Read(checked((long)sourceAddress), NativeBuffer.Of(destinationAddress, readLength)));

            // The engine looks at the whole of its buffer, also where it is told of less.
            all[(int)read..].Clear();
        }
        catch (Exception cause)
        {
            failure = cause;
            read = 0;
            Tell("read", segmentId, sourceAddress, readLength, cause);
        }

        callback(ErrorOf(failure), read, context, failure);
    }

    /// <inheritdoc/>
    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result)
    {
        RemoveSegment(segment);
        callback?.Invoke(result);
    }

    /// <inheritdoc/>
    public override void RemoveSegment(int segment)
    {
        try
        {
            Close(segment);
            _store.Delete(NameOf(segment));
        }
        catch (Exception cause)
        {
            // The engine's callback takes no failure; the segment stays, and takes room.
            Tell("removal", segment, 0, 0, cause);
        }
    }

    /// <summary>Gets how long a segment is: 0 before its first write, and then up to where it has room.</summary>
    /// <param name="segment">Its number.</param>
    /// <returns>The length in bytes.</returns>
    public override long GetFileSize(int segment) => _store.Contains(NameOf(segment)) ? Do(segment, FileMode.Open, found => found.Length) : 0;

    /// <inheritdoc/>
    public override void Reset()
    {
        foreach (int segment in _segments.Keys)
        {
            Close(segment);
        }
    }

    /// <summary>Closes the device. Its segments stay, and so does the store.</summary>
    public override void Dispose() => Reset();

    private static uint SectorSizeOf(PmemDeviceOptions? options)
    {
        options ??= new PmemDeviceOptions();
        options.Check();
        return options.SectorSize;
    }

    private static uint ErrorOf(Exception? failure) => failure switch
    {
        null => 0,
        DaxException { Errno: > 0 } kernel => (uint)kernel.Errno,
        _ => InputOutputError,
    };

    private string NameOf(int segment) => GetSegmentFilename(FileName, segment);

    // Who has the same device by another object may have deleted the segment, and made it anew: then the name leads to the new one.
    private T Do<T>(int segment, FileMode mode, Func<Segment, T> work)
    {
        try
        {
            return work(Open(segment, mode));
        }
        catch (DaxException deleted) when (deleted.Error == DaxError.NotFound && _segments.ContainsKey(segment))
        {
            Close(segment);
            return work(Open(segment, mode));
        }
    }

    private Segment Open(int segment, FileMode mode)
    {
        if (_segments.TryGetValue(segment, out Segment? open))
        {
            return open;
        }

        Segment opened = _store.Open(NameOf(segment), mode);
        Segment kept = _segments.GetOrAdd(segment, opened);
        if (kept != opened)
        {
            opened.Dispose();
        }

        return kept;
    }

    private void Close(int segment)
    {
        if (_segments.TryRemove(segment, out Segment? open))
        {
            open.Dispose();
        }
    }

    private void Tell(string request, int segment, ulong offset, uint length, Exception cause)
    {
        Interlocked.CompareExchange(ref _firstFailure, cause, null);
        DeviceEvents.Failed(_options.Logger ?? NullLogger.Instance, cause, request, FileName, segment, offset, length);
        _options.Failed?.Invoke(this, cause);
    }
}
