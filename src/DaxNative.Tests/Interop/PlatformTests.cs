using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

public class PlatformTests
{
    [Theory]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    public void Require_TakesLinuxOnWhatTheHeadersWereComparedOn(Architecture architecture) =>
        Assert.Null(Record.Exception(() => Platform.Require(isLinux: true, architecture)));

    [Theory]
    [InlineData(Architecture.X86)]
    [InlineData(Architecture.Arm)]
    [InlineData(Architecture.RiscV64)]
    [InlineData(Architecture.Ppc64le)]
    [InlineData(Architecture.S390x)]
    [InlineData(Architecture.LoongArch64)]
    [InlineData((Architecture)99)]
    public void Require_RefusesEveryOtherArchitectureByName(Architecture architecture)
    {
        PlatformNotSupportedException refusal = Assert.Throws<PlatformNotSupportedException>(() => Platform.Require(isLinux: true, architecture));

        Assert.Contains(architecture.ToString(), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_RefusesOtherSystems() =>
        Assert.Throws<PlatformNotSupportedException>(() => Platform.Require(isLinux: false, Architecture.X64));
}
