namespace DaxNative;

/// <summary>The stubs of every instruction that the CPU has, together in one page that is made at first use.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FlushStubs(Func<byte[], nint> map)
{
    // A stub is at most 17 bytes; a line each keeps them apart.
    private const int SlotSize = 64;

    // INT3: whatever is not a stub traps.
    private const byte Filler = 0xCC;

    private readonly Lock _gate = new();
    private readonly FlushCode?[] _made = new FlushCode?[Enum.GetValues<FlushInstruction>().Length];

    /// <summary>The process's own.</summary>
    internal static FlushStubs Shared { get; } = new(static page => CodePage.Map(page));

    /// <inheritdoc cref="FlushCode.For"/>
    internal FlushCode For(FlushInstruction instruction)
    {
        if (!CpuFlush.IsSupported(instruction))
        {
            throw Lacking(instruction);
        }

        if (Volatile.Read(ref _made[(int)instruction]) is { } made)
        {
            return made;
        }

        lock (_gate)
        {
            if (_made[(int)instruction] is null)
            {
                MakeAll();
            }

            return _made[(int)instruction]!;
        }
    }

    private void MakeAll()
    {
        FlushInstruction[] supported = [.. Enum.GetValues<FlushInstruction>().Where(CpuFlush.IsSupported)];
        byte[] page = new byte[Environment.SystemPageSize];
        Array.Fill(page, Filler);
        for (int i = 0; i < supported.Length; i++)
        {
            StubEncoder.Encode(supported[i], CpuFlush.LineSize).CopyTo(page, i * SlotSize);
        }

        // Published only when the whole page is there: a refusal leaves nothing behind, and the next call tries again.
        nint address = map(page);
        for (int i = 0; i < supported.Length; i++)
        {
            Volatile.Write(ref _made[(int)supported[i]], new FlushCode(supported[i], address + i * SlotSize));
        }
    }

    private static DaxException Lacking(FlushInstruction instruction) => new DaxFailure(
        DaxError.FlushNotAvailable,
        "flush",
        $"This CPU does not have {instruction}.",
        CpuFlush.Best == FlushInstruction.None
            ? "It has no flush instruction that DaxNative knows; use page granularity: ForceGranularity = Page."
            : $"Use {CpuFlush.Best}, the best that it has.")
    {
        IsPredicted = true,
    }.ToException();
}
