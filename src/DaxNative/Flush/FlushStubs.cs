namespace DaxNative;

/// <summary>
/// The stubs of every instruction that the CPU has, and the barrier where that needs one, together in one page that is
/// made at first use.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FlushStubs(FlushArchitecture architecture, Func<byte[], nint> map)
{
    // A stub is at most 20 bytes; a line each keeps them apart.
    private const int SlotSize = 64;

    private readonly Lock _gate = new();
    private readonly FlushCode?[] _made = new FlushCode?[Enum.GetValues<FlushInstruction>().Length];
    private nint _barrier;

    /// <summary>The process's own.</summary>
    internal static FlushStubs Shared { get; } = new(FlushArchitecture.Current, static page => CodePage.Map(page));

    /// <inheritdoc cref="FlushCode.For"/>
    internal FlushCode For(FlushInstruction instruction)
    {
        if (!architecture.Supports(instruction))
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

    /// <summary>Where the architecture's barrier is.</summary>
    /// <exception cref="DaxException">It has none, or the process may not map executable memory.</exception>
    internal nint Barrier()
    {
        lock (_gate)
        {
            if (architecture.Barrier.Length == 0)
            {
                throw Lacking(FlushInstruction.None);
            }

            if (_barrier == 0)
            {
                MakeAll();
            }

            return _barrier;
        }
    }

    private void MakeAll()
    {
        FlushInstruction[] supported = [.. Enum.GetValues<FlushInstruction>().Where(architecture.Supports)];
        byte[][] stubs = [.. supported.Select(instruction => architecture.Encode(instruction, architecture.Step)), architecture.Barrier];
        byte[] page = new byte[Environment.SystemPageSize];
        Array.Fill(page, architecture.Filler);
        for (int i = 0; i < stubs.Length; i++)
        {
            stubs[i].CopyTo(page, i * SlotSize);
        }

        // Published only when the whole page is there: a refusal leaves nothing behind, and the next call tries again.
        nint address = map(page);
        for (int i = 0; i < supported.Length; i++)
        {
            Volatile.Write(ref _made[(int)supported[i]], new FlushCode(supported[i], address + i * SlotSize, architecture.Step));
        }

        _barrier = address + supported.Length * SlotSize;
    }

    private DaxException Lacking(FlushInstruction instruction) => new DaxFailure(
        DaxError.FlushNotAvailable,
        "flush",
        $"This CPU does not have {instruction}.",
        architecture.Best == FlushInstruction.None
            ? "It has no flush instruction that DaxNative knows; use page granularity: ForceGranularity = Page."
            : $"Use {architecture.Best}, the best that it has.")
    {
        IsPredicted = true,
    }.ToException();
}
