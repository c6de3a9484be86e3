using Microsoft.Win32.SafeHandles;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The page of the stubs, as the kernel shows it.</summary>
public class CodePageTests
{
    private static readonly byte[] s_return = [.. Enumerable.Repeat((byte)0xC3, Environment.SystemPageSize)];

    public static TheoryData<string> Ways => [.. s_ways.Keys];

    private static readonly Dictionary<string, CodePage.Way> s_ways = new()
    {
        ["memfd"] = CodePage.TryMemfd,
        ["anonymous"] = CodePage.TryAnonymous,
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public unsafe void EitherWay_GivesOnePageThatCanBeExecutedAndNotWritten(string way)
    {
        CodePage.Attempt attempt = s_ways[way](s_return, out nint address);

        Assert.Equal(default, attempt);
        Assert.Equal($"{address:x}-{address + Environment.SystemPageSize:x} r-xp", RangeAndPermissions(address));
        ((delegate* unmanaged<void>)address)();
        Libc.Munmap(address, (nuint)s_return.Length);
    }

    [Fact]
    public void Memfd_IsPreferred()
    {
        nint address = CodePage.Map(s_return);

        Assert.EndsWith("/memfd:daxnative-flush (deleted)", ProcessMap(address), StringComparison.Ordinal);
        Libc.Munmap(address, (nuint)s_return.Length);
    }

    // Not a test of the kernel, but only root may follow the link, and in the virtual machine everybody is.
    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void Memfd_CannotBeWrittenByAnybodyAnyMore()
    {
        nint address = CodePage.Map(s_return);
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle($"/proc/self/map_files/{address:x}-{address + Environment.SystemPageSize:x}");
        }
        catch (UnauthorizedAccessException)
        {
            throw new SkipException("/proc/self/map_files needs root: sudo dotnet test, or tools/test.sh.");
        }

        const FileSeals Expected = FileSeals.F_SEAL_SEAL | FileSeals.F_SEAL_SHRINK | FileSeals.F_SEAL_GROW | FileSeals.F_SEAL_WRITE;
        Assert.Equal(Expected, (FileSeals)Libc.Fcntl(file, Libc.F_GET_SEALS, 0));
        file.Dispose();
        Libc.Munmap(address, (nuint)s_return.Length);
    }

    [Fact]
    public void Map_LeavesNoDescriptorOpen()
    {
        Libc.Munmap(CodePage.Map(s_return), (nuint)s_return.Length);

        // Other tests make pages at the same time, and have theirs open for a moment; one that is left open stays.
        Assert.True(Patience.Until(() => !IsOpen("daxnative-flush")));
    }

    [Fact]
    public void ProcessesOwnStubs_ShareOnePage()
    {
        nint[] stubs = [.. Enum.GetValues<FlushInstruction>().Where(CpuFlush.IsSupported).Select(Address)];

        Assert.NotEmpty(stubs);
        Assert.Equal(stubs.Length, stubs.Distinct().Count());
        Assert.Single(stubs.Select(ProcessMap).Distinct());
        Assert.EndsWith("r-xp", RangeAndPermissions(stubs[0]), StringComparison.Ordinal);
    }

    private static bool IsOpen(string name) => Directory.GetFiles("/proc/self/fd").Any(fd => new FileInfo(fd).LinkTarget?.Contains(name, StringComparison.Ordinal) == true);

    private static unsafe nint Address(FlushInstruction instruction) => (nint)FlushCode.For(instruction).Flush;

    private static string RangeAndPermissions(nint address) => string.Join(' ', ProcessMap(address).Split(' ')[..2]);

    private static string ProcessMap(nint address) => MapsLine.Holding(address);
}
