using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace DaxNative.Testing;

/// <summary>Where in the source something was done, by the innermost frame that is neither the library's nor the explorer's.</summary>
/// <param name="Method">The method; where it was inlined, the one that it was inlined into.</param>
/// <param name="File">The file's name; null where there are no symbols.</param>
/// <param name="Line">The line.</param>
/// <param name="IsExact">Whether the code is as it was written: the JIT moves and inlines the lines of optimised code.</param>
internal sealed record SourcePlace(string Method, string? File, int Line, bool IsExact)
{
    private static readonly Assembly[] s_own = [typeof(PersistentMapping).Assembly, typeof(SourcePlace).Assembly];
    private static readonly ConcurrentDictionary<Assembly, bool> s_isAsWritten = new();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without the method's metadata the report only says less.")]
    internal static SourcePlace? OfCaller()
    {
        foreach (StackFrame frame in new StackTrace(fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is { } method && method.Module.Assembly is { } assembly
                && !s_own.Contains(assembly) && assembly != typeof(object).Assembly)
            {
                string? file = frame.GetFileName() is { } path ? Path.GetFileName(path) : null;
                return new SourcePlace($"{method.DeclaringType?.Name}.{method.Name}", file, frame.GetFileLineNumber(), IsAsWritten(assembly));
            }
        }

        return null;
    }

    /// <summary>Gets the place for a report: <c>at</c> a line, or <c>near</c> it.</summary>
    public override string ToString() => File is null ? Method : $"{Method} {(IsExact ? "at" : "near")} {File}:{Line}";

    private static bool IsAsWritten(Assembly assembly) => s_isAsWritten.GetOrAdd(
        assembly, static one => one.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true });
}
