namespace DaxNative;

/// <summary>What <c>Write</c> and <c>Fill</c> leave out. Without options they persist.</summary>
[Flags]
public enum StoreOptions
{
    /// <summary>Copy, flush and drain: durable when the call returns.</summary>
    None = 0,

    /// <summary>Copy and flush, no drain: durable after the next <c>Drain</c> of the same thread.</summary>
    NoDrain = 1,

    /// <summary>Copy only: durable after a later <c>Persist</c> of the range. Implies <see cref="NoDrain"/>.</summary>
    NoFlush = 2,
}
