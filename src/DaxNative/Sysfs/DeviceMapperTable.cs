using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OpenFlags = Mono.Unix.Native.OpenFlags;

namespace DaxNative;

/// <summary>
/// Asks the kernel where the targets of a device-mapper table begin: the one thing about its alignment that sysfs does
/// not show. Root only; the parameters of the targets, which can hold keys, are not asked for.
/// </summary>
internal static class DeviceMapperTable
{
    private const int FirstSize = 16 << 10;
    private const int MaxSize = 1 << 20;

    /// <summary>The first sector (512 bytes) of each target in the table; null where this process may not ask.</summary>
    internal static IReadOnlyList<ulong>? TargetStarts(LinuxRoot root, uint major, uint minor)
    {
        using SafeFileHandle? control = PosixFile.TryOpen(root.Dev + "/mapper/control", OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, out _);
        if (control is null)
        {
            return null;
        }

        for (int size = FirstSize; size <= MaxSize; size *= 4)
        {
            byte[] buffer = new byte[size];
            ref Dm_ioctl header = ref MemoryMarshal.AsRef<Dm_ioctl>(buffer.AsSpan());
            header = Question(major, minor);
            if (Libc.DeviceMapper(control, Libc.DM_TABLE_STATUS, buffer) != 0)
            {
                return null;
            }

            if ((header.flags & Libc.DM_BUFFER_FULL_FLAG) == 0)
            {
                return ReadStarts(buffer);
            }
        }

        return null;
    }

    internal static Dm_ioctl Question(uint major, uint minor) => new()
    {
        data_start = (uint)Unsafe.SizeOf<Dm_ioctl>(),

        // Without this flag the status of some targets writes their metadata out.
        flags = Libc.DM_NOFLUSH_FLAG,

        // The kernel's huge_encode_dev.
        dev = (minor & 0xff) | (major << 8) | ((minor & ~0xffu) << 12),
    };

    /// <summary>The starts from the kernel's answer; null where the answer contradicts itself.</summary>
    internal static IReadOnlyList<ulong>? ReadStarts(ReadOnlySpan<byte> answer)
    {
        Dm_ioctl header = MemoryMarshal.Read<Dm_ioctl>(answer);
        var starts = new List<ulong>();
        ulong at = header.data_start;
        for (uint index = 0; index < header.target_count; index++)
        {
            if (at + (ulong)Unsafe.SizeOf<Dm_target_spec>() > (ulong)answer.Length)
            {
                return null;
            }

            Dm_target_spec target = MemoryMarshal.Read<Dm_target_spec>(answer[(int)at..]);
            starts.Add(target.sector_start);
            at = (ulong)header.data_start + target.next;
        }

        return starts;
    }
}
