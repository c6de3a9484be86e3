namespace DaxNative.Testing;

/// <summary>Which of everything that is possible at a moment an image has.</summary>
/// <param name="Names">Which changes of names.</param>
/// <param name="Versions">Which version of each unit.</param>
internal sealed record FileChoice(bool[] Names, int[] Versions)
{
    internal FileChoice Copy() => new([.. Names], [.. Versions]);
}
