using System.Diagnostics;
using System.Globalization;

namespace DaxNative.Testing;

/// <summary>
/// Asks the operating system whether a thread waits, and for how long it could work. That does not depend on how busy the
/// machine is, as the time that passes does.
/// </summary>
/// <remarks>
/// The kernel makes a thread runnable in the call that wakes it. So a thread that is seen waiting after the one that might
/// have woken it has come to an event has not been woken; only a timer may still wake it, and then it has another number of
/// waits, or does not wait, when it is asked again. Only Linux is asked; elsewhere a thread is never known to stand still, and
/// works all the time that passes.
/// </remarks>
internal sealed class ThreadActivity
{
    // What sysconf(_SC_CLK_TCK) is on every CPU that .NET runs on.
    private const long MillisecondsInTick = 10;

    // A thread that spins and yields has a CPU again and again, and on a busy machine for no time that can be measured. It could
    // have worked each time, for about as long as it may keep a CPU.
    private const long MillisecondsInSlice = 8;

    // In /proc/PID/task/TID/stat, counted from what follows the name; see proc_pid_stat(5).
    private const int UserTime = 11;
    private const int KernelTime = 12;

    private readonly Thread _thread;
    private readonly string? _folder;

    private ThreadActivity(Thread thread, string? folder) => (_thread, _folder) = (thread, folder);

    /// <summary>Whether the thread has not ended.</summary>
    internal bool IsAlive => _thread.IsAlive;

    /// <summary>Asks for the calling thread.</summary>
    internal static ThreadActivity OfThisThread() =>
        new(Thread.CurrentThread, new FileInfo("/proc/thread-self").LinkTarget is { } own ? $"/proc/{own}" : null);

    /// <summary>Asks by the clock alone, as where there is no /proc.</summary>
    internal static ThreadActivity OfThisThreadByTheClock() => new(Thread.CurrentThread, folder: null);

    /// <summary>What it does now; a thread that has ended waits for ever.</summary>
    internal ThreadReading Read()
    {
        if (_folder is null)
        {
            bool isWaiting = (_thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0;
            return new ThreadReading(isWaiting, IsKnown: false, 0, Stopwatch.GetElapsedTime(0));
        }

        try
        {
            string[] stat = File.ReadAllText($"{_folder}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string status = File.ReadAllText($"{_folder}/status");
            long waits = Number(Line(status, "\nvoluntary_ctxt_switches:"));
            long slices = waits + Number(Line(status, "\nnonvoluntary_ctxt_switches:"));
            long ticks = Number(stat[UserTime]) + Number(stat[KernelTime]);
            var worked = TimeSpan.FromMilliseconds((ticks * MillisecondsInTick) + (slices * MillisecondsInSlice));
            return new ThreadReading(Line(status, "\nState:").StartsWith('S'), IsKnown: true, waits, worked);
        }
        catch (IOException) when (!_thread.IsAlive || !Directory.Exists(_folder))
        {
            return new ThreadReading(IsWaiting: true, IsKnown: true, 0, TimeSpan.Zero);
        }
    }

    private static long Number(ReadOnlySpan<char> text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static ReadOnlySpan<char> Line(string text, string name)
    {
        ReadOnlySpan<char> rest = text.AsSpan(text.IndexOf(name, StringComparison.Ordinal) + name.Length);
        return rest[..rest.IndexOf('\n')].Trim();
    }
}
