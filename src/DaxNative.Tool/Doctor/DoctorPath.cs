namespace DaxNative.Tool;

/// <summary>What a file, a directory (for a new file there) or a dax device would give. Immutable.</summary>
/// <param name="Path">The path as it was asked for.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsTried">
/// Whether the answer comes from a real mapping, made read-only for a moment; else it is predicted from what the kernel says
/// of the device.
/// </param>
/// <param name="Outlook">What mapping it would be worth.</param>
internal sealed record DoctorPath(string Path, DoctorPathKind Kind, bool IsTried, DoctorOutlook Outlook);

/// <summary>What a path names.</summary>
internal enum DoctorPathKind
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
