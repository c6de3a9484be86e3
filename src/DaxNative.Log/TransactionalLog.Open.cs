using System.Runtime.Versioning;

namespace DaxNative.Log;

// How a log comes into being, and back.
public sealed partial class TransactionalLog
{
    /// <summary>Opens a log, and recovers it if it was not closed.</summary>
    /// <param name="path">A file or a dax device that holds a log.</param>
    /// <param name="options">How; null for the default.</param>
    /// <returns>The log; the caller disposes it.</returns>
    /// <exception cref="LogException">There is no log, or not one that this program can read, or not of the length that was asked for; nothing was changed.</exception>
    /// <exception cref="LogCorruptException">A record that was durable is damaged; nothing was changed.</exception>
    /// <exception cref="DaxException">The file cannot be mapped as asked; <see cref="DaxError.Locked"/>: another process has it open.</exception>
    [SupportedOSPlatform("linux")]
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
    /// <exception cref="LogException">There is something already, or there is too little room; nothing was changed, and no file was made.</exception>
    /// <exception cref="DaxException">The file cannot be mapped as asked.</exception>
    [SupportedOSPlatform("linux")]
    public static TransactionalLog Create(string path, LogOptions? options = null)
    {
        options ??= new LogOptions();
        bool isNew = options.Length != 0 && !File.Exists(path);
        if (isNew)
        {
            LogPlace.RequireLength(options.Length);
        }

        bool isEmpty = !isNew && options.Length != 0 && new FileInfo(path) is { Length: 0, Attributes: var attributes } && (attributes & FileAttributes.Device) == 0 && !IsDevice(path);
        PersistentMapping mapping = PersistentMapping.Open(path, options.Mapping(isNew ? FileMode.CreateNew : isEmpty ? FileMode.OpenOrCreate : FileMode.Open));
        try
        {
            return Owning(mapping, () => Create(mapping, options, leaveOpen: false));
        }
        catch when (isNew)
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Opens the log that is there, or creates one where there is none: in a new file, or in one of nothing but zeros.</summary>
    /// <param name="path">A file, or a dax device.</param>
    /// <param name="options">How; for a new file it names the length.</param>
    /// <returns>The log; the caller disposes it.</returns>
    /// <exception cref="LogException">There is something else, or as for <see cref="Open(string, LogOptions?)"/>; nothing was changed.</exception>
    /// <exception cref="LogCorruptException">A record that was durable is damaged; nothing was changed.</exception>
    /// <exception cref="DaxException">The file cannot be mapped as asked.</exception>
    [SupportedOSPlatform("linux")]
    public static TransactionalLog OpenOrCreate(string path, LogOptions? options = null)
    {
        options ??= new LogOptions();
        if (!IsDevice(path) && (!File.Exists(path) || new FileInfo(path).Length == 0))
        {
            return Create(path, options);
        }

        PersistentMapping mapping = PersistentMapping.Open(path, options.Mapping(FileMode.Open));
        return Owning(mapping, () => OpenOrCreate(mapping, options, leaveOpen: false));
    }

    /// <summary>Opens a log in memory that the caller has mapped.</summary>
    /// <param name="mapping">A mapping that holds a log from its first byte on.</param>
    /// <param name="options">How; of it the length and the recovery's progress are looked at.</param>
    /// <param name="leaveOpen">Whether the mapping outlives the log.</param>
    /// <returns>The log; the caller disposes it.</returns>
    /// <exception cref="LogException">
    /// There is no log, or not one that this program can read, or another log is open on this mapping (<see cref="LogError.InUse"/>); nothing was changed.
    /// </exception>
    /// <exception cref="LogCorruptException">A record that was durable is damaged; nothing was changed.</exception>
    public static TransactionalLog Open(PersistentMapping mapping, LogOptions? options = null, bool leaveOpen = true)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        lock (s_open)
        {
            RequireFree(mapping);
            (LogMemory memory, RecoveredLog recovered) = LogRecoverer.Find(mapping, options?.RecoveryProgress);
            long length = memory.Capacity + LogLayout.RingOffset;
            if (options?.Length is { } asked and not 0 && asked != length)
            {
                throw new LogException(LogError.WrongLength, $"The log has {length} bytes, not {asked}. Leave Length out to take it as it is.");
            }

            var log = new TransactionalLog(memory, recovered, leaveOpen);
            s_open.Add(mapping, log);
            return log;
        }
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
        lock (s_open)
        {
            RequireFree(mapping);
            if (options?.Length is { } asked and not 0 && asked != mapping.Length)
            {
                throw new LogException(LogError.WrongLength, $"The memory has {mapping.Length} bytes, not {asked}. Leave Length out to take all of it.");
            }

            LogPlace.Create(mapping, LogIdentity.Make(mapping.Length - LogLayout.RingOffset));
            return Open(mapping, null, leaveOpen);
        }
    }

    /// <summary>Opens the log in a mapping, or creates one where there is none.</summary>
    /// <param name="mapping">A writable mapping.</param>
    /// <param name="options">How.</param>
    /// <param name="leaveOpen">Whether the mapping outlives the log.</param>
    /// <returns>The log; the caller disposes it.</returns>
    /// <exception cref="LogException">As for <see cref="Open(PersistentMapping, LogOptions?, bool)"/>.</exception>
    /// <exception cref="LogCorruptException">A record that was durable is damaged; nothing was changed.</exception>
    public static TransactionalLog OpenOrCreate(PersistentMapping mapping, LogOptions? options = null, bool leaveOpen = true)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return LogPlace.IsVacant(mapping) ? Create(mapping, options, leaveOpen) : Open(mapping, options, leaveOpen);
    }

    private static void RequireFree(PersistentMapping mapping)
    {
        if (s_open.TryGetValue(mapping, out _))
        {
            throw new LogException(LogError.InUse, "Another log is open on this mapping. Use that one, or dispose it first.");
        }
    }

    // What is absent there is no file to be made; /dev/shm is a file system.
    private static bool IsDevice(string path) => path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    // Lets go of a mapping that nothing could be made of.
    private static TransactionalLog Owning(PersistentMapping mapping, Func<TransactionalLog> open)
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
