using System.Runtime.InteropServices;

namespace DaxNative.Benchmarks;

/// <summary>
/// A shared library of <c>benchmarks/native</c>. Each of its functions is a whole timed loop, so one transition is paid a
/// sample, none an operation.
/// </summary>
internal sealed unsafe class NativePeer
{
    private readonly nint _library;

    private NativePeer(string name, nint library)
    {
        Name = name;
        _library = library;
    }

    internal string Name { get; }

    internal static NativePeer Load(string name, string path) => new(name, NativeLibrary.Load(path));

    internal nint Symbol(string function) => NativeLibrary.GetExport(_library, function);

    /// <summary>A participant that is the function of that name.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="name">The participant's; null for the library's.</param>
    /// <param name="check">Looks at what the operations left, where the case cannot say it for all.</param>
    internal Participant Loop(string function, string? name = null, Func<Sample, string?>? check = null)
    {
        // SAFETY: every function of sample.h's kind takes a pointer to one and only reads it; the library is never unloaded.
        var native = (delegate* unmanaged<Sample*, void>)Symbol(function);
        return new LoopParticipant(name ?? Name, (in Sample sample) =>
        {
            fixed (Sample* pointer = &sample)
            {
                native(pointer);
            }
        })
        {
            CheckAfter = check,
        };
    }

    /// <summary>Asks the library how many of the last sample's operations left nothing.</summary>
    internal string? Missing(Sample sample)
    {
        // SAFETY: as Loop.
        long count = ((delegate* unmanaged<Sample*, long>)Symbol("missing"))(&sample);
        return count > 0 ? $"{count} of {sample.Count} are missing" : null;
    }

    /// <summary>Runs a function once.</summary>
    internal void Call(string function, in Sample sample) => Loop(function).Run(in sample);

    /// <summary>Asks whether this CPU can run the functions of that prefix.</summary>
    internal bool Supports(string prefix) => ((delegate* unmanaged<int>)Symbol(prefix + "_supported"))() != 0;
}
