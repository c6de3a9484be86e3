using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What a C library must have is asked for before anything is called.</summary>
public class PlatformTests
{
    [Fact]
    public void Statx_IsFoundInTheCLibrary() => Assert.True(Platform.HasStatx(Libc.Library));

    [Fact]
    public void Statx_IsNotFoundWhereThereIsNoLibrary() => Assert.False(Platform.HasStatx("libdaxnative-is-not-there"));

    // As in musl before 1.2.5. The library must depend on none that has it.
    [SkippableFact]
    public void Statx_IsNotFoundInALibraryWithoutIt()
    {
        using TempPath folder = TempPath.OnDisk();
        File.WriteAllText(folder.Path + ".c", "int other;\n");
        CCompiler.Host.Compile(folder.Path + ".c", folder.Path + ".so", "-shared", "-nostdlib");

        Assert.False(Platform.HasStatx(folder.Path + ".so"));
    }

    // nm reads the symbols of a library that cannot be loaded beside the other.
    [SkippableFact]
    public void EveryImport_IsInMuslToo()
    {
        const string Musl = "/lib/ld-musl-x86_64.so.1";
        DebianPackages.SkipUnlessThere(Musl);
        ProcessResult symbols = ProbeProcess.RunTool("nm", "--dynamic", "--defined-only", Musl);
        HashSet<string> there = [.. symbols.Output.Split('\n').Select(line => line.Split(' ')[^1])];
        string[] imports = [.. NativeTypes.Imports];

        // Since 1.2.5, and looked for before it is called.
        there.Add("statx");

        Assert.Contains("mmap", imports);
        Offenders.None(imports.Where(import => !there.Contains(import)));
    }

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
