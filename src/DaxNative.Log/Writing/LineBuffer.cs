using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative.Log;

/// <summary>
/// Memory that begins on a line and is stored to a line at a time: what was added a moment ago is put together anew with what comes
/// next, in a register. So a line can be loaded again at once, out of the CPU's store buffer, by one load; a line that was stored in
/// parts could be loaded only after they have left it, and they leave it only when the fence before is over.
/// </summary>
internal readonly struct LineBuffer
{
    private const int Line = LogLayout.LineSize;
    private readonly byte[] _bytes;
    private readonly int _first;

    /// <param name="length">How much it holds, in bytes.</param>
    internal LineBuffer(int length)
    {
        // A line before the first and one behind the last: what is put together goes up to the end of a line.
        Length = length;
        _bytes = GC.AllocateArray<byte>(checked(length + (3 * Line)), pinned: true);
        _first = Line - (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0) & (Line - 1));
    }

    /// <summary>Whether <see cref="AddLast"/> is there.</summary>
    internal static bool HasParts => Avx512Vbmi.IsSupported;

    /// <summary>How much it holds, in bytes.</summary>
    internal int Length { get; }

    /// <summary>The bytes from a place on.</summary>
    internal Memory<byte> Memory(int at) => _bytes.AsMemory(_first + at, Length - at);

    /// <summary>Some of the bytes.</summary>
    internal ReadOnlySpan<byte> Slice(int at, int length) => _bytes.AsSpan(_first + at, length);

    /// <summary>Whether so many bytes are added without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TakesInline(int length) => Avx512Vbmi.IsSupported && length >= Line;

    /// <summary>Adds bytes behind those that are there.</summary>
    /// <param name="at">Where they end.</param>
    /// <param name="bytes">There must be room for them.</param>
    internal void Add(int at, ReadOnlySpan<byte> bytes)
    {
        if (TakesInline(bytes.Length))
        {
            AddInline(at, bytes);
        }
        else
        {
            AddShort(at, bytes);
        }
    }

    /// <summary>The same for a line or more, without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddInline(int at, ReadOnlySpan<byte> bytes) =>
        AddLines(ref LineAt(at), (uint)at % Line, ref MemoryMarshal.GetReference(bytes), (nuint)bytes.Length);

    /// <summary>Adds less than a line, or one, and zeros up to the end of the line; without a call.</summary>
    /// <param name="at">Where the bytes that are there end.</param>
    /// <param name="bytes">What to add, and behind it anything.</param>
    /// <param name="length">How many bytes that are.</param>
    /// <returns>Where what was added ends.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int AddLast(int at, Vector512<byte> bytes, int length)
    {
        ref byte line = ref LineAt(at);
        AddPart(ref line, Vector512.LoadUnsafe(ref line), (uint)at % Line, bytes & FirstBytes((nuint)length), (nuint)length);
        return at + length;
    }

    /// <summary>Sets what stands behind the bytes that are there, up to the end of the line, to zeros.</summary>
    /// <param name="at">Where they end.</param>
    /// <returns>The end of the line.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ClearLine(int at)
    {
        ref byte line = ref LineAt(at);
        nuint filled = (uint)at % Line;
        if (filled != 0)
        {
            (Vector512.LoadUnsafe(ref line) & FirstBytes(filled)).StoreUnsafe(ref line);
        }

        return (int)LogLayout.AlignUp(at);
    }

    // The caller has room.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte LineAt(int at) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), (uint)(_first + (at & -Line)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLines(ref byte line, nuint filled, ref byte bytes, nuint length)
    {
        if ((filled | (length % Line)) == 0)
        {
            CopyLines(ref line, ref bytes, length);
            return;
        }

        Vector512<byte> isFilled = FirstBytes(filled);
        Vector512<byte> turn = Vector512<byte>.Indices - Vector512.Create((byte)filled);
        Vector512<byte> before = Vector512.LoadUnsafe(ref line);
        nuint at = 0;
        do
        {
            // Turned to where it goes on: what the line does not hold is then in its place in the next one.
            Vector512<byte> turned = Avx512Vbmi.PermuteVar64x8(Vector512.LoadUnsafe(ref bytes, at), turn);
            Vector512.ConditionalSelect(isFilled, before, turned).StoreUnsafe(ref line);
            line = ref Unsafe.Add(ref line, Line);
            before = turned;
            at += Line;
        }
        while (length - at >= Line);

        if (at != length)
        {
            nuint rest = length - at;
            Vector512<byte> last = Vector512.LoadUnsafe(ref bytes, length - Line);
            Vector512<byte> moved = Avx512Vbmi.PermuteVar64x8(last, Vector512<byte>.Indices + Vector512.Create((byte)(Line - rest)));
            AddPart(ref line, before, filled, moved, rest);
        }
        else if (filled != 0)
        {
            before.StoreUnsafe(ref line);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyLines(ref byte lines, ref byte bytes, nuint length)
    {
        nuint at = 0;
        do
        {
            Vector512.LoadUnsafe(ref bytes, at).StoreUnsafe(ref lines, at);
            at += Line;
        }
        while (at != length);
    }

    private void AddShort(int at, ReadOnlySpan<byte> bytes)
    {
        if (!Avx512Vbmi.VL.IsSupported || bytes.Length >= Line)
        {
            WideCopy.Copy(bytes, _bytes.AsSpan(_first + at));
        }
        else if (bytes.Length > 0)
        {
            ref byte line = ref LineAt(at);
            AddPart(ref line, Vector512.LoadUnsafe(ref line), (uint)at % Line, ShortVector.Load(bytes), (nuint)bytes.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPart(ref byte line, Vector512<byte> before, nuint filled, Vector512<byte> part, nuint length)
    {
        Vector512<byte> turned = Avx512Vbmi.PermuteVar64x8(part, Vector512<byte>.Indices - Vector512.Create((byte)filled));
        Vector512<byte> isFilled = FirstBytes(filled);
        Vector512.ConditionalSelect(isFilled, before, turned).StoreUnsafe(ref line);
        if (filled + length > Line)
        {
            (turned & isFilled).StoreUnsafe(ref Unsafe.Add(ref line, Line));
        }
    }

    // Up to 255; more than a line is all of it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> FirstBytes(nuint count) => Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)count));
}
