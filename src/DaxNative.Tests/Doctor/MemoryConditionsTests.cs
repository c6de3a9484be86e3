using Xunit;

namespace DaxNative.Tests;

public class MemoryConditionsTests
{
    [Theory]
    [InlineData(FlushInstruction.Clwb, DoctorConditionState.Met, "The CPU's best is Clwb.")]
    [InlineData(FlushInstruction.DcCvap, DoctorConditionState.Met, "The CPU's best is DcCvap.")]
    [InlineData(FlushInstruction.DcCvac, DoctorConditionState.Missing, "point of coherency")]
    [InlineData(FlushInstruction.None, DoctorConditionState.Missing, "no cache-line flush instruction")]
    public void FlushInstruction_IsMetWhereItReachesThePersistentMemory(FlushInstruction best, DoctorConditionState state, string detail)
    {
        DoctorCondition condition = MemoryConditions.Of(LinuxRoot.Running, GuaranteeTableTests.Facts("device") with { Instruction = best }, "")
            .Single(condition => condition.Name == "CPU flush instruction");

        Assert.Equal(state, condition.State);
        Assert.Contains(detail, condition.Detail, StringComparison.Ordinal);
    }
}
