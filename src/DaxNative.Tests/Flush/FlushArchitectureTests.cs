using Xunit;

namespace DaxNative.Tests;

/// <summary>What the architectures' tables have in common, and the page that is made from them, on any machine.</summary>
public class FlushArchitectureTests
{
    private const int Slot = 64;

    private static readonly Dictionary<string, FlushArchitecture> s_tables = new()
    {
        ["x86-64"] = new X64Flushing(new CpuidRegisters(0x0800, 1u << 19, uint.MaxValue)),
        ["Arm64"] = Arm64(() => new Arm64CacheType(0x84448004)),
    };

    public static TheoryData<string> Tables => [.. s_tables.Keys];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Instructions_AreInTheOrderOfTheEnumBackwards(string table)
    {
        FlushInstruction[] instructions = [.. s_tables[table].Instructions];

        Assert.Equal(instructions.OrderDescending(), instructions);
        Assert.All(instructions, instruction => Assert.True(s_tables[table].Supports(instruction)));
    }

    [Fact]
    public void EveryInstruction_BelongsToOneTable() => Assert.Equal(
        Enum.GetValues<FlushInstruction>().Where(instruction => instruction != FlushInstruction.None),
        s_tables.Values.SelectMany(table => table.Instructions).Order());

    [Theory]
    [InlineData("x86-64", "clwb, clflushopt or clflush")]
    [InlineData("Arm64", "dccvap, dccvadp or dccvac")]
    public void Names_AreTheArchitecturesOwn(string table, string names) =>
        Assert.Equal(names, FlushChoice.Names(s_tables[table]));

    [Fact]
    public void Arm64Page_HoldsEveryStubThenTheBarrierThenTraps()
    {
        byte[] page = [];
        var stubs = new FlushStubs(s_tables["Arm64"], made => { page = made; return 1 << 20; });

        nint barrier = stubs.Barrier();

        FlushInstruction[] inOrder = [FlushInstruction.DcCvac, FlushInstruction.DcCvadp, FlushInstruction.DcCvap];
        byte[] expected = new byte[Environment.SystemPageSize];
        for (int i = 0; i < inOrder.Length; i++)
        {
            Arm64StubEncoder.Encode(inOrder[i], 64).CopyTo(expected, i * Slot);
            Assert.Equal((1 << 20) + i * Slot, Address(stubs.For(inOrder[i])));
        }

        Arm64StubEncoder.EncodeBarrier().CopyTo(expected, 3 * Slot);
        Assert.Equal(expected, page);
        Assert.Equal((1 << 20) + 3 * Slot, barrier);
    }

    [Fact]
    public void Arm64_MakesCodeForTheInstructionsThatItsCpuHasAndNoOther()
    {
        var stubs = new FlushStubs(new Arm64Flushing(new Arm64Capabilities(0, 0), () => new Arm64CacheType(0x84448004)), _ => 4096);

        Assert.Equal(FlushInstruction.DcCvac, stubs.For(FlushInstruction.DcCvac).Instruction);
        DaxException refusal = Assert.Throws<DaxException>(() => stubs.For(FlushInstruction.DcCvap));
        Assert.Equal(DaxError.FlushNotAvailable, refusal.Error);
        Assert.Contains("DcCvac", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void X64_HasNoBarrierOfItsOwn() =>
        Assert.Throws<DaxException>(() => new FlushStubs(s_tables["x86-64"], _ => 4096).Barrier());

    [Fact]
    public void LineSizeThatCouldNotBeRead_IsReadAgainAndThenKept()
    {
        int reads = 0;
        FlushArchitecture table = Arm64(() => ++reads == 1 ? throw new DaxException("not yet") : new Arm64CacheType(0x86668006));
        var stubs = new FlushStubs(table, _ => 4096);

        Assert.Throws<DaxException>(() => stubs.For(FlushInstruction.DcCvap));
        Assert.NotNull(stubs.For(FlushInstruction.DcCvap));

        Assert.Equal((256, 256, 2), (table.LineSize, table.LineSize, reads));
    }

    // CPUID counts in units of 8 bytes, CTR_EL0 in powers of two words. A hypervisor may have made up what either says.
    [Theory]
    [InlineData("x86-64", 0x0400, 32, 32)]
    [InlineData("x86-64", 0x0800, 64, 64)]
    [InlineData("x86-64", 0x1000, 128, 64)]
    [InlineData("x86-64", 0x8000, 1024, 64)]
    [InlineData("Arm64", 0x84438004, 32, 32)]
    [InlineData("Arm64", 0x84448004, 64, 64)]
    [InlineData("Arm64", 0x84468004, 256, 64)]
    [InlineData("Arm64", 0x844F8004, 131072, 64)]
    public void AFlush_MovesOnBy64BytesAtMost_WhateverTheCpuSays(string architecture, long says, int lineSize, int step)
    {
        FlushArchitecture table = architecture == "Arm64"
            ? Arm64(() => new Arm64CacheType((ulong)says))
            : new X64Flushing(new CpuidRegisters((uint)says, 1u << 19, uint.MaxValue));
        byte[] page = [];
        var stubs = new FlushStubs(table, made => { page = made; return 1 << 20; });

        FlushCode code = stubs.For(table.Instructions[^1]);

        byte[] stub = table.Encode(table.Instructions[^1], step);
        Assert.Equal(stub, page.AsSpan((int)(Address(code) - (1 << 20)), stub.Length));
        Assert.Equal((lineSize, step), (table.LineSize, code.Step));
    }

    private static Arm64Flushing Arm64(Func<Arm64CacheType> readCacheType) => new(new Arm64Capabilities(0x10000, 1), readCacheType);

    private static unsafe nint Address(FlushCode code) => (nint)code.Flush;
}
