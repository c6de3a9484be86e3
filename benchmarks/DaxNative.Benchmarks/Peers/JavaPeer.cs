using System.Diagnostics;
using System.Globalization;

namespace DaxNative.Benchmarks;

/// <summary>The JDK's write-back, in a process of its own that takes turns with this one by a pipe.</summary>
internal sealed class JavaPeer : Participant, IDisposable
{
    private readonly Process _process;

    private JavaPeer(Process process)
        : base("JDK write-back") => _process = process;

    internal override bool IsOnThisThread => false;

    internal override bool WantsWarmUp => true;

    /// <param name="classes">Where WriteBack.class lies.</param>
    /// <param name="file">The file to map.</param>
    internal static JavaPeer Start(string classes, string file)
    {
        // One collector thread, so that the JVM does nothing while it is not its turn.
        var start = new ProcessStartInfo("java",
        [
            "-XX:+UseSerialGC", "-Xmx32m", "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED", "-cp", classes, "WriteBack", file,
        ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        string? greeting = process.StandardOutput.ReadLine();
        return greeting == "ready" ? new JavaPeer(process) : throw new InvalidOperationException($"java: {greeting ?? "it ended"}");
    }

    internal override double Run(in Sample sample)
    {
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sample.Offset} {sample.Stride} {sample.Size} {sample.Count}"));
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("java ended");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
