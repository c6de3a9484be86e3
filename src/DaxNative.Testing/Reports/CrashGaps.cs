namespace DaxNative.Testing;

/// <summary>Why an exploration in which nothing failed proves less than it seems to.</summary>
[Flags]
public enum CrashGaps
{
    /// <summary>There is no such reason.</summary>
    None = 0,

    /// <summary>The run changed nothing in the memory, so that every image is the same.</summary>
    NothingStored = 1,

    /// <summary>The run had no operation, so that nothing was promised and nothing can be lost.</summary>
    NoOperation = 2,

    /// <summary>
    /// The check threw for no image, called <see cref="CrashState.Require"/> for none and asked for no operation, and passes also when
    /// everything that the run stored is lost.
    /// </summary>
    NothingChecked = 4,

    /// <summary>Two recoveries from one image did not store the same, or only one of them failed.</summary>
    NotDeterministic = 8,
}
