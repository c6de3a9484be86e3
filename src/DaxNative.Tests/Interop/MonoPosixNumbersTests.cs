using System.Runtime.InteropServices;
using Mono.Unix.Native;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Mono.Posix's own numbers are handed to the kernel, or taken from it, without its native helper in between: each one
/// that is let through must be the number of the system headers.
/// </summary>
public class MonoPosixNumbersTests
{
    [SkippableTheory]
    [MemberData(nameof(CCompiler.Names), MemberType = typeof(CCompiler))]
    public void EveryFlagThatIsLetThrough_HasTheValueOfTheSystemHeaders(string target)
    {
        CCompiler compiler = CCompiler.ByName[target];
        Dictionary<string, long> headers = CProgram.ValuesOf(compiler, Enum.GetNames<OpenFlags>());
        Assert.Contains("O_PATH", headers);
        Offenders.None(
            from name in Enum.GetNames<OpenFlags>()
            let flag = Enum.Parse<OpenFlags>(name)
            where IsLetThrough(flag) && PosixFile.KernelFlags(flag, compiler.Target) != headers[name]
            select $"{name} is {PosixFile.KernelFlags(flag, compiler.Target):x} here and {headers[name]:x} in the headers of {target}");
    }

    [Theory]
    [InlineData(OpenFlags.O_SYNC)] // 0x1000, which is the kernel's O_DSYNC
    [InlineData(OpenFlags.O_DIRECT)] // another bit on Arm64
    [InlineData((OpenFlags)0x400000)]
    public void FlagOfUnknownNumber_IsRefused(OpenFlags flag) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PosixFile.KernelFlags(flag | OpenFlags.O_RDWR, Architecture.X64));

    [SkippableTheory]
    [MemberData(nameof(CCompiler.Names), MemberType = typeof(CCompiler))]
    public void EveryErrno_HasTheNameOfTheSystemHeaders(string target)
    {
        string[] names = [.. Enumerable.Range(1, Errno.EHWPOISON).Select(PosixFile.ErrnoName).Where(name => name.StartsWith('E'))];
        Dictionary<string, long> headers = CProgram.ValuesOf(CCompiler.ByName[target], names);
        Assert.True(names.Length > 120, $"{names.Length} names");
        Offenders.None(names.Where(name => !headers.TryGetValue(name, out long errno) || PosixFile.ErrnoName((int)errno) != name));
    }

    private static bool IsLetThrough(OpenFlags flag)
    {
        try
        {
            _ = PosixFile.KernelFlags(flag, Architecture.X64);
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }
}
