namespace DaxNative.Testing;

/// <summary>The structure under test as the explorer meets it after a crash. One object for each worker, used for one image after the other.</summary>
public abstract class FileCrashSubject
{
    /// <summary>Recovers from a crash image, as the program does when it starts again. The power may go in here too.</summary>
    /// <param name="files">The image. On the calling thread only.</param>
    public abstract void Recover(SimulatedFileSystem files);

    /// <summary>Checks what was recovered, by any exception. It may also work on, and open again; nothing in here is crashed.</summary>
    /// <param name="crash">Which operations were completed and which were under way.</param>
    public abstract void Check(CrashState crash);

    /// <summary>Makes subjects of two functions.</summary>
    /// <typeparam name="T">The structure.</typeparam>
    /// <param name="recover">Opens the structure in a crash image.</param>
    /// <param name="check">Throws when it does not hold what it must; ends the structure if it needs ending.</param>
    /// <returns>A value for <see cref="FileCrashScenario.Subject"/>.</returns>
    /// <exception cref="CrashScenarioException">A function is async: nobody would wait for its end.</exception>
    public static Func<FileCrashSubject> Of<T>(Func<SimulatedFileSystem, T> recover, Action<T, CrashState> check)
    {
        ArgumentNullException.ThrowIfNull(recover);
        ArgumentNullException.ThrowIfNull(check);
        AsyncVoid.RefuseTask(typeof(T), "The recovery");
        AsyncVoid.Refuse(check, "The check");
        return () => new Functions<T>(recover, check);
    }

    private sealed class Functions<T>(Func<SimulatedFileSystem, T> recover, Action<T, CrashState> check) : FileCrashSubject
    {
        private T? _recovered;

        public override void Recover(SimulatedFileSystem files) => _recovered = recover(files);

        public override void Check(CrashState crash) => check(_recovered!, crash);
    }
}
