namespace DaxNative.Tests;

/// <summary>A C program of the tests, compiled at first use and removed at the end.</summary>
internal sealed class CompiledProgram(CCompiler compiler, string source, params string[] options) : IDisposable
{
    private readonly Lock _gate = new();
    private TempPath? _folder;

    /// <summary>Where it is. Skips the test where there is no compiler.</summary>
    internal string Path
    {
        get
        {
            lock (_gate)
            {
                // Kept only when it is there: a test that skips for want of the compiler leaves the next to do the same.
                return (_folder ??= Compile()).Path;
            }
        }
    }

    public void Dispose() => _folder?.Dispose();

    private TempPath Compile()
    {
        TempPath folder = TempPath.OnDisk();
        try
        {
            compiler.Compile(System.IO.Path.Combine(Repository.Root, source), folder.Path, options);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
