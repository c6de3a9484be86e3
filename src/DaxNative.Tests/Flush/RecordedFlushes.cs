using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DaxNative.Tests;

/// <summary>A flush stub that writes down which lines it was called for and flushes nothing.</summary>
internal sealed unsafe class RecordedFlushes
{
    private const int Room = 1024;

    // First the address of the next free entry, then the entries: begin and end.
    private readonly nuint* _log = (nuint*)NativeMemory.Alloc((1 + 2 * Room) * (nuint)sizeof(nuint));

    internal RecordedFlushes()
    {
        Clear();

        // mov rax, log; mov rcx, [rax]; mov [rcx], rdi; mov [rcx+8], rsi; add rcx, 16; mov [rax], rcx; ret
        byte[] stub = [0x48, 0xB8, .. new byte[8], 0x48, 0x8B, 0x08, 0x48, 0x89, 0x39, 0x48, 0x89, 0x71, 0x08, 0x48, 0x83, 0xC1, 0x10, 0x48, 0x89, 0x08, 0xC3];
        BinaryPrimitives.WriteInt64LittleEndian(stub.AsSpan(2), (nint)_log);
        byte[] page = new byte[Environment.SystemPageSize];
        stub.CopyTo(page, 0);
        Code = new FlushCode(FlushInstruction.Clwb, CodePage.Map(page), step: 64);
    }

    internal FlushCode Code { get; }

    internal void Clear() => *_log = (nuint)(_log + 1);

    /// <summary>The lines flushed since the last look, as indexes from an address on, in order and as often as they were.</summary>
    internal List<int> Take(nint from)
    {
        var lines = new List<int>();
        for (nuint* entry = _log + 1; entry < (nuint*)*_log; entry += 2)
        {
            for (nuint line = entry[0]; line < entry[1]; line += 64)
            {
                lines.Add((int)(line - (nuint)from) / 64);
            }
        }

        Clear();
        lines.Sort();
        return lines;
    }
}
