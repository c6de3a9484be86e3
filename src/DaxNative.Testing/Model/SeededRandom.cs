namespace DaxNative.Testing;

/// <summary>Random numbers that depend on the seed alone, on every system and runtime (SplitMix64).</summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    internal ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong value = _state;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
