namespace DaxNative;

/// <summary>Whether the CPU alone makes a store durable: the question that <see cref="Doctor"/> answers.</summary>
public enum DoctorVerdict
{
    /// <summary>Yes, by a fence or by cache-line flushes and a fence, as far as was proven or is assumed.</summary>
    DurableByCpu,

    /// <summary>No: the kernel must be asked (msync), or nothing makes it durable.</summary>
    NotDurableByCpu,

    /// <summary>It could not be found out, for example because this user may not look.</summary>
    Unknown,
}
