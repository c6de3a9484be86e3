using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What the kernel answers to a length that it cannot give, number for number, in each way to ask for one.</summary>
public class AllocationErrnoTests
{
    private const int Length = 1 << 20;

    // 16 units of 512 bytes. The runtime itself makes a large memfd for its compiler, unless it is told not to.
    private const string Limit = "ulimit -f 16; export DOTNET_EnableWriteXorExecute=0 DOTNET_EnableDiagnostics=0; exec \"$@\"";

    // The signal that comes with the answer ends a process that does not ignore it.
    [Fact]
    public void LimitOfTheProcess_IsEfbig()
    {
        using var temp = TempPath.InMemory();

        ProcessResult result = Allocate(temp, "trap '' XFSZ; " + Limit, 1L << 30);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(["ftruncate EFBIG", "posix_fallocate EFBIG", "fallocate EFBIG"], Answers(result));
    }

    [Fact]
    public void OpenBeyondTheLimitOfTheProcess_IsRefusedInsteadOfEndingIt()
    {
        using var temp = TempPath.InMemory();

        ProcessResult refused = ProbeProcess.Run(["open", temp.Path, "16384"], ["sh", "-c", Limit, "sh"]);
        bool isLeftBehind = File.Exists(temp.Path);
        ProcessResult allowed = ProbeProcess.Run(["open", temp.Path, "8192"], ["sh", "-c", Limit, "sh"]);

        Assert.StartsWith("NoSpace fallocate EFBIG True", refused.Output, StringComparison.Ordinal);
        Assert.False(isLeftBehind);
        Assert.StartsWith("CacheLine", allowed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 2 << 20)]
    public void PreparationBeyondTheLimitOfTheProcess_IsRefusedInsteadOfEndingIt(bool exists, long alignment)
    {
        using TempPath temp = exists ? TempPath.OnDisk().WithFile(100, 9) : TempPath.OnDisk();

        // An alignment is looked for in more room than the file has; there the limit only ends the search.
        string length = alignment == 0 ? "16384" : "8192";
        ProcessResult result = ProbeProcess.Run(
            ["prepare", temp.Path, length, alignment.ToString(System.Globalization.CultureInfo.InvariantCulture)], ["sh", "-c", Limit, "sh"]);

        Assert.True(result.ExitCode is 0 or 1, result.ToString());
        Assert.StartsWith(alignment == 0 ? "NoSpace fallocate EFBIG True" : "", result.Output, StringComparison.Ordinal);
        Assert.Equal(exists, alignment == 0 && File.Exists(temp.Path));
        Assert.True(!exists || new FileInfo(temp.Path).Length == 100);
    }

    // Nothing larger than nothing: the stubs' own memfd is a file too.
    [Fact]
    public void ProcessThatMayMakeNoFile_StillFlushes()
    {
        using TempPath temp = TempPath.InMemory().WithFile(4096);

        ProcessResult result = ProbeProcess.Run(["open", temp.Path], ["sh", "-c", Limit.Replace("16", "0", StringComparison.Ordinal), "sh"]);

        Assert.StartsWith("CacheLine", result.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void FullFileSystem_IsEnospc()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "A mount namespace needs root: tools/test.sh has it.");
        using var temp = TempPath.InMemory();

        ProcessResult result = Allocate(temp, $"unshare --mount sh -euc 'mount -t tmpfs -o size=64k none {temp.Directory}; exec \"$@\"' sh \"$@\"", Length);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(["ftruncate ok", "posix_fallocate ENOSPC", "fallocate ENOSPC"], Answers(result));
    }

    [Fact]
    public void FileWithoutLength_AnswersForItself()
    {
        using SafeFileHandle device = PosixFile.TryOpen("/dev/null", OpenFlags.O_RDWR, out _)!;

        Assert.Equal(Errno.EINVAL, PosixFile.Truncate(device, Length));
        Assert.Equal(Errno.ENODEV, PosixFile.Allocate(device, 0, Length));
        Assert.Equal(Errno.EINVAL, PosixFile.Synchronize(device));
    }

    [Fact]
    public void NoLength_IsEinval()
    {
        using TempPath temp = TempPath.InMemory().WithFile(1);
        using SafeFileHandle file = PosixFile.TryOpen(temp.Path, OpenFlags.O_RDWR, out _)!;

        Assert.Equal(Errno.EINVAL, PosixFile.Allocate(file, 0, 0));
    }

    [Fact]
    public void NumberThatIsNoLengthOrOffset_IsNoSuccess()
    {
        using TempPath temp = TempPath.InMemory().WithFile(1);
        using SafeFileHandle file = PosixFile.TryOpen(temp.Path, OpenFlags.O_RDWR, out _)!;

        Assert.NotEqual(0, PosixFile.Allocate(file, 0, -1));
        Assert.NotEqual(0, PosixFile.Allocate(file, -1, Length));
        Assert.NotEqual(0, PosixFile.Truncate(file, -1));
        Assert.Equal(1, new FileInfo(temp.Path).Length);
    }

    [Fact]
    public void ClosedHandle_IsNeverAskedAbout()
    {
        using TempPath temp = TempPath.InMemory().WithFile(1);
        SafeFileHandle file = PosixFile.TryOpen(temp.Path, OpenFlags.O_RDWR, out _)!;
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => PosixFile.Truncate(file, 0));
        Assert.Throws<ObjectDisposedException>(() => PosixFile.Status(file, out _));
    }

    private static ProcessResult Allocate(TempPath temp, string shell, long length) => ProbeProcess.Run(
        ["allocate", temp.Path, length.ToString(System.Globalization.CultureInfo.InvariantCulture)],
        ["sh", "-c", shell, "sh"]);

    private static string[] Answers(ProcessResult result) =>
        [.. result.Output.TrimEnd().Split('\n').Where(line => !line.StartsWith("truncated", StringComparison.Ordinal))];
}
