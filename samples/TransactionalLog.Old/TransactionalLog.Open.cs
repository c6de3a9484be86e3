namespace DaxNative.Logs;

// How a log comes into being, and back.
public sealed partial class TransactionalLog
{
    /// <summary>Opens a log, and recovers it if it was not closed.</summary>
    /// <param name="path">A file or a dax device that holds a log.</param>
    /// <param name="options">How; null for the default.</param>
    /// <returns>The log; the caller disposes it.</returns>
    /// <exception cref="LogException">There is no log, or not one that this program can read; nothing was changed.</exception>
    /// <exception cref="LogCorruptException">A record that was durable is damaged; nothing was changed.</exception>
    /// <exception cref="DaxException">The file cannot be mapped as asked; <see cref="DaxError.Locked"/>: another process has it open.</exception>
    public static TransactionalLog Open(string path, LogOptions? options = null)
    {
        options ??= new LogOptions();
        PersistentMapping mapping = PersistentMapping.Open(path, options.Mapping(FileMode.Open));
        return Owning(mapping, () => Open(mapping, options, leaveOpen: false));
    }

    /// <summary>Creates a log in a new file, or in a file or device that holds nothing but zeros.</summary>
    /// <param name="path">A file, or a dax device.</param>
    /// <param name="options">How; for a new file it names the length.</param>
    /// <returns>The log; the caller disposes it.</returns>
    /// <exception cref="LogException">There is something already, or there is too little room; nothing was changed.</exception>
    /// <exception cref="DaxException">The file cannot be mapped as asked.</exception>
    public static TransactionalLog Create(string path, LogOptions? options = null)
    {
        options ??= new LogOptions();
        PersistentMapping mapping = PersistentMapping.Open(path, options.Mapping(options.Length == 0 ? FileMode.Open : FileMode.OpenOrCreate));
        return Owning(mapping, () => Create(mapping, options, leaveOpen: false));
    }

    /// <summary>Opens a log in memory that the caller has mapped.</summary>
    /// <param name="mapping">A mapping that holds a log from its first byte to its last.</param>
    /// <param name="options">How; only the recovery's progress is looked at.</param>
    /// <param name="leaveOpen">Whether the mapping outlives the log.</param>
    /// <returns>The log; the caller disposes it.</returns>
    /// <exception cref="LogException">There is no log, or not one that this program can read; nothing was changed.</exception>
    /// <exception cref="LogCorruptException">A record that was durable is damaged; nothing was changed.</exception>
    public static TransactionalLog Open(PersistentMapping mapping, LogOptions? options = null, bool leaveOpen = true)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return Open(LogPlace.Whole(mapping).Find(0, 1), options, leaveOpen);
    }

    /// <summary>
    /// Creates a log in memory that the caller has mapped and that holds nothing but zeros in its first 4,096 bytes, or a log whose
    /// creation did not finish.
    /// </summary>
    /// <param name="mapping">A writable mapping.</param>
    /// <param name="options">How.</param>
    /// <param name="leaveOpen">Whether the mapping outlives the log.</param>
    /// <returns>The log; the caller disposes it.</returns>
    /// <exception cref="LogException">There is something already, or there is too little room; nothing was changed.</exception>
    public static TransactionalLog Create(PersistentMapping mapping, LogOptions? options = null, bool leaveOpen = true)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        LogPlace place = LogPlace.Whole(mapping);
        place.RequireRoom(place.IsUnfinished);
        return Open(place.Make(0, 1), options, leaveOpen);
    }

    /// <summary>Opens what was found in a mapping.</summary>
    internal static TransactionalLog Open(LogMemory memory, LogOptions? options, bool leaveOpen)
    {
        LogState state = memory.ReadState(out bool isWhole) ?? throw new LogCorruptException("Both states of the log are damaged.", LogLayout.FirstStateOffset);

        // A state that is not sound may be the newer one: then what the other says of a clean end is of no use. Nor is it where
        // a later opening has appended.
        bool isContinued = memory.TryRead(state.Tail, state.Head + memory.Capacity, out RecordHeader next) && next.Epoch > state.Epoch;
        RecoveredLog recovered = state.IsClean && isWhole && !isContinued
            ? new RecoveredLog(state, state.Tail, state.Epoch, null, 0)
            : new LogScanner(memory, options?.RecoveryProgress).Scan(state);
        return new TransactionalLog(memory, recovered, leaveOpen);
    }

    /// <summary>Lets go of a mapping that nothing could be made of.</summary>
    internal static T Owning<T>(PersistentMapping mapping, Func<T> open)
    {
        try
        {
            return open();
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }
}
