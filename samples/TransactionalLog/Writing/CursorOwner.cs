using System.Runtime.InteropServices;

namespace DaxNative.Logs;

/// <summary>
/// That one thread owns a <see cref="LogCursor"/>. A new one each time: who comes late, and only then finds that it owns nothing
/// any more, has advanced a position that nobody looks at.
/// </summary>
/// <param name="thread">The thread itself and not its number, which another thread gets when it has ended.</param>
/// <param name="page">Of the stack that it last advanced from.</param>
/// <param name="position">Where it begins.</param>
internal sealed class CursorOwner(Thread thread, nint page, long position)
{
    private Line _line = new() { Page = page, Position = position };

    /// <summary>Who owns the cursor. Once it has ended, whoever has its page of stack does.</summary>
    internal Thread Thread { get; } = thread;

    /// <summary>Nobody else runs on it while the thread lives.</summary>
    internal nint Page
    {
        get => Volatile.Read(ref _line.Page);
        set => Volatile.Write(ref _line.Page, value);
    }

    /// <summary>What is given away so far. Stored to by the owner only.</summary>
    internal long Position
    {
        get => Volatile.Read(ref _line.Position);
        set => Volatile.Write(ref _line.Position, value);
    }

    /// <summary>What was given away when the ownership ended: known once it has, under the cursor's lock.</summary>
    internal long Counted { get; set; }

    /// <summary>Apart from what lies beside it, which may be another log's.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 3 * 128)]
    private struct Line
    {
        [FieldOffset(128)]
        public nint Page;

        [FieldOffset(136)]
        public long Position;
    }
}
