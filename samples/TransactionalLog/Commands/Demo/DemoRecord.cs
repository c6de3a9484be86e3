using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace DaxNative.Logs;

/// <summary>What the demo's child appends: so long, and so quickly made, that a kill is likely to hit an append half-way.</summary>
internal static class DemoRecord
{
    internal const int Length = 256 << 10;

    // 32 bytes a line.
    internal static byte[] Payload(long number)
    {
        byte[] payload = GC.AllocateUninitializedArray<byte>(Length);
        MemoryMarshal.Cast<byte, Vector256<byte>>(payload.AsSpan()).Fill(Vector256.Create<byte>(Encoding.ASCII.GetBytes($"order {number,10}, a line of it.\n")));
        return payload;
    }
}
