using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace DaxNative.Testing;

/// <summary>Where in the source something was done, by the innermost frame that is neither the library's nor the explorer's.</summary>
internal sealed record SourcePlace(string Method, string? File, int Line)
{
    private static readonly Assembly[] s_own = [typeof(PersistentMapping).Assembly, typeof(SourcePlace).Assembly];

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without the method's metadata the report only says less.")]
    internal static SourcePlace? OfCaller()
    {
        foreach (StackFrame frame in new StackTrace(fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is { } method && method.Module.Assembly is { } assembly
                && !s_own.Contains(assembly) && assembly != typeof(object).Assembly)
            {
                string? file = frame.GetFileName() is { } path ? Path.GetFileName(path) : null;
                return new SourcePlace($"{method.DeclaringType?.Name}.{method.Name}", file, frame.GetFileLineNumber());
            }
        }

        return null;
    }

    public override string ToString() => File is null ? Method : $"{Method} at {File}:{Line}";
}
