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
    [InlineData("max", null, true, true)]
    public void Facts_AreThoseOfTheCore(string cpu, int? lineSize, bool cvap, bool cvadp)
    {
        ulong[] facts = Facts(cpu);
        var capabilities = new Arm64Capabilities(facts[0], facts[1]);

        Assert.Equal((cvap, cvadp), (capabilities.Supports(FlushInstruction.DcCvap), capabilities.Supports(FlushInstruction.DcCvadp)));

        // The core that has everything is no real one, and its line is another in each version.
        Assert.True(lineSize is null || lineSize == new Arm64CacheType(facts[2]).LineSize, cpu);
    }

    // The page as the library makes it for this CPU: each stub goes over its lines in order and returns, and leaves the
    // contents alone. A DC that the emulator refuses, though the CPU has it, has been noted with its address.
    [SkippableTheory]
    [MemberData(nameof(Cpus))]
    public void EveryStubOfTheCpusPage_Runs(string cpu)
    {
        FlushArchitecture table = TableOf(cpu);
        FlushInstruction[] has = [.. Enum.GetValues<FlushInstruction>().Where(table.Supports)];
        byte[] page = PageOf(table);

        foreach ((int i, FlushInstruction instruction) in has.Index())
        {
            foreach (int lines in (ReadOnlySpan<int>)[1, 2, 33])
            {
                ProcessResult result = harness.Run(cpu, "lines", page, i * Slot, table.Step, lines);
                string noted = instruction == FlushInstruction.DcCvac ? "returned\n" : EachNoted(instruction, table.Step, lines);
                Assert.True(result.ExitCode == 0 && (result.Output == noted || result.Output == "returned\n"), $"{instruction}, {lines} lines: {result}");
            }
        }

        ProcessResult barrier = harness.Run(cpu, "call", page, has.Length * Slot);
        Assert.True(barrier is { ExitCode: 0, Output: "returned\n" }, barrier.ToString());
    }

    [SkippableFact]
    public void WhatIsNoStub_IsIllegal()
    {
        byte[] page = PageOf(TableOf("max"));

        Assert.Equal(Arm64Harness.IllegalInstruction, harness.Run("max", "call", page, 4 * Slot).ExitCode);
        Assert.Equal(Arm64Harness.IllegalInstruction, harness.Run("max", "call", page, page.Length - 4).ExitCode);
    }

    [SkippableTheory]
    [InlineData("cortex-a53", FlushInstruction.DcCvap)]
    [InlineData("cortex-a53", FlushInstruction.DcCvadp)]
    [InlineData("neoverse-n1", FlushInstruction.DcCvadp)]
    public void InstructionThatTheCpuLacks_IsRefusedOnEveryLine(string cpu, FlushInstruction instruction)
    {
        Assert.False(TableOf(cpu).Supports(instruction));

        ProcessResult result = harness.Run(cpu, "lines", Arm64StubEncoder.Encode(instruction, 64), 0, 64, 5);

        Assert.True(result.Output == EachNoted(instruction, 64, 5), result.ToString());
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

        ProcessResult result = harness.Run("max", "lines", marking, 0, lineSize, lines);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(
            [.. Enumerable.Range(0, lines).Select(line => $"{line * lineSize} a5"), "returned"],
            result.Output.TrimEnd().Split('\n'));
    }

    private static string EachNoted(FlushInstruction instruction, int lineSize, int lines) =>
        string.Concat(Enumerable.Range(0, lines).Select(line => $"{line * lineSize} {instruction.ToString()[2..].ToLowerInvariant()}\n")) + "returned\n";

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
