using System.Reflection;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What arrives in the kernel, and comes back from it, through the adapter to Mono.Posix.</summary>
public class PosixFileTests
{
    // The kernel's values on x86-64 and Arm64 alike, in octal as fdinfo prints them.
    private const int WriteOnly = 1;
    private const int ReadWrite = 2;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    public static TheoryData<OpenFlags, int> Flags => new()
    {
        { OpenFlags.O_RDONLY, CloseOnExec },
        { OpenFlags.O_WRONLY, CloseOnExec | WriteOnly },
        { OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, CloseOnExec | NonBlocking },
        { OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, CloseOnExec | NonBlocking | ReadWrite },
        { OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK | OpenFlags.O_CREAT | OpenFlags.O_EXCL, CloseOnExec | NonBlocking | ReadWrite },
    };

    [Theory]
    [MemberData(nameof(Flags))]
    public void EveryCombinationOfFlags_ArrivesInTheKernel(OpenFlags flags, int expected)
    {
        using var temp = TempPath.InMemory();
        if (!flags.HasFlag(OpenFlags.O_CREAT))
        {
            temp.WithFile(1);
        }

        using SafeFileHandle? file = PosixFile.TryOpen(temp.Path, flags, out int errno);

        Assert.Equal(0, errno);
        Assert.Equal(expected, FlagsInTheKernel(file!));
    }

    [Fact]
    public void FlagsThatAreGoneAfterOpening_HaveHadTheirEffect()
    {
        using var temp = TempPath.InMemory();

        Assert.Null(PosixFile.TryOpen(temp.Path, OpenFlags.O_RDWR, out int absent));
        PosixFile.TryOpen(temp.Path, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL, out int created)!.Dispose();
        Assert.Null(PosixFile.TryOpen(temp.Path, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL, out int existing));
        Assert.Null(PosixFile.TryOpen(temp.Path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out int file));
        PosixFile.TryOpen(temp.Directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out int directory)!.Dispose();

        Assert.Equal((Errno.ENOENT, 0, Errno.EEXIST, 20, 0), (absent, created, existing, file, directory));
    }

    // In C the path would end at the NUL, and another file would be opened, or made.
    [Fact]
    public void PathWithANulInside_NamesNoFile()
    {
        using TempPath temp = TempPath.InMemory().WithFile(1);

        Assert.Null(PosixFile.TryOpen(temp.Path + "\0more", OpenFlags.O_RDWR | OpenFlags.O_CREAT, out int opened));
        int status = PosixFile.Status(temp.Path + "\0more", out _);
        int linkStatus = PosixFile.LinkStatus(temp.Path + "\0more", out _);

        Assert.Equal((Errno.ENOENT, Errno.ENOENT, Errno.ENOENT), (opened, status, linkStatus));
        Assert.Equal([temp.Path], Directory.GetFiles(temp.Directory));
    }

    [Fact]
    public void LinkStatus_IsThatOfTheLink()
    {
        using TempPath temp = TempPath.InMemory().WithFile(7);
        string link = File.CreateSymbolicLink(temp.Path + ".link", temp.Path).FullName;

        Assert.Equal((0, 0), (PosixFile.LinkStatus(link, out FileStatus own), PosixFile.Status(link, out FileStatus followed)));

        Assert.Equal((FileType.Other, FileType.Regular, 7), (own.Type, followed.Type, followed.Size));
        Assert.NotEqual(own.Inode, followed.Inode);
        Assert.Equal(own.Device, followed.Device);
    }

    [Fact]
    public void CreatedFile_IsTheOwnersAloneWhateverTheUmask()
    {
        using var temp = TempPath.InMemory();

        ProcessResult result = ProbeProcess.Run(["open", temp.Path, "4096"], ["sh", "-c", "umask 0; exec \"$@\"", "sh"]);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(temp.Path));
    }

    // A path can turn into a FIFO between stat and open; O_NONBLOCK is what keeps the open from waiting for a writer.
    [Fact]
    public void Fifo_IsOpenedWithoutWaiting()
    {
        using var temp = TempPath.InMemory();
        Assert.Equal(0, Syscall.mkfifo(temp.Path, FilePermissions.S_IRUSR | FilePermissions.S_IWUSR));

        using SafeFileHandle? file = PosixFile.TryOpen(temp.Path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out _);

        Assert.Equal(0, PosixFile.Status(file!, out FileStatus status));
        Assert.Equal(FileType.Fifo, status.Type);
    }

    [Fact]
    public void InterruptedOpen_IsTriedAgain()
    {
        using var temp = TempPath.InMemory();
        Assert.Equal(0, Syscall.mkfifo(temp.Path, FilePermissions.S_IRUSR | FilePermissions.S_IWUSR));

        ProcessResult result = ProbeProcess.Run("interrupted-open", temp.Path);

        Assert.Equal("bare EINTR\nadapter opened\n", result.Output);
    }

    [Fact]
    public void InterruptedCall_IsTriedAgainAndOtherErrorsAreNot()
    {
        var answers = new Queue<int>([Errno.EINTR, Errno.EINTR, Errno.EIO, 0]);

        int errno = PosixFile.Retry(answers.Dequeue);

        Assert.Equal((Errno.EIO, 1), (errno, answers.Count));
    }

    public static TheoryData<string, int> Errnos
    {
        get
        {
            var names = new TheoryData<string, int>();
            foreach (FieldInfo constant in typeof(Errno).GetFields(BindingFlags.Static | BindingFlags.NonPublic))
            {
                names.Add(constant.Name, (int)constant.GetRawConstantValue()!);
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Errnos))]
    public void ErrnoName_IsTheKernelsSpelling(string name, int errno) => Assert.Equal(name, PosixFile.ErrnoName(errno));

    [Fact]
    public void ErrnoWithoutAName_IsItsNumber() => Assert.Equal("4095", PosixFile.ErrnoName(4095));

    private static int FlagsInTheKernel(SafeFileHandle file)
    {
        // O_LARGEFILE, set by the kernel itself for every 64-bit process.
        int largeFile = TestDevices.IsArm64 ? 0x20000 : 0x8000;
        string line = File.ReadLines($"/proc/self/fdinfo/{file.DangerousGetHandle()}").First(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return Convert.ToInt32(line.Split('\t')[1], 8) & ~largeFile;
    }
}
