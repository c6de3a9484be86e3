namespace DaxNative;

/// <summary>What a path names.</summary>
public enum DoctorPathKind
{
    /// <summary>Nothing that could be looked at: it does not exist or this user may not reach it.</summary>
    Unreachable,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory: the answer is about a new file there.</summary>
    Directory,

    /// <summary>A device-dax node.</summary>
    DaxDevice,

    /// <summary>Something that cannot be mapped as persistent memory.</summary>
    Other,
}
