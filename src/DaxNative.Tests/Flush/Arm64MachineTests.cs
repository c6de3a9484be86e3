using Xunit;

namespace DaxNative.Tests;

/// <summary>Which of the stubs a core executes and which it does not have, on an emulated machine.</summary>
public class Arm64MachineTests(Arm64Machine machine) : IClassFixture<Arm64Machine>
{
    // As id_aa64isar1_el1.DPB numbers them: 0 has neither, 1 DC CVAP, 2 DC CVADP too.
    public static TheoryData<string, int, FlushInstruction, bool> Cores
    {
        get
        {
            var cores = new TheoryData<string, int, FlushInstruction, bool>();
            foreach ((string cpu, int dpb) in (ReadOnlySpan<(string, int)>)[("cortex-a53", 0), ("neoverse-n1", 1), ("a64fx", 1), ("max", 2)])
            {
                cores.Add(cpu, dpb, FlushInstruction.DcCvac, true);
                cores.Add(cpu, dpb, FlushInstruction.DcCvap, dpb >= 1);
                cores.Add(cpu, dpb, FlushInstruction.DcCvadp, dpb >= 2);
            }

            return cores;
        }
    }

    // X0 ends where the last line does: the loop has gone over all of them and no further.
    [SkippableTheory]
    [MemberData(nameof(Cores))]
    public void Stub_RunsWhereTheCoreHasTheInstructionAndNowhereElse(string cpu, int dpb, FlushInstruction instruction, bool runs)
    {
        foreach ((int lineSize, int lines) in (ReadOnlySpan<(int, int)>)[(64, 1), (64, 2), (64, 33), (256, 33), (8192, 3)])
        {
            string said = machine.Run(cpu, Arm64StubEncoder.Encode(instruction, lineSize), 0, lines * lineSize);

            Assert.Contains(runs ? $"dpb {dpb} returned {lines * lineSize}\n" : $"dpb {dpb}exception 0\n", said, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void Barrier_Returns() =>
        Assert.Contains("dpb 0 returned 0\n", machine.Run("cortex-a53", Arm64StubEncoder.EncodeBarrier(), 0, 0), StringComparison.Ordinal);
}
