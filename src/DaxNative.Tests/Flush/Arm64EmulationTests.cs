using System.Globalization;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// The Arm64 stubs executed, under user-mode emulation. It keeps no caches, so this shows that the code runs, where it
/// runs and that it ends; that a line reaches the memory nothing but a machine with such memory shows.
/// </summary>
public class Arm64EmulationTests(Arm64Harness harness) : IClassFixture<Arm64Harness>
{
    private const int Slot = 64;

    // Without DC CVAP; with it; with DC CVADP too; and one with long lines.
    public static TheoryData<string> Cpus => ["cortex-a53", "neoverse-n1", "max", "a64fx"];

    [SkippableTheory]
    [MemberData(nameof(Cpus))]
    public void CacheType_IsWhatTheCompilersOwnReadGives(string cpu)
    {
        ulong[] facts = Facts(cpu);

        Assert.Equal(facts[3], facts[2]);
        Assert.InRange(new Arm64CacheType(facts[2]).LineSize, 16, 2048);
    }

    [SkippableTheory]
    [InlineData("cortex-a53", 64, false, false)]
    [InlineData("neoverse-n1", 64, true, false)]
    [InlineData("a64fx", 256, true, false)]
    [InlineData("max", 32, true, true)]
    public void Facts_AreThoseOfTheCore(string cpu, int lineSize, bool cvap, bool cvadp)
    {
        ulong[] facts = Facts(cpu);
        var capabilities = new Arm64Capabilities(facts[0], facts[1]);

        Assert.Equal((lineSize, cvap, cvadp), (new Arm64CacheType(facts[2]).LineSize, capabilities.Supports(FlushInstruction.DcCvap), capabilities.Supports(FlushInstruction.DcCvadp)));
    }

    // The page as the library makes it for this CPU. What it has returns and leaves the contents alone, line for line up
    // to the end of the memory.
    [SkippableTheory]
    [MemberData(nameof(Cpus))]
    public void EveryStubOfTheCpusPage_Runs(string cpu)
    {
        FlushArchitecture table = TableOf(cpu);
        FlushInstruction[] has = [.. Enum.GetValues<FlushInstruction>().Where(table.Supports)];
        byte[] page = PageOf(table);

        foreach ((int i, _) in has.Index())
        {
            foreach (int lines in (ReadOnlySpan<int>)[1, 2, 33])
            {
                ProcessResult result = harness.Run(cpu, "lines", page, i * Slot, table.LineSize, lines, 0);
                Assert.True(result is { ExitCode: 0, Output: "returned\n" }, $"{has[i]}, {lines} lines: {result}");
            }
        }

        ProcessResult barrier = harness.Run(cpu, "call", page, has.Length * Slot);
        Assert.True(barrier is { ExitCode: 0, Output: "returned\n" }, barrier.ToString());
        Assert.Equal(Arm64Harness.IllegalInstruction, harness.Run(cpu, "call", page, (has.Length + 1) * Slot).ExitCode);
    }

    // The control for the one before: the bit that says there is none is right too.
    [SkippableTheory]
    [InlineData("cortex-a53", FlushInstruction.DcCvap)]
    [InlineData("cortex-a53", FlushInstruction.DcCvadp)]
    [InlineData("neoverse-n1", FlushInstruction.DcCvadp)]
    public void InstructionThatTheCpuLacks_IsIllegal(string cpu, FlushInstruction instruction)
    {
        Assert.False(TableOf(cpu).Supports(instruction));

        Assert.Equal(Arm64Harness.IllegalInstruction, harness.Run(cpu, "lines", Arm64StubEncoder.Encode(instruction, 64), 0, 64, 1, 0).ExitCode);
    }

    // The emulator looks the address up, so one line more ends the program: the loop before ended exactly where it should.
    [SkippableTheory]
    [InlineData(FlushInstruction.DcCvap)]
    [InlineData(FlushInstruction.DcCvadp)]
    public void OneLineBeyondTheMemory_IsTouched(FlushInstruction instruction)
    {
        byte[] stub = Arm64StubEncoder.Encode(instruction, 64);

        Assert.Equal(0, harness.Run("max", "lines", stub, 0, 64, 33, 0).ExitCode);
        Assert.Equal(Arm64Harness.InvalidAddress, harness.Run("max", "lines", stub, 0, 64, 33, 1).ExitCode);
    }

    [SkippableTheory]
    [InlineData(32, 1)]
    [InlineData(64, 1)]
    [InlineData(64, 2)]
    [InlineData(64, 33)]
    [InlineData(256, 33)]
    [InlineData(8192, 3)]
    public void Loop_VisitsEveryLineAndNoOther(int lineSize, int lines)
    {
        byte[] marking = Arm64StubEncoder.Encode(FlushInstruction.DcCvap, lineSize);
        byte[] storeThirdArgument = [0x02, 0x00, 0x00, 0x39];
        storeThirdArgument.CopyTo(marking, 0);

        ProcessResult result = harness.Run("max", "lines", marking, 0, lineSize, lines, 0);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(
            [.. Enumerable.Range(0, lines).Select(line => $"{line * lineSize} a5"), "returned"],
            result.Output.TrimEnd().Split('\n'));
    }

    private Arm64Flushing TableOf(string cpu)
    {
        ulong[] facts = Facts(cpu);
        return new Arm64Flushing(new Arm64Capabilities(facts[0], facts[1]), () => new Arm64CacheType(facts[2]));
    }

    private static byte[] PageOf(FlushArchitecture table)
    {
        byte[] page = [];
        new FlushStubs(table, made => { page = made; return 4096; }).Barrier();
        return page;
    }

    // AT_HWCAP, AT_HWCAP2, CTR_EL0 by the stub, CTR_EL0 by the compiler.
    private ulong[] Facts(string cpu)
    {
        ProcessResult result = harness.Run(cpu, "facts", Arm64StubEncoder.EncodeReadCacheType());
        Assert.True(result.ExitCode == 0, result.ToString());
        return [.. result.Output.TrimEnd().Split(' ').Select(fact => ulong.Parse(fact, CultureInfo.InvariantCulture))];
    }
}
