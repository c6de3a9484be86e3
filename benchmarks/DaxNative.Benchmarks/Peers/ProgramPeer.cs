using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary>A program of the system, started anew for each operation.</summary>
internal sealed class ProgramPeer(string name, string program, params string[] arguments) : Participant(name)
{
    internal override bool IsOnThisThread => false;

    internal static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    internal override double Run(in Sample sample)
    {
        long start = Stopwatch.GetTimestamp();
        for (long i = 0; i < sample.Count; i++)
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
