using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

/// <summary>
/// The page of stack that a method runs on. At any moment a page belongs to one thread, and looking at it is no call, while asking
/// which thread runs is one, and what is at hand has to be put away before it.
/// </summary>
internal static class StackPage
{
    // The smallest that Linux has: stacks of two threads never share one.
    private const int Log2 = 12;

    /// <summary>The page that the caller's frame lies on.</summary>
    internal static nint Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Unsafe.SkipInit(out byte here);
            return Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref here) >> Log2;
        }
    }
}
