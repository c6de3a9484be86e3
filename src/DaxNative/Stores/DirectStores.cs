using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// MOVDIR64B as code that can be called (Intel SDM vol. 2, MOVDIR64B): each line goes past the caches in one store that is
/// never broken up. Not the default, because it was no faster than vectors. There is no intrinsic for it in .NET 10.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed unsafe class DirectStores
{
    internal const string Variable = "DAXNATIVE_MOVDIR64B";

    private static readonly Lazy<DirectStores> s_shared = new(static () => new DirectStores(CodePage.Map(Stub)), LazyThreadSafetyMode.PublicationOnly);

    private readonly delegate* unmanaged[SuppressGCTransition]<byte*, byte*, byte*, nuint, void> _store;

    /// <param name="address">Of code that does what <see cref="Stub"/> does, in memory that is never unmapped.</param>
    internal DirectStores(nint address)
    {
        // SAFETY: the caller guarantees the code; its convention is the stub's.
        _store = (delegate* unmanaged[SuppressGCTransition]<byte*, byte*, byte*, nuint, void>)address;
    }

    /// <summary>
    /// In the System V x86-64 convention: RDI = first line, RSI = source, RDX = end, RCX = how far the source moves on with
    /// each line. movdir64b rdi, [rsi]; add rdi, 64; add rsi, rcx; cmp rdi, rdx; jb first; ret.
    /// </summary>
    internal static ReadOnlySpan<byte> Stub => [0x66, 0x0F, 0x38, 0xF8, 0x3E, 0x48, 0x83, 0xC7, 0x40, 0x48, 0x01, 0xCE, 0x48, 0x39, 0xD7, 0x72, 0xEF, 0xC3];

    /// <summary>Whether the CPU has the instruction: CPUID leaf 7, ECX bit 28. Asked only when somebody wants it.</summary>
    internal static bool IsSupported => X86Base.X64.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && ((X86Base.CpuId(7, 0).Ecx >> 28) & 1) != 0;

    /// <summary>The option, else the environment; null where nobody asks for it.</summary>
    /// <exception cref="DaxException">
    /// The CPU lacks the instruction, the process may not map code, or the variable says neither yes nor no.
    /// </exception>
    internal static DirectStores? Choose(bool? option, string? environment)
    {
        if (!(option ?? EnvironmentSwitch.Parse(Variable, environment)))
        {
            return null;
        }

        return IsSupported ? s_shared.Value : throw Refuse("MOVDIR64B is asked for, but this CPU does not have it.", "Leave UseMovdir64b and " + Variable + " unset: other non-temporal stores are used.");
    }

    /// <summary>Copies whole lines in ascending order.</summary>
    /// <param name="to">The first line.</param>
    /// <param name="from">Where the bytes are, at any address.</param>
    /// <param name="length">A multiple of the line; 0 copies nothing.</param>
    /// <param name="step">How far the source moves on with each line; 0 repeats one line.</param>
    internal void Store(byte* to, byte* from, nuint length, nuint step)
    {
        // SAFETY: the caller guarantees that destination and source are mapped and pinned for the call. In pieces, because
        // between them the thread can be stopped for a garbage collection.
        nuint lines = length / StoredParts.Line;
        for (nuint line = 0; line < lines; line += CacheLines.MostLines)
        {
            nuint end = Math.Min(line + CacheLines.MostLines, lines);
            _store(to + (line * StoredParts.Line), from + (line * step), to + (end * StoredParts.Line), step);
        }
    }

    private static DaxException Refuse(string problem, string remedy) => new DaxFailure(DaxError.NotSupported, "open", problem, remedy)
    {
        IsPredicted = true,
    }.ToException();
}
