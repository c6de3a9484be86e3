using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>allocate PATH LENGTH</c>: asks for a length in each of the ways that the library has, and prints the errno of each.
/// For limits that belong to a process: ulimit, a mount namespace.
/// </summary>
internal static class Allocate
{
    internal static int Run(string[] args)
    {
        long length = long.Parse(args[1], CultureInfo.InvariantCulture);
        using SafeFileHandle file = PosixFile.TryOpen(args[0], OpenFlags.O_RDWR | OpenFlags.O_CREAT, out int errno)
            ?? throw new InvalidOperationException($"open: errno {errno}");
        Print("ftruncate", PosixFile.Truncate(file, length));
        Print("truncated back", PosixFile.Truncate(file, 0));
        Print("posix_fallocate", PosixFile.Allocate(file, 0, length));
        Print("truncated back", PosixFile.Truncate(file, 0));
        Print("fallocate", Libc.Fallocate(file, 0, 0, length) == 0 ? 0 : KernelErrors.Last);
        return 0;
    }

    private static void Print(string call, int errno) => Console.WriteLine($"{call} {(errno == 0 ? "ok" : PosixFile.ErrnoName(errno))}");
}
