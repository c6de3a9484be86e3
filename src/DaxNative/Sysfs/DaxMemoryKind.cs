namespace DaxNative;

/// <summary>Whether the memory behind a dax device keeps its contents without power.</summary>
public enum DaxMemoryKind
{
    /// <summary>The device's ancestors in sysfs do not tell.</summary>
    Unknown,

    /// <summary>The device belongs to an nd region that is not volatile.</summary>
    PersistentMemory,

    /// <summary>Soft-reserved memory (hmem), a CXL ram region or a volatile nd region: contents are lost without power.</summary>
    VolatileMemory,
}
