using Xunit;

namespace DaxNative.Tests;

public class FlushStubsTests
{
    public static TheoryData<FlushInstruction> Instructions => [.. Enum.GetValues<FlushInstruction>().Where(CpuFlush.IsSupported)];

    [Theory]
    [MemberData(nameof(Instructions))]
    public unsafe void EveryStub_ExecutesAndKeepsTheContents(FlushInstruction instruction)
    {
        FlushCode code = FlushCode.For(instruction);
        byte[] memory = [.. Enumerable.Range(0, 64 * 1024).Select(i => (byte)(i * 7))];
        byte[] before = [.. memory];
        fixed (byte* start = memory)
        {
            foreach (int length in (ReadOnlySpan<int>)[0, 1, 8, 64, 65, 1024, 1025, 60_000])
            {
                CacheLines.Flush(code, (nuint)start + 3, (nuint)length);
            }

            StoreFence.Execute();
        }

        Assert.Equal(instruction, code.Instruction);
        Assert.Equal(before, memory);
    }

    [Fact]
    public void For_GivesTheSameCodeEveryTime() =>
        Assert.Same(FlushCode.For(CpuFlush.Best), FlushCode.For(CpuFlush.Best));

    [Theory]
    [InlineData(FlushInstruction.None)]
    [InlineData((FlushInstruction)17)]
    [InlineData((FlushInstruction)(-1))]
    public void For_RefusesWhatTheCpuLacks(FlushInstruction instruction)
    {
        DaxException refusal = Assert.Throws<DaxException>(() => FlushCode.For(instruction));

        Assert.Equal((DaxError.FlushNotAvailable, "flush", true), (refusal.Error, refusal.Operation, refusal.IsPredicted));
        Assert.Contains(CpuFlush.Best.ToString(), refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstUseByManyThreads_MakesOnePage()
    {
        const int Users = 8;
        int arrived = 0;
        int mapped = 0;
        FlushStubs stubs = new(FlushArchitecture.Current, _ =>
        {
            // Slow enough that everybody else has found nothing there yet.
            SpinWait.SpinUntil(() => Volatile.Read(ref arrived) == Users);
            for (int i = 0; i < 1000; i++)
            {
                Thread.Yield();
            }

            return 4096 * Interlocked.Increment(ref mapped);
        });
        var codes = new FlushCode[Users];
        Thread[] threads = [.. Enumerable.Range(0, Users).Select(i => new Thread(() =>
        {
            Interlocked.Increment(ref arrived);
            codes[i] = stubs.For(CpuFlush.Best);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(1, mapped);
        Assert.Single(codes.Distinct());
    }

    [Fact]
    public void RefusedFirstUse_IsTriedAgain()
    {
        int calls = 0;
        var stubs = new FlushStubs(FlushArchitecture.Current, _ => ++calls == 1 ? throw new DaxException("not yet") : 4096);

        Assert.Throws<DaxException>(() => stubs.For(CpuFlush.Best));

        Assert.Same(stubs.For(CpuFlush.Best), stubs.For(CpuFlush.Best));
        Assert.Equal(2, calls);
    }

    [Fact]
    public void WhatIsNoStub_Traps()
    {
        byte[] page = [];
        new FlushStubs(FlushArchitecture.Current, made => { page = made; return 4096; }).For(CpuFlush.Best);

        // The stubs, and the barrier where .NET has none.
        int used = (Instructions.Count + (TestDevices.IsArm64 ? 1 : 0)) * 64;
        byte filler = TestDevices.IsArm64 ? (byte)0 : (byte)0xCC;
        Assert.Equal(Environment.SystemPageSize, page.Length);
        Assert.All(page[used..], value => Assert.Equal(filler, value));
        Assert.NotEqual(filler, page[0]);
    }
}
