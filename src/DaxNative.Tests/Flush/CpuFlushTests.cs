using System.Globalization;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What CPUID told us, against what it told the kernel.</summary>
public class CpuFlushTests
{
    [Theory]
    [InlineData(FlushInstruction.Clflush, "clflush")]
    [InlineData(FlushInstruction.ClflushOpt, "clflushopt")]
    [InlineData(FlushInstruction.Clwb, "clwb")]
    public void IsSupported_AgreesWithTheKernel(FlushInstruction instruction, string flag) =>
        Assert.Equal(CpuInfo("flags").Split(' ').Contains(flag), CpuFlush.IsSupported(instruction));

    [Fact]
    public void LineSize_AgreesWithTheKernel() =>
        Assert.Equal(int.Parse(CpuInfo("clflush size"), CultureInfo.InvariantCulture), CpuFlush.LineSize);

    [Fact]
    public void Best_IsSupported() => Assert.True(CpuFlush.IsSupported(CpuFlush.Best));

    private static string CpuInfo(string field) =>
        File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith(field + "\t", StringComparison.Ordinal)).Split(": ", 2)[1];
}
