namespace DaxNative.Log;

// A copy of a log in use.
public sealed partial class TransactionalLog
{
    private const int CopiedAtOnce = 1 << 20;

    /// <summary>
    /// Copies the log into a new file while it is in use: every record that is durable when the call begins, with its number, and the
    /// checkpoint that belongs to them. Durable when the call returns. The copy opens at any granularity.
    /// </summary>
    /// <param name="path">A file that is not there.</param>
    /// <param name="options">How the new file is mapped; of it the granularity and the volatility are looked at. Null for the default.</param>
    /// <param name="progress">Where the bytes copied are reported; null reports nothing.</param>
    /// <param name="cancellation">Gives up; no file is left.</param>
    /// <exception cref="DaxException">The file is there, or cannot be mapped, or has no room.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public void CopyTo(string path, LogOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ThrowIfStopped();
        LogHold hold;
        LogState state;
        lock (_stateGate)
        {
            state = _state with { Sequence = 1, Head = _room.Head, Tail = _writer.Tail, IsClean = Cuts.IsEmpty };
            hold = new LogHold(Memory, state.Head);
            _room.TryHold(hold);
        }

        try
        {
            LogOptions how = (options ?? new LogOptions()) with { Length = LogLayout.RingOffset + hold.Memory.Capacity };
#pragma warning disable CA1416 // There is a log, so this is Linux.
            using PersistentMapping target = PersistentMapping.Open(path, how.Mapping(FileMode.CreateNew));
#pragma warning restore CA1416
            try
            {
                CopyRing(hold.Memory, target, state, progress, cancellation);
                LogPlace.Finish(target, hold.Memory.Identity, state);
            }
            catch
            {
                File.Delete(path);
                throw;
            }
        }
        finally
        {
            _room.Release(hold);
            hold.Unpin();
        }
    }

    private static void CopyRing(LogMemory memory, PersistentMapping target, LogState state, IProgress<long>? progress, CancellationToken cancellation)
    {
        for (long position = state.Head; position < state.Tail;)
        {
            cancellation.ThrowIfCancellationRequested();
            int length = (int)Math.Min(CopiedAtOnce, Math.Min(memory.RoomBehind(position), state.Tail - position));
            target.Write(memory.OffsetOf(position), memory.Read(position, length));
            position += length;
            progress?.Report(position - state.Head);
        }
    }
}
