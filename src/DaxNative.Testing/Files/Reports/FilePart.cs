namespace DaxNative.Testing;

/// <summary>What of a file a power cut takes by itself.</summary>
public enum FilePart
{
    /// <summary>What it holds.</summary>
    Content,

    /// <summary>How long it is.</summary>
    Length,

    /// <summary>What it is called: a creation, a rename, a deletion.</summary>
    Name,
}
