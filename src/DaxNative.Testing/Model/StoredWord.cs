namespace DaxNative.Testing;

/// <summary>Eight aligned bytes after a store.</summary>
/// <param name="Word">Which word of the memory.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Bytes">The bits of those bytes that the store changed.</param>
/// <param name="Before">What it held before, in program order.</param>
internal readonly record struct StoredWord(int Word, ulong Value, ulong Bytes, ulong Before);
