using Xunit;

namespace DaxNative.Tests;

/// <summary>What disposed mappings hold of the address space does not keep new ones from being opened, unless something still refers to them.</summary>
public class AddressShortageTests
{
    [Fact]
    public void Open_TakesTheAddressesOfDisposedMappings_WhenNoOthersAreLeft()
    {
        using var temp = TempPath.InMemory();

        ProcessResult result = ProbeProcess.Run("address-shortage", temp.Path, "dropped");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal("opened 20\n", result.Output);
    }

    [Fact]
    public void Open_RefusesWithTheTrueReason_WhileDisposedMappingsAreReferredTo()
    {
        using var temp = TempPath.InMemory();

        ProcessResult result = ProbeProcess.Run("address-shortage", temp.Path, "kept");

        Assert.True(result.ExitCode == 0, result.ToString());
        string[] said = result.Output.TrimEnd().Split('\n');
        Assert.Contains("ENOMEM", said[0], StringComparison.Ordinal);
        Assert.Contains("1024 MiB are needed, and 1024 MiB to align them.", said[0], StringComparison.Ordinal);
        Assert.Contains("hold 6144 MiB in 3 ranges", said[0], StringComparison.Ordinal);
        Assert.Matches(@"\(RLIMIT_AS\) is \d+ MiB", said[0]);
        Assert.Contains("Drop the references", said[0], StringComparison.Ordinal);
        Assert.Equal(["3 inaccessible", "opened when they were dropped"], said[1..]);
    }

    [Fact]
    public void RangesPastTheMost_AreGivenBack()
    {
        ProcessResult result = ProbeProcess.Run("address-shortage", "-", "many");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal($"{ReservedAddressSpace.MaxRanges}\n", result.Output);
    }

    [Theory]
    [InlineData(0, 0L, 1UL << 30, "RLIMIT_AS) is 1024 MiB", "Raise the limit (ulimit -v)")]
    [InlineData(0, 0L, null, "vm.max_map_count", "Raise vm.max_map_count")]
    [InlineData(2, 3L << 20, 1UL << 30, "hold 3 MiB in 2 ranges", "Drop the references to disposed mappings and to the buffers and memories of them, or raise the limit (ulimit -v)")]
    [InlineData(2, 3L << 20, null, "hold 3 MiB in 2 ranges", "or raise vm.max_map_count")]
    public void Refusal_NamesWhatHoldsTheAddresses(int ranges, long held, ulong? limit, string reason, string way)
    {
        (string problem, string remedy) = AddressShortage.Explain(4096, 4096, held, ranges, limit);

        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Contains(way, remedy, StringComparison.Ordinal);
    }

    // So that the mmap over it needs no area more than there was: at the limit of areas it could fail, and the addresses be lost.
    [Fact]
    public void Reservation_IsAnAreaOfItsOwn()
    {
        var reservation = AddressReservation.Create("none", 0, 4 << 20, 2 << 20);
        try
        {
            string area = $"{reservation.Address:x}-{reservation.Address + (nint)reservation.Length:x} ";
            Assert.Single(File.ReadLines("/proc/self/maps"), line => line.StartsWith(area, StringComparison.Ordinal));
        }
        finally
        {
            Assert.Equal(0, reservation.Release());
        }
    }
}
