using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative;

// How a user reaches the bytes.
public sealed unsafe partial class PersistentMapping
{
    internal bool MergesRanges => _inline == InlinePath.None && _writeBack.MergesRanges;

    /// <summary>Gets a window for reading and writing. Not durable until persisted.</summary>
    /// <param name="offset">Start within the mapping, in bytes.</param>
    /// <param name="length">Length in bytes, at most <see cref="int.MaxValue"/>; use slices for more.</param>
    /// <returns>A span that must not be used after <see cref="Dispose"/>: it then ends the process.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only (<see cref="DaxError.ReadOnly"/>).</exception>
    public Span<byte> AsSpan(long offset, int length)
    {
        CheckHandOut(offset, length);

        // SAFETY: bounds are checked; the memory stays mapped until Dispose, and inaccessible after it.
        return new Span<byte>(_address + offset, length);
    }

    /// <summary>Gets a window for reading.</summary>
    /// <param name="offset">Start within the mapping, in bytes.</param>
    /// <param name="length">Length in bytes, at most <see cref="int.MaxValue"/>.</param>
    /// <returns>A span that must not be used after <see cref="Dispose"/>: it then ends the process.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public ReadOnlySpan<byte> AsReadOnlySpan(long offset, int length)
    {
        CheckReadable(offset, length);

        // SAFETY: as AsSpan.
        return new ReadOnlySpan<byte>(_address + offset, length);
    }

    /// <summary>Gets a variable inside the mapping. Persist it with <see cref="Persist{T}(ref readonly T)"/>.</summary>
    /// <typeparam name="T">An unmanaged type; its layout is the user's to fix (StructLayout).</typeparam>
    /// <param name="offset">Start within the mapping, in bytes; aligned for <typeparamref name="T"/>.</param>
    /// <returns>A reference that must not be used after <see cref="Dispose"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The variable is not within the mapping.</exception>
    /// <exception cref="ArgumentException">
    /// The offset is not aligned, so a store could tear across two lines; or the runtime chooses the layout of the type or of
    /// one of its fields (tuples, DateTime), so that other versions would read other fields; or its size depends on the CPU.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only (<see cref="DaxError.ReadOnly"/>).</exception>
    public ref T Ref<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>(long offset)
        where T : unmanaged
    {
        CheckHandOut(offset, sizeof(T));
        CheckAligned<T>(offset);

        // SAFETY: as AsSpan; the alignment is checked too.
        return ref Unsafe.AsRef<T>(_address + offset);
    }

    /// <summary>Gets a variable inside the mapping for reading.</summary>
    /// <typeparam name="T">An unmanaged type.</typeparam>
    /// <param name="offset">Start within the mapping, in bytes; aligned for <typeparamref name="T"/>.</param>
    /// <returns>A reference that must not be used after <see cref="Dispose"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The variable is not within the mapping.</exception>
    /// <exception cref="ArgumentException">
    /// The offset is not aligned, so a store of somebody else could be half there; or the runtime chooses the layout of the type or
    /// of one of its fields (tuples, DateTime), so that other versions would read other fields; or its size depends on the CPU.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public ref readonly T ReadOnlyRef<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>(long offset)
        where T : unmanaged
    {
        CheckReadable(offset, sizeof(T));
        CheckAligned<T>(offset);

        // SAFETY: as Ref.
        return ref Unsafe.AsRef<T>(_address + offset);
    }

    /// <summary>Bounds and Dispose, for members that only read or flush.</summary>
    internal void CheckUsable(long offset, long length)
    {
        CheckRange(offset, length);
        ThrowIfDisposed();
    }

    /// <summary>Bounds, Dispose, and that stores are possible.</summary>
    internal void CheckWritable(long offset, long length)
    {
        CheckUsable(offset, length);
        if (IsReadOnly)
        {
            ThrowReadOnly(offset, length);
        }
    }

    /// <summary>Says that a memory or a pointer of the mapping's is about to be used, perhaps for writing.</summary>
    internal void TellHandOut(long offset, long length, bool isKept = false)
    {
        if (_watchesHandOuts && !IsReadOnly)
        {
            _writeBack.HandedOut(offset, length, isKept);
        }
    }

    // Bounds and Dispose; simulated memory hears of it.
    private void CheckReadable(long offset, long length)
    {
        CheckUsable(offset, length);
        TellReading();
    }

    private void TellReading()
    {
        if (_watchesReading)
        {
            _writeBack.Reading();
        }
    }

    // Bounds, Dispose, and that stores are possible; simulated memory hears of it.
    private void CheckHandOut(long offset, long length)
    {
        CheckUsable(offset, length);
        if (_watchesHandOuts)
        {
            HandOutWatched(offset, length);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void HandOutWatched(long offset, long length)
    {
        if (IsReadOnly)
        {
            ThrowReadOnly(offset, length);
        }

        _writeBack.HandedOut(offset, length, isKept: false);
    }

    // A type of 8, 16, 24 bytes wants 8; of 12 bytes 4; of 3 bytes none: the largest unit that its size is made of,
    // up to the 8 bytes that a power cut keeps whole.
    internal static void CheckAligned<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>(long offset)
        where T : unmanaged
    {
        if (!PersistentLayout<T>.IsFixed)
        {
            ThrowUnfixedLayout(PersistentLayout.Flaw(typeof(T)));
        }

        int unit = Math.Min(8, sizeof(T) & -sizeof(T));
        if (((nuint)offset & (nuint)(unit - 1)) != 0)
        {
            ThrowMisaligned(offset, unit, typeof(T));
        }
    }

    [DoesNotReturn]
    private static void ThrowMisaligned(long offset, int unit, Type type) =>
        throw new ArgumentException($"offset {offset} is not a multiple of {unit}, which {type.Name} needs.", nameof(offset));

    [DoesNotReturn]
    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "What is wrong is the caller's type argument.")]
    private static void ThrowUnfixedLayout(string? flaw) =>
        throw new ArgumentException($"{flaw}; use types with StructLayout Sequential or Explicit.", "T");

    [DoesNotReturn]
    private void ThrowReadOnly(long offset, long length) => throw new DaxFailure(
        DaxError.ReadOnly, "store", "The mapping is read-only.", "Open it with Access ReadWrite, or use AsReadOnlySpan and ReadOnlyRef.")
    {
        Path = Path,
        Offset = Offset + offset,
        Length = length,
        Errno = Errno.EACCES,
        ErrnoName = nameof(Errno.EACCES),
        IsPredicted = true,
    }.ToException();
}
