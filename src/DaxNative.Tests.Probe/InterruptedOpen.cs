using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative.Tests.Probe;

/// <summary>
/// <c>interrupted-open FIFO</c>: a signal arrives while a thread waits in open(2), once in the bare system call and once in
/// the adapter, which is then let through. The handler is machine code that returns, installed without SA_RESTART.
/// </summary>
internal static partial class InterruptedOpen
{
    private const int UserSignal = 12;

    private static readonly bool s_isArm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    // The numbers of openat and open, which Arm64 does not have (asm/unistd.h); and a function that returns.
    private static readonly int[] s_openCalls = s_isArm64 ? [56] : [257, 2];
    private static readonly byte[] s_return = s_isArm64 ? [0xC0, 0x03, 0x5F, 0xD6] : [0xC3];

    internal static int Run(string[] args)
    {
        InstallHandler();
        int bare = 0;
        Interrupt(() => bare = Syscall.open(args[0], OpenFlags.O_RDONLY) < 0 ? KernelErrors.Last : 0, signals: 1).Join();
        Console.WriteLine($"bare {PosixFile.ErrnoName(bare)}");

        string adapter = "";
        Thread waiting = Interrupt(
            () =>
            {
                using SafeFileHandle? file = PosixFile.TryOpen(args[0], OpenFlags.O_RDONLY, out int errno);
                adapter = file is null ? PosixFile.ErrnoName(errno) : "opened";
            },
            signals: 3);

        // It waits again after each of the signals, until there is a writer.
        using SafeFileHandle writer = PosixFile.TryOpen(args[0], OpenFlags.O_WRONLY, out _)!;
        waiting.Join();
        Console.WriteLine($"adapter {adapter}");
        return 0;
    }

    /// <summary>Starts the work and signals its thread each time that it waits in open.</summary>
    private static Thread Interrupt(Action work, int signals)
    {
        int id = 0;
        var thread = new Thread(() =>
        {
            Volatile.Write(ref id, GetThreadId());
            work();
        });
        thread.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref id) != 0);
        for (int i = 0; i < signals; i++)
        {
            string sleeping = "";
            SpinWait.SpinUntil(() => !thread.IsAlive || IsInOpen(id, out sleeping));
            _ = Signal(Environment.ProcessId, id, UserSignal);

            // Its number of voluntary switches says when it has gone to sleep again.
            SpinWait.SpinUntil(() => !thread.IsAlive || (IsInOpen(id, out string now) && now != sleeping));
        }

        return thread;
    }

    private static bool IsInOpen(int thread, out string switches)
    {
        string task = string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/");
        try
        {
            switches = File.ReadLines(task + "status").First(line => line.StartsWith("voluntary_ctxt_switches", StringComparison.Ordinal));
            return int.TryParse(File.ReadAllText(task + "syscall").Split(' ')[0], CultureInfo.InvariantCulture, out int number)
                && s_openCalls.Contains(number);
        }
        catch (IOException)
        {
            // The thread has just ended.
            switches = "";
            return false;
        }
    }

    private static unsafe void InstallHandler()
    {
        byte[] page = new byte[Environment.SystemPageSize];
        s_return.CopyTo(page, 0);

        // SAFETY: struct sigaction of the C library on x86-64 and Arm64: handler, 128 bytes of mask, flags, restorer.
        byte* action = stackalloc byte[152];
        new Span<byte>(action, 152).Clear();
        *(nint*)action = CodePage.Map(page);
        if (SetAction(UserSignal, action, null) != 0)
        {
            throw new InvalidOperationException($"sigaction: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    private static unsafe partial int SetAction(int signal, void* action, void* previous);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();

    [LibraryImport("libc", EntryPoint = "tgkill", SetLastError = true)]
    private static partial int Signal(int process, int thread, int signal);
}
