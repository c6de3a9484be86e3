using Xunit;

namespace DaxNative.Tests;

/// <summary>Memory between two pages that nobody may touch: a byte too far ends the process.</summary>
internal sealed unsafe class GuardedBuffer : IDisposable
{
    private readonly AddressReservation _reservation;

    internal GuardedBuffer(int pages)
    {
        int page = Environment.SystemPageSize;
        Length = pages * page;
        _reservation = AddressReservation.Create("guarded", 0, Length + 2 * page, page);
        Start = (byte*)_reservation.Address + page;
        Assert.Equal(0, Libc.Mprotect((nint)Start, (nuint)Length, MmapProtections.PROT_READ | MmapProtections.PROT_WRITE));
    }

    /// <summary>The first byte; the one before it cannot be touched.</summary>
    internal byte* Start { get; }

    /// <summary>The first byte that cannot be touched.</summary>
    internal byte* End => Start + Length;

    internal int Length { get; }

    internal Span<byte> Span => new(Start, Length);

    public void Dispose() => _ = _reservation.Release();
}
