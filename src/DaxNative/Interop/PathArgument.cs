using System.Runtime.CompilerServices;

namespace DaxNative;

/// <summary>What every path that a user hands in must be, before anything is asked about it.</summary>
internal static class PathArgument
{
    /// <exception cref="ArgumentNullException">It is null.</exception>
    /// <exception cref="ArgumentException">It is empty, or has a NUL in it: the kernel would take what stands before that for the path.</exception>
    internal static void Require(string? path, [CallerArgumentExpression(nameof(path))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, name);
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A path cannot contain a NUL character.", name);
        }
    }
}
