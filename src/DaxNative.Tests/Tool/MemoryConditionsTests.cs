using DaxNative.Tool;
using Xunit;

namespace DaxNative.Tests;

public class MemoryConditionsTests
{
    [Theory]
    [InlineData(FlushInstruction.Clwb, nameof(DoctorConditionState.Met), "The CPU's best is Clwb.")]
    [InlineData(FlushInstruction.DcCvap, nameof(DoctorConditionState.Met), "The CPU's best is DcCvap.")]
    [InlineData(FlushInstruction.DcCvac, nameof(DoctorConditionState.Missing), "point of coherency")]
    [InlineData(FlushInstruction.None, nameof(DoctorConditionState.Missing), "no cache-line flush instruction")]
    public void FlushInstruction_IsMetWhereItReachesThePersistentMemory(FlushInstruction best, string state, string detail)
    {
        DoctorCondition condition = MemoryConditions.Of(LinuxRoot.Running, GuaranteeTableTests.Facts("device") with { Instruction = best }, "")
            .Single(condition => condition.Name == "CPU flush instruction");

        Assert.Equal(state, condition.State.ToString());
        Assert.Contains(detail, condition.Detail, StringComparison.Ordinal);
    }
}
