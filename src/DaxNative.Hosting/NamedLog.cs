using DaxNative.Log;

namespace DaxNative.Hosting;

/// <summary>A log that the host opens under a name; its services get it by <c>[FromKeyedServices("name")]</c>. Immutable data.</summary>
public sealed record NamedLog
{
    /// <summary>Names a log, and how it is opened.</summary>
    /// <param name="path">The absolute path of a regular file, or of a dax device in devdax mode.</param>
    /// <param name="options">How; null for the default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    public NamedLog(string path, LogOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        Path = path;
        Options = options ?? new LogOptions();
    }

    /// <summary>
    /// Gets the absolute path of a regular file, or of a dax device in devdax mode. It is opened as
    /// <see cref="TransactionalLog.OpenOrCreate(string, LogOptions?)"/> does it: a file is created only where <see cref="LogOptions.Length"/> is given.
    /// </summary>
    public string Path { get; init; }

    /// <summary>
    /// Gets how it is opened. The host's policy holds for its memory as for that of a mapping (<see cref="PersistentMappingFactory.Open"/>);
    /// where <see cref="LogOptions.Logger"/> is null, it is one of the host's.
    /// </summary>
    public LogOptions Options { get; init; }

    /// <summary>The section that it was read from; null where code made it.</summary>
    internal string? Key { get; init; }
}
