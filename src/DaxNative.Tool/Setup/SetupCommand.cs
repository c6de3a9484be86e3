using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DaxNative.Tool.Setup;

/// <summary>Makes and removes DAX file systems and devices: the shell script of the repository, which travels inside the program.</summary>
internal static class SetupCommand
{
    internal const string Name = "setup";

    private const string Script = "ndctl-setup.sh";

    /// <summary>For the list of commands; <see cref="Run"/> is called before anything is parsed, because the script has options of its own.</summary>
    internal static Command Create() => new(Name, "Make and remove DAX file systems and device-dax devices (with ndctl; as root). `daxnative setup --help` says how.");

    /// <summary>Runs the script with the caller's own input and output.</summary>
    /// <returns>Its exit status.</returns>
    internal static int Run(IEnumerable<string> arguments)
    {
        DirectoryInfo place = Directory.CreateTempSubdirectory("daxnative-setup-");
        try
        {
            Unpack(place.FullName);
            return Run(Path.Combine(place.FullName, Script), arguments);
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private static void Unpack(string place)
    {
        foreach (string name in typeof(SetupCommand).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sh", StringComparison.Ordinal)))
        {
            string path = Path.Combine(place, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using Stream script = typeof(SetupCommand).Assembly.GetManifestResourceStream(name)!;
            using FileStream file = File.Create(path);
            script.CopyTo(file);
        }
    }

    private static int Run(string script, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("bash", [script, .. arguments]) { Environment = { ["DAXNATIVE_SETUP_NAME"] = $"{CommandLine.Name} {Name}" } };
        Process? bash = null;
        bool isTold = false;
        var gate = new Lock();

        // Ctrl-C reaches the script too, which removes what it had made; this waits for it. The other signal reaches this alone.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            lock (gate)
            {
                isTold = true;
                Terminate(bash);
            }
        });
        try
        {
            Process started = Process.Start(start)!;
            lock (gate)
            {
                // The signal may have come since the script began.
                bash = started;
                if (isTold)
                {
                    Terminate(bash);
                }
            }
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            Terminal.Fail($"bash could not be started ({missing.Message}). Install it: apt-get install bash.");
            return ExitCode.Refused;
        }

        using (bash)
        {
            bash.WaitForExit();
            return bash.ExitCode;
        }
    }

    private static void Terminate(Process? bash)
    {
        if (bash is { HasExited: false })
        {
            // The shell's own kill: a bare system has no program of that name.
            using Process kill = Process.Start("bash", ["-c", $"kill -TERM {bash.Id}"]);
            kill.WaitForExit();
        }
    }
}
