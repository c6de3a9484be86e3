using System.Diagnostics;
using System.Globalization;

namespace DaxNative.Testing;

/// <summary>
/// What the operating system says of a thread: whether it waits, and how long it has worked. That does not depend on how
/// busy the machine is, as the time that passes does.
/// </summary>
/// <remarks>
/// The kernel makes a thread runnable in the call that wakes it. So a thread that is seen waiting after the one that might
/// have woken it has come to an event has not been woken. Only Linux is asked; elsewhere a thread is never known to stand
/// still, and works all the time that passes.
/// </remarks>
internal sealed class ThreadActivity
{
    // What sysconf(_SC_CLK_TCK) is on every CPU that .NET runs on.
    private const long MillisecondsInTick = 10;

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

    /// <summary>Whether it waits, and whether it has run since another time.</summary>
    internal ThreadStillness Stillness()
    {
        if (_folder is null)
        {
            return new ThreadStillness((_thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0, IsKnown: false, 0);
        }

        string status = Read("status");
        return status.Length == 0
            ? new ThreadStillness(IsWaiting: true, IsKnown: true, 0)
            : new ThreadStillness(Line(status, "State:").StartsWith('S'), IsKnown: true, long.Parse(Line(status, "voluntary_ctxt_switches:"), CultureInfo.InvariantCulture));
    }

    /// <summary>How long it has had a CPU, to some 10 ms.</summary>
    internal TimeSpan Worked()
    {
        if (_folder is null)
        {
            return Stopwatch.GetElapsedTime(0);
        }

        string stat = Read("stat");
        if (stat.Length == 0)
        {
            return TimeSpan.Zero;
        }

        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromMilliseconds(MillisecondsInTick * (Number(fields[UserTime]) + Number(fields[KernelTime])));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static ReadOnlySpan<char> Line(string text, string name)
    {
        ReadOnlySpan<char> rest = text.AsSpan(text.IndexOf('\n' + name, StringComparison.Ordinal) + 1 + name.Length);
        return rest[..rest.IndexOf('\n')].Trim();
    }

    // A thread that has ended has no files, or none that can be read any more: the text is empty.
    private string Read(string file)
    {
        try
        {
            return File.ReadAllText($"{_folder}/{file}");
        }
        catch (IOException) when (!_thread.IsAlive || !Directory.Exists(_folder))
        {
            return "";
        }
    }
}
