using System.Runtime.InteropServices;

namespace DaxNative.Testing;

/// <summary>Hashes of names and contents: the same on every run, unlike those of the runtime.</summary>
internal static class ContentHash
{
    internal static ulong Of(ReadOnlySpan<char> text) => Of(MemoryMarshal.AsBytes(text));

    internal static ulong Of(ReadOnlySpan<byte> content)
    {
        ulong hash = ImageHash.Mix((ulong)content.Length + 1);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(content);
        foreach (ulong word in words)
        {
            hash = ImageHash.Mix(hash ^ word);
        }

        foreach (byte rest in content[(words.Length * sizeof(ulong))..])
        {
            hash = ImageHash.Mix(hash ^ rest);
        }

        return hash;
    }
}
