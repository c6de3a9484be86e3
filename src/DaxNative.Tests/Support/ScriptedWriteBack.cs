using Xunit;

namespace DaxNative.Tests;

/// <summary>Answers each msync as a script says, and then, as Linux does, that all is well.</summary>
internal sealed class ScriptedWriteBack(string path, long mappingOffset, params int[] answers) : FileWriteBack(path, 0, mappingOffset)
{
    private readonly Queue<int> _answers = new(answers);

    /// <summary>Called within the first msync.</summary>
    internal Action? First { get; set; }

    /// <summary>A mapping of the first mebibyte of a file, whose msync is scripted.</summary>
    internal static PersistentMapping Map(string path, FileWriteBack writeBack, InlinePath inline = InlinePath.None)
    {
        var reservation = AddressReservation.Create(path, 0, 1 << 20, 4096);
        using (Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            nint address = Libc.Mmap(reservation.Address, 1 << 20, MmapProtections.PROT_READ | MmapProtections.PROT_WRITE, MmapFlags.MAP_SHARED | MmapFlags.MAP_FIXED, file, 0);
            Assert.Equal(reservation.Address, address);
        }

        StoreGranularity granularity = inline == InlinePath.None ? StoreGranularity.Page : StoreGranularity.CacheLine;
        var guarantee = new DurabilityGuarantee(granularity, DurabilityEvidence.Proven, CpuFlush.Best, false, PersistenceDomain.Unknown, "a test");
        var description = new MappingDescription(path, 0, 1 << 20, guarantee, IsReadOnly: false);
        return new PersistentMapping(description, new KernelMemory(path, reservation, null), writeBack, inline, inline == InlinePath.None ? null : FlushCode.For(CpuFlush.Best));
    }

    protected override int Synchronize(long offset, long length)
    {
        Action? first = First;
        First = null;
        first?.Invoke();
        return _answers.TryDequeue(out int errno) ? errno : 0;
    }
}
