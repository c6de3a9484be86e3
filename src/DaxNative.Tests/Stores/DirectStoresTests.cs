using System.Text.RegularExpressions;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// MOVDIR64B, which neither this project's machines nor their emulator have: its bytes, who gets it, and everything around
/// it with ordinary stores in its place.
/// </summary>
public sealed partial class DirectStoresTests : IDisposable
{
    private const int Size = 65536;

    private static readonly DirectStores s_ordinary = MakeOrdinary();

    private readonly PersistentMapping _map;
    private readonly byte[] _source = new byte[Size];
    private readonly byte[] _expected = new byte[Size];

    public DirectStoresTests()
    {
        var reservation = AddressReservation.Create("direct", 0, Size, Environment.SystemPageSize);
        Assert.Equal(0, Libc.Mprotect(reservation.Address, Size, MmapProtections.PROT_READ | MmapProtections.PROT_WRITE));
        var guarantee = new DurabilityGuarantee(StoreGranularity.CacheLine, DurabilityEvidence.Volatile, CpuFlush.Best, false, PersistenceDomain.Unknown, "direct");
        var description = new MappingDescription("direct", 0, Size, guarantee, IsReadOnly: false);
        _map = new PersistentMapping(description, new KernelMemory("direct", reservation, null), new FlushCoverageTests.NoWriteBack(), InlinePath.CacheLine, FlushCode.For(CpuFlush.Best))
        {
            Stores = new StoreChoice(NonTemporalChoice.Choose(0, null), s_ordinary),
        };
        new Random(64).NextBytes(_source);
    }

    [SkippableFact]
    public void Stub_DisassemblesToTheLoop()
    {
        using var temp = TempPath.InMemory();
        File.WriteAllBytes(temp.Path, DirectStores.Stub);

        ProcessResult result = ProbeProcess.RunTool("objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", temp.Path);

        string[] instructions = [.. result.Output.Split('\n').Select(line => line.Split('\t')).Where(columns => columns.Length == 3).Select(columns => Spaces().Replace(columns[2].Trim(), " "))];
        Assert.Equal(["movdir64b rdi,[rsi]", "add rdi,0x40", "add rsi,rcx", "cmp rdi,rdx", "jb 0x0", "ret"], instructions);
    }

    // 2,048 bytes and more go through the call with a transition.
    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 63)]
    [InlineData(1, 127)]
    [InlineData(8, 200)]
    [InlineData(63, 1000)]
    [InlineData(64, 2048)]
    [InlineData(3, 30_000)]
    public void WriteAndFill_StoreTheRangeAndNothingElse(int offset, int length)
    {
        _source.AsSpan(0, length).CopyTo(_expected.AsSpan(offset));
        _map.Write(offset, _source.AsSpan(0, length));
        Assert.True(_map.AsReadOnlySpan(0, Size).SequenceEqual(_expected));

        _expected.AsSpan(offset, length).Fill(9);
        _map.Fill(offset, length, 9);
        Assert.True(_map.AsReadOnlySpan(0, Size).SequenceEqual(_expected));
    }

    [Theory]
    [InlineData(100, 5000)]
    [InlineData(200, 100)]
    [InlineData(100, 200)]
    [InlineData(128, 127)]
    [InlineData(127, 128)]
    public void OverlappingSource_IsCopiedAsIfFromElsewhere(int from, int to)
    {
        _source.CopyTo(_map.AsSpan(0, Size));
        _source.CopyTo(_expected, 0);
        _source.AsSpan(from, 6000).CopyTo(_expected.AsSpan(to));

        _map.Write(to, _map.AsReadOnlySpan(from, 6000));

        Assert.True(_map.AsReadOnlySpan(0, Size).SequenceEqual(_expected));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "")]
    [InlineData(null, "0")]
    [InlineData(false, "1")]
    public void Unasked_ItIsNotUsed(bool? option, string? environment) => Assert.Null(DirectStores.Choose(option, environment));

    [Theory]
    [InlineData(true, null)]
    [InlineData(null, "1")]
    public void Asked_ItIsUsedOrRefused(bool? option, string? environment)
    {
        if (File.ReadLines("/proc/cpuinfo").Any(line => line.StartsWith("flags\t", StringComparison.Ordinal) && line.Split(' ').Contains("movdir64b")))
        {
            Assert.NotNull(DirectStores.Choose(option, environment));
            return;
        }

        DaxException refusal = Assert.Throws<DaxException>(() => DirectStores.Choose(option, environment));
        Assert.Equal((DaxError.NotSupported, true), (refusal.Error, refusal.IsPredicted));
        Assert.Contains("MOVDIR64B", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("2")]
    public void WhatIsNeitherYesNorNo_IsRefused(string environment) => Assert.Contains(
        "DAXNATIVE_MOVDIR64B=" + environment,
        Assert.Throws<DaxException>(() => DirectStores.Choose(null, environment)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void EnvironmentVariable_ReachesOpen()
    {
        using var temp = TempPath.InMemory();

        ProcessResult result = ProbeProcess.Run(["open", temp.Path, "4096"], [], (DirectStores.Variable, "perhaps"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("NotSupported", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _map.Dispose();

    // movups xmm0..3, [rsi+..]; movups [rdi+..], xmm0..3; then the stub's own loop, which begins after its five bytes.
    private static DirectStores MakeOrdinary()
    {
        byte[] moves =
        [
            0x0F, 0x10, 0x06, 0x0F, 0x10, 0x4E, 0x10, 0x0F, 0x10, 0x56, 0x20, 0x0F, 0x10, 0x5E, 0x30,
            0x0F, 0x11, 0x07, 0x0F, 0x11, 0x4F, 0x10, 0x0F, 0x11, 0x57, 0x20, 0x0F, 0x11, 0x5F, 0x30,
        ];
        byte[] code = [.. moves, .. DirectStores.Stub[5..]];
        code[^2] -= (byte)(moves.Length - 5);
        byte[] page = new byte[Environment.SystemPageSize];
        code.CopyTo(page, 0);
        return new DirectStores(CodePage.Map(page));
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
