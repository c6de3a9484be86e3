using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative.Logs;

/// <summary>
/// That one thread owns a <see cref="LogCursor"/>. A new one for each: who comes late, and only then finds that it owns nothing
/// any more, has advanced a position that nobody looks at. The same thread is not late to itself, and gets what it had.
/// </summary>
/// <param name="thread">The thread itself and not its number, which another thread gets when it has ended.</param>
internal sealed class CursorOwner(Thread thread)
{
    private Line _line;
    private OpenGroup? _spare;
    private int _held;

    /// <summary>Who owns the cursor. Once it has ended, whoever has its page of stack does.</summary>
    internal Thread Thread { get; } = thread;

    /// <summary>Of the stack that it last advanced from. Nobody else runs on it while the thread lives.</summary>
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

    /// <summary>Whether another thread asked for its turn. What it does about it, it does on the long way.</summary>
    internal bool IsAsked
    {
        get => Volatile.Read(ref _line.IsAsked);
        set => Volatile.Write(ref _line.IsAsked, value);
    }

    /// <summary>
    /// Asks for one's turn: what the owner looks at anyway does not say any more that it owns, so it takes the long way. May have to be
    /// repeated, because the owner may say so again at the same moment.
    /// </summary>
    internal void Ask()
    {
        if (Page != 0)
        {
            IsAsked = true;
            Page = 0;
        }
    }

    /// <summary>What was given away when the ownership ended: known once it has, under the cursor's lock.</summary>
    internal long Counted { get; set; }

    /// <summary>How many groups the thread has begun as the owner and not ended, one or none; read by others once the ownership has ended.</summary>
    internal int Held => Volatile.Read(ref _held);

    /// <summary>Begins a group with what the one before used, if there is that and it has ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal OpenGroup? TakeSpare()
    {
        OpenGroup? spare = _held == 0 ? _spare : null;
        if (spare is not null)
        {
            _held = 1;
        }

        return spare;
    }

    /// <summary>Ends the group that <see cref="TakeSpare"/> began.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void GiveBack() => Volatile.Write(ref _held, 0);

    /// <summary>Keeps what a group used that began in another way, for the next one.</summary>
    /// <returns>False if there is one already.</returns>
    internal bool TryKeep(OpenGroup group)
    {
        if (_spare is not null)
        {
            return false;
        }

        (_spare, group.Owner) = (group, this);
        return true;
    }

    /// <summary>Apart from what lies beside it, which may be another log's.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 3 * 128)]
    private struct Line
    {
        [FieldOffset(128)]
        public nint Page;

        [FieldOffset(136)]
        public long Position;

        [FieldOffset(144)]
        public bool IsAsked;
    }
}
