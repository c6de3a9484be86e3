using System.Globalization;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Where a mapping lies and what the kernel was told about it.</summary>
[Trait("Category", "Kernel")]
public class AddressTests
{
    private const long TwoMiB = 2 << 20;

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    [InlineData(TestDevices.PlainExt4)]
    public void OffsetIntoTheMiddleOfAFile_ShowsTheBytesThere(string mount)
    {
        const long Offset = TwoMiB + 3 * 4096;
        using var file = TestFile.Written(mount, (int)(4 * TwoMiB));
        using (FileStream stream = File.OpenWrite(file.Path))
        {
            stream.Position = Offset + 17;
            stream.Write("here"u8);
        }

        using PersistentMapping map = MappingChecks.Open(file.Path, MappingAccess.ReadWrite, options: new MappingOptions { Offset = Offset, Length = TwoMiB });
        Assert.Equal("here"u8.ToArray(), map.AsReadOnlySpan(17, 4).ToArray());
        Assert.Equal((Offset, TwoMiB), (map.Offset, map.Length));
        Assert.Equal((ulong)Offset, MappingChecks.Smaps(map).Offset);

        // Else the kernel could never use a 2 MiB entry.
        Assert.Equal(Offset % TwoMiB, map.Address % TwoMiB);

        map.Write(TwoMiB - 5, "there"u8);
        byte[] bytes = File.ReadAllBytes(file.Path);
        Assert.Equal("there"u8.ToArray(), bytes[(int)(Offset + TwoMiB - 5)..(int)(Offset + TwoMiB)]);
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice4K, 3 * 4096, TwoMiB)]
    [InlineData(TestDevices.NvdimmDevice2M, 6 << 20, TwoMiB)]
    [InlineData(TestDevices.NvdimmDevice1G, 1 << 30, 1 << 30)]
    public void OffsetIntoTheMiddleOfADevice_ShowsTheBytesThere(string device, long offset, long modulus)
    {
        string path = TestDevices.Get(device);
        long align = TestDevices.AlignOf(device);
        long length = Math.Max(align, TwoMiB);
        byte[] text = Guid.NewGuid().ToByteArray();
        using PersistentMapping whole = MappingChecks.Open(path, MappingAccess.ReadWrite, align);
        using PersistentMapping part = MappingChecks.Open(path, MappingAccess.ReadWrite, align, new MappingOptions { Offset = offset, Length = length });

        part.Write(1000, text);
        Assert.Equal(text, whole.AsReadOnlySpan(offset + 1000, text.Length).ToArray());
        Assert.Equal(offset % modulus, part.Address % modulus);
        Assert.Equal(0, whole.Address % Math.Max(modulus, align));
    }

    // Why the library asks elsewhere before it maps over a reservation.
    [SkippableTheory]
    [InlineData(TestDevices.PlainExt4, Errno.EOPNOTSUPP, false)]
    [InlineData(TestDevices.VirtioExt4, Errno.EOPNOTSUPP, false)]
    [InlineData(TestDevices.NvdimmExt4, 0, true)]
    public void Kernel_TakesAReservationAwayBeforeItRefusesMapSync(string mount, int errno, bool isThere)
    {
        const long Length = 16 * 4096;
        using var file = TestFile.Written(mount, (int)Length);

        // Not given back: who knows whose the addresses are.
        var reservation = AddressReservation.Create(file.Path, 0, Length, TwoMiB);
        Assert.Equal((errno, isThere), RawKernel.MmapSyncOver(reservation, file.Path));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void ForkAndCoreDump_AreLeftOutUnlessAskedFor(bool included)
    {
        using var file = TestFile.Written(TestDevices.NvdimmExt4);
        foreach (string path in (string[])[file.Path, TestDevices.Get(TestDevices.NvdimmDevice2M)])
        {
            MappingOptions options = new() { InheritOnFork = included, IncludeInCoreDump = included };
            using PersistentMapping map = MappingChecks.Open(path, MappingAccess.ReadWrite, options: options);
            VmFlagSet flags = MappingChecks.Smaps(map).VmFlags;
            Assert.Equal((!included, !included), (flags.Contains("dc"), flags.Contains("dd")));
        }
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Prefault_TakesTheFaultsBeforeOpenReturns(bool prefault)
    {
        const int Pages = 4096;
        string path = TestDevices.Get(TestDevices.NvdimmDevice4K);
        using PersistentMapping map = MappingChecks.Open(path, MappingAccess.ReadWrite, options: new MappingOptions { Length = Pages * 4096L, Prefault = prefault });

        long before = MinorFaultsOfThisThread();
        Touch(map, Pages);
        long faults = MinorFaultsOfThisThread() - before;

        // A few belong to the runtime.
        Assert.True(prefault ? faults < Pages / 4 : faults >= Pages, $"{faults} minor faults for {Pages} pages");
    }

    [SkippableFact]
    public void Prefault_OfAReadOnlyMappingTakesTheFaultsToo()
    {
        const int Pages = 4096;
        string path = TestDevices.Get(TestDevices.NvdimmDevice4K);
        using PersistentMapping map = MappingChecks.Open(path, MappingAccess.Read, options: new MappingOptions { Length = Pages * 4096L, Prefault = true });
        long before = MinorFaultsOfThisThread();
        long sum = 0;
        for (int page = 0; page < Pages; page++)
        {
            sum += map.AsReadOnlySpan(page * 4096L, 1)[0];
        }

        Assert.True(sum >= 0 && MinorFaultsOfThisThread() - before < Pages / 4);
    }

    private static void Touch(PersistentMapping map, int pages)
    {
        for (int page = 0; page < pages; page++)
        {
            map.AsSpan(page * 4096L, 1)[0]++;
        }
    }

    // Field 10 of stat(5), after the name in parentheses.
    private static long MinorFaultsOfThisThread()
    {
        string text = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
