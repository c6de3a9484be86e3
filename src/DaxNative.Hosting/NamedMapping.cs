namespace DaxNative.Hosting;

/// <summary>A mapping that the host opens under a name; its services get it by <c>[FromKeyedServices("name")]</c>. Immutable data.</summary>
public sealed record NamedMapping
{
    /// <summary>Names a file or device, and how it is mapped.</summary>
    /// <param name="path">The absolute path of a regular file, or of a dax device in devdax mode.</param>
    /// <param name="options">What to map and what to require besides the host's policy; null for the default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    public NamedMapping(string path, MappingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        Path = path;
        Options = options ?? MappingOptions.Default;
    }

    /// <summary>Gets the absolute path of a regular file, or of a dax device in devdax mode.</summary>
    public string Path { get; init; }

    /// <summary>
    /// Gets what to map and what to require besides the host's policy; <see cref="PersistentMappingFactory.Open"/> says how the two
    /// go together.
    /// </summary>
    public MappingOptions Options { get; init; }

    /// <summary>The section that it was read from; null where code made it.</summary>
    internal string? Key { get; init; }
}
