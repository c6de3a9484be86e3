using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative.Logs;

/// <summary>Appends to one partition. One thread at a time.</summary>
public sealed class PartitionWriter
{
    // The wall clock where the process began, and a clock that never goes back from there.
    private static readonly long s_began = DateTime.UtcNow.Ticks - Stopwatch.GetElapsedTime(0).Ticks;

    private readonly TransactionalLog _log;
    private Clock _clock;

    internal PartitionWriter(TransactionalLog log, int partition)
    {
        _log = log;
        Partition = partition;
    }

    /// <summary>Gets which partition it is, from 0.</summary>
    public int Partition { get; }

    /// <summary>Appends a record. It is durable, and everything before it in this partition, when the call returns.</summary>
    /// <param name="payload">The record.</param>
    /// <returns>Its time: 100 ns, or more where two would be the same.</returns>
    /// <exception cref="LogException">As <see cref="TransactionalLog.Append(ReadOnlySpan{byte})"/>.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public long Append(ReadOnlySpan<byte> payload)
    {
        long length = sizeof(long) + (long)payload.Length;
        if (length > _log.MostPayload)
        {
            throw new LogException(LogError.RecordTooLarge, $"{payload.Length} bytes are more than this partition takes in one record, {_log.MostPayload - sizeof(long)}.");
        }

        _clock.Last = Math.Max(_clock.Last + 1, s_began + Stopwatch.GetElapsedTime(0).Ticks);
        _log.Append(_clock.Last, payload, _log.Checksum(_clock.Last, payload));
        return _clock.Last;
    }

    /// <summary>Apart from the next writer, which lies beside this one and is stored to as often.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 2 * 128)]
    private struct Clock
    {
        [FieldOffset(128)]
        public long Last;
    }
}
