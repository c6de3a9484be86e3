namespace DaxNative.Testing;

/// <summary>Hashes that are put together by XOR, so that a change costs what it changes. 64 bits: among 100 million images one pair in a few thousand runs collides.</summary>
internal static class ImageHash
{
    internal static ulong Of(int word, ulong value) => Mix(value ^ ((ulong)(uint)(word + 1) * 0x9E37_79B9_7F4A_7C15));

    internal static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 32)) * 0xD6E8_FEB8_6659_FD93;
        value = (value ^ (value >> 32)) * 0xD6E8_FEB8_6659_FD93;
        return value ^ (value >> 32);
    }
}
