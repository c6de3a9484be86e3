using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;
using Xunit;
using static DaxNative.Tests.RangeFiles;

namespace DaxNative.Tests;

/// <summary>The mmap of what is added fails, after the file has grown: what the kernel does then to the addresses is played here.</summary>
public sealed class FailingMapTests : IDisposable
{
    private readonly RangeFiles _files = new();
    private readonly ReservedRange _range = ReservedRange.Create(4 * Size, Environment.SystemPageSize);
    private readonly PersistentMapping _map;
    private Action<nint, long>? _fault;
    private Action? _afterMap;
    private Func<MemoryFacts, MemoryFacts> _facts = facts => facts;

    public FailingMapTests()
    {
        OpenedMemory opened = MappingOpener.Open(LinuxRoot.Running, _files[0], Options(), new RangeSpot(_range, 0));
        var request = MappingRequest.From(Options() with { Prefault = true });
        SafeFileHandle file = PosixFile.TryOpen(_files[0], OpenFlags.O_RDWR, out _)!;
        _map = new PersistentMapping(opened with
        {
            Growth = new MappingGrowth(LinuxRoot.Running, request, opened.Description.Guarantee, opened.Growth!.Place, file, (part, handle) => new PlayedTarget(this, _files[0], part, handle)),
        });
        _map.Fill(0, Size, 1);
    }

    [Fact]
    public void AddressesThatAreStillNobodys_AreReservedAgain()
    {
        _fault = (address, length) => Libc.Munmap(address, (nuint)length);

        Assert.Throws<DaxException>(() => _map.Grow(2 * Size));

        Assert.Equal((Size, 2 * Size), (_map.Length, new FileInfo(_files[0]).Length));
        Assert.Contains("---p", MapsLine.Holding(_map.Address + Size), StringComparison.Ordinal);
        HoldsOnly(_map, 0);
        _fault = null;
        _map.Grow(3 * Size);
        _map.Write(3 * Size - 1, [9]);
        Assert.Equal(9, File.ReadAllBytes(_files[0])[^1]);
    }

    [Fact]
    public void AddressesThatSomebodyElseHas_AreNeverMappedOverAgain()
    {
        var theirs = new AddressArea(_map.Address + 2 * Size, Size);
        _fault = (address, length) =>
        {
            Assert.Equal(0, Libc.Munmap(address, (nuint)length));
            Assert.Equal(0, theirs.ReserveIfFree());
            Assert.Equal(0, theirs.SetApart());
        };

        Assert.Throws<DaxException>(() => _map.Grow(3 * Size));

        _fault = null;
        HoldsOnly(_map, 0);
        Refused(DaxError.AddressesInUse, () => _map.Grow(2 * Size));
        _map.Dispose();
        _range.Close();
        Assert.Contains("r--p", MapsLine.Holding(theirs.Address), StringComparison.Ordinal);
        _ = Libc.Munmap(theirs.Address, (nuint)theirs.Length);
    }

    // The mmap failed and took nothing away, which nobody can tell from the case above.
    [Fact]
    public void AddressesOfWhichNothingIsKnown_AreNotMappedOverAgainEither()
    {
        _fault = (_, _) => { };

        Assert.Throws<DaxException>(() => _map.Grow(2 * Size));

        _fault = null;
        HoldsOnly(_map, 0);
        Assert.Contains("lost the addresses", Refused(DaxError.AddressesInUse, () => _map.Grow(2 * Size)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsMappedWhenALaterStepFails_IsTakenAwayAgain()
    {
        _afterMap = () => Assert.Equal(0, Truncate(Size));

        DaxException refusal = Refused(DaxError.NoSpace, () => _map.Grow(2 * Size));

        Assert.Equal("madvise", refusal.Operation);
        Assert.Equal(Size, _map.Length);
        Assert.Contains("---p", MapsLine.Holding(_map.Address + Size), StringComparison.Ordinal);
        _afterMap = null;
        _map.Grow(2 * Size);
        HoldsOnly(_map, 0);
        Assert.Equal(-1, _map.AsReadOnlySpan(Size, Size).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void WhatWouldHaveAnotherGuarantee_IsRefusedBeforeTheFileGrows()
    {
        _facts = facts => facts with { VolatileBecause = null, NoMapSyncBecause = "the file system was mounted anew" };

        DaxException refusal = Refused(DaxError.GranularityNotAvailable, () => _map.Grow(2 * Size));

        Assert.Contains("the file system was mounted anew", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((Size, Size), (_map.Length, new FileInfo(_files[0]).Length));
        _facts = facts => facts;
        _map.Grow(2 * Size);
    }

    public void Dispose()
    {
        _map.Dispose();
        _files.Dispose();
    }

    private int Truncate(long length)
    {
        using SafeFileHandle file = PosixFile.TryOpen(_files[0], OpenFlags.O_RDWR, out _)!;
        return PosixFile.Truncate(file, length);
    }

    /// <summary>The file itself, whose mmap takes away what is there and then fails.</summary>
    private sealed class PlayedTarget(FailingMapTests test, string path, MappingRequest request, SafeFileHandle handle) : MappingTarget(path, request, handle)
    {
        private readonly MappingTarget _file = Find(LinuxRoot.Running, path, request)!;

        internal override long Align => _file.Align;

        internal override long Length => _file.Length;

        internal override MemoryFacts Facts => test._facts(_file.Facts);

        protected override MmapFlags Flags => MmapFlags.MAP_SHARED;

        internal override bool TrySettle() => _file.TrySettle();

        internal override WriteBack WriteBack(nint address) => _file.WriteBack(address);

        internal override void Map(nint address)
        {
            if (test._fault is { } fault)
            {
                fault(address, Length);
                throw KernelErrors.Failed("mmap", DaxNative.Errno.ENOMEM, Path);
            }

            _file.Map(address);
            test._afterMap?.Invoke();
        }

        protected override MappingTarget Again(MappingRequest request, SafeFileHandle handle) => throw new NotSupportedException();

        public override void Dispose()
        {
            _file.Dispose();
            base.Dispose();
        }
    }
}
