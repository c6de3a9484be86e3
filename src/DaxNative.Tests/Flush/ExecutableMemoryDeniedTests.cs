using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Processes that may not map executable memory, in one way or in any.</summary>
public class ExecutableMemoryDeniedTests
{
    // With it the runtime's compiler makes its memory by other calls than those that are denied here.
    private static readonly (string, string) s_compilerLeftAlone = ("DOTNET_EnableWriteXorExecute", "0");

    [SkippableFact]
    public void DeniedAltogether_IsAClearErrorThatIsNotRemembered()
    {
        string[] lines = Run("both");

        const string Refusal = "FlushNotAvailable mprotect EACCES False: ";
        Assert.StartsWith("denied: " + Refusal, lines[0], StringComparison.Ordinal);
        Assert.StartsWith("denied again: " + Refusal, lines[1], StringComparison.Ordinal);
        Assert.Equal("denied, page: Page", lines[2]);
        Assert.Equal("allowed: CacheLine", lines[3]);
        Assert.All(["memfd_create: EACCES", "mprotect: EACCES", "execmem", "MemoryDenyWriteExecute", "vm.memfd_noexec", "ForceGranularity = Page"], part => Assert.Contains(part, lines[0], StringComparison.Ordinal));
    }

    [SkippableFact]
    public void DeniedMemfd_LeavesTheAnonymousPage() =>
        Assert.Equal(["denied: CacheLine", "denied again: CacheLine", "denied, page: Page", "allowed: CacheLine", "no memfd"], Run("memfd"));

    // The setting belongs to the PID namespace, so a namespace of its own leaves everybody else's alone.
    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void MemfdNoexecOfTheKernel_LeavesTheAnonymousPage()
    {
        Skip.IfNot(File.Exists("/proc/sys/vm/memfd_noexec"), "vm.memfd_noexec came with Linux 6.3.");
        Skip.IfNot(Environment.IsPrivilegedProcess, "A PID namespace needs root: tools/test.sh has it.");
        using var temp = TempPath.InMemory();
        string[] namespaced = ["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", "echo 2 >/proc/sys/vm/memfd_noexec && exec \"$@\"", "sh"];

        ProcessResult denied = ProbeProcess.Run(["executable-memory-denied", temp.Path, "nothing"], namespaced);
        ProcessResult allowed = ProbeProcess.Run(["executable-memory-denied", temp.Path, "nothing"], []);

        Assert.True(denied.Output.EndsWith("allowed: CacheLine\nno memfd\n", StringComparison.Ordinal), denied.ToString());
        Assert.True(allowed.Output.EndsWith("allowed: CacheLine\nmemfd\n", StringComparison.Ordinal), allowed.ToString());
    }

    [Fact]
    public void BothWaysRefused_NameBothAnswersAndPassTheKernelsErrno()
    {
        DaxException refusal = Assert.Throws<DaxException>(() => CodePage.Map([0xC3], Refuse("fcntl", Errno.EPERM), Refuse("mmap", Errno.ENOMEM)));

        Assert.Equal((DaxError.FlushNotAvailable, "mmap", Errno.ENOMEM, "ENOMEM", false), (refusal.Error, refusal.Operation, refusal.Errno, refusal.ErrnoName, refusal.IsPredicted));
        Assert.Contains("fcntl: EPERM", refusal.Message, StringComparison.Ordinal);
    }

    private static CodePage.Way Refuse(string operation, int errno) => (ReadOnlySpan<byte> _, out nint address) =>
    {
        address = 0;
        return new CodePage.Attempt(operation, errno);
    };

    private static string[] Run(string what)
    {
        Skip.IfNot(RuntimeInformation.ProcessArchitecture == Architecture.X64, "The filter knows the system call numbers of x86-64.");
        using var temp = TempPath.InMemory();
        ProcessResult result = ProbeProcess.Run(["executable-memory-denied", temp.Path, what], [], s_compilerLeftAlone);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output.TrimEnd().Split('\n');
    }
}
