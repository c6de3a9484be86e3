using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>The part of <c>struct dm_ioctl</c> that DaxNative uses; 312 bytes whole, the version first.</summary>
[StructLayout(LayoutKind.Explicit, Size = 312)]
internal struct Dm_ioctl
{
    [FieldOffset(12)]
    internal uint data_size;

    [FieldOffset(16)]
    internal uint data_start;

    [FieldOffset(20)]
    internal uint target_count;

    [FieldOffset(28)]
    internal uint flags;

    [FieldOffset(40)]
    internal ulong dev;
}

/// <summary>The part of <c>struct dm_target_spec</c> that DaxNative reads; 40 bytes whole.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal struct Dm_target_spec
{
    [FieldOffset(0)]
    internal ulong sector_start;

    /// <summary>From the first target of the answer to the next one.</summary>
    [FieldOffset(20)]
    internal uint next;
}

internal static unsafe partial class Libc
{
    internal const uint DM_VERSION_MAJOR = 4;
    internal const uint DM_TABLE_STATUS = 0xc138fd0c;
    internal const uint DM_BUFFER_FULL_FLAG = 0x100;
    internal const uint DM_NOFLUSH_FLAG = 0x800;

    /// <summary>An ioctl on /dev/mapper/control with one buffer for the question and the answer.</summary>
    internal static int DeviceMapper(SafeHandle control, uint request, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, sizeof(Dm_ioctl));
        fixed (byte* start = buffer)
        {
            // SAFETY: the buffer is pinned, and the kernel is told its length, which it keeps to.
            *(uint*)start = DM_VERSION_MAJOR;
            ((Dm_ioctl*)start)->data_size = (uint)buffer.Length;
            return Ioctl(control, request, start);
        }
    }
}
