using System.Runtime.InteropServices;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>executable-memory-denied PATH nothing|memfd|both</c>: what a process sees that may map no executable memory. A
/// seccomp filter on one thread answers EACCES to memfd_create and, with <c>both</c>, to mprotect(PROT_READ|PROT_EXEC).
/// The runtime's own compiler needs such memory too, but with DOTNET_EnableWriteXorExecute=0 it asks for it otherwise.
/// </summary>
internal static partial class ExecutableMemoryDenied
{
    private const int MemfdCreate = 319;
    private const int Mprotect = 10;

    internal static int Run(string[] args)
    {
        var thread = new Thread(() =>
        {
            if (args[1] != "nothing")
            {
                Deny(both: args[1] == "both");
            }

            Report("denied", () => TryOpen(args[0], null));
            Report("denied again", () => TryOpen(args[0], null));
            Report("denied, page", () => TryOpen(args[0], StoreGranularity.Page));
        });
        thread.Start();
        thread.Join();

        // This thread has no filter: the refusal was not remembered.
        Report("allowed", () => TryOpen(args[0], null));
        Console.WriteLine(File.ReadLines("/proc/self/maps").Any(line => line.Contains("memfd:daxnative-flush", StringComparison.Ordinal)) ? "memfd" : "no memfd");
        return 0;
    }

    private static string TryOpen(string path, StoreGranularity? forced)
    {
        var options = new MappingOptions { Mode = FileMode.OpenOrCreate, Length = 4096, AllowVolatile = true, ForceGranularity = forced };
        using PersistentMapping map = PersistentMapping.Open(path, options);
        map.Ref<long>(0)++;
        map.Persist(0, 8);
        return map.Granularity.ToString();
    }

    private static void Report(string when, Func<string> what)
    {
        try
        {
            Console.WriteLine($"{when}: {what()}");
        }
        catch (DaxException refusal)
        {
            Console.WriteLine($"{when}: {refusal.Error} {refusal.Operation} {refusal.ErrnoName} {refusal.IsPredicted}: {refusal.Message}");
        }
    }

    private static unsafe void Deny(bool both)
    {
        const ushort Load = 0x20, JumpIfEqual = 0x15, Return = 0x06;
        const uint Allow = 0x7fff_0000, Refuse = 0x0005_0000 | 13, Number = 0, ThirdArgument = 32, ReadAndExecute = 5;
        SockFilter* filter = stackalloc SockFilter[]
        {
            new(Load, 0, 0, Number),
            new(JumpIfEqual, 3, 0, MemfdCreate),
            new(JumpIfEqual, 0, 3, both ? (uint)Mprotect : uint.MaxValue),
            new(Load, 0, 0, ThirdArgument),
            new(JumpIfEqual, 0, 1, ReadAndExecute),
            new(Return, 0, 0, Refuse),
            new(Return, 0, 0, Allow),
        };
        var program = new SockProgram { Length = 7, Filter = filter };

        // SAFETY: the kernel copies the program, which lives on this stack until the call returns.
        const int NoNewPrivileges = 38, SetSeccomp = 22, FilterMode = 2;
        if (Prctl(NoNewPrivileges, 1, 0) != 0 || Prctl(SetSeccomp, FilterMode, (nint)(&program)) != 0)
        {
            throw new InvalidOperationException($"seccomp: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(int option, nint first, nint second, nint third = 0, nint fourth = 0);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct SockFilter(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct SockProgram
    {
        internal ushort Length;
        internal SockFilter* Filter;
    }
}
