using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace DaxNative;

/// <summary>
/// What was found out about devices, by their number, kept for as long as the kernel shows the same object for that
/// number: asked anew each time, which is one system call instead of twenty.
/// </summary>
/// <remarks>
/// Only what cannot change while that object exists may be kept. Thread-safe. Each <see cref="LinuxRoot"/> has a memory
/// of its own.
/// </remarks>
/// <param name="link">The link that goes when the device does, below /sys/dev, of a number.</param>
internal sealed class DeviceMemory<T>(Func<DeviceNumber, string> link)
    where T : class
{
    private readonly ConditionalWeakTable<LinuxRoot, ConcurrentDictionary<DeviceNumber, Entry>> _roots = [];

    /// <summary>What is kept of the device, or what is read now.</summary>
    /// <param name="root">Whose sysfs.</param>
    /// <param name="number">The device.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="isLasting">Whether what was read stays true while the object exists.</param>
    internal T? Get(LinuxRoot root, DeviceNumber number, Func<LinuxRoot, DeviceNumber, T?> read, Func<T, bool> isLasting)
    {
        // Before anything is read: what changes meanwhile is then kept under an identity that is gone.
        KernelObject? now = KernelObject.At($"{root.Sys}/dev/{link(number)}");
        ConcurrentDictionary<DeviceNumber, Entry> known = _roots.GetOrCreateValue(root);
        if (now is not null && known.TryGetValue(number, out Entry kept) && kept.Object == now)
        {
            return kept.Value;
        }

        T? value = read(root, number);
        if (now is { } identity && value is not null && isLasting(value))
        {
            known[number] = new Entry(identity, value);
        }
        else
        {
            known.TryRemove(number, out _);
        }

        return value;
    }

    private readonly record struct Entry(KernelObject Object, T Value);
}
