using Xunit;

namespace DaxNative.Tests;

/// <summary>The safe reader over a file that is truncated while it is mapped: a load there would end this process.</summary>
public class SafeReaderTests
{
    private const int Page = 4096;
    private const int Length = 8 * Page;

    [Fact]
    public void AMappingWhoseFileWasTruncated_IsReadUpToThere()
    {
        using TempPath file = TempPath.InMemory().WithFile(Length, 5);
        using PersistentMapping map = PersistentMapping.Open(file.Path, new MappingOptions { AllowVolatile = true });
        Truncate(file.Path, 3 * Page);
        byte[] copy = new byte[Length];

        DaxException failure = Assert.Throws<DaxException>(() => SafeReader.Copy(map.AsReadOnlySpan(100, Length - 100), copy));
        Assert.Equal((DaxError.Unreadable, Errno.EFAULT, 3 * Page - 100), (failure.Error, failure.Errno, failure.Offset));

        SafeCopyReport report = SafeReader.TryCopy(map.AsReadOnlySpan(100, Length - 100), copy);
        Assert.Equal([new UnreadableRange((3 * Page) - 100, 5 * Page, Errno.EFAULT)], report.Unreadable);
        Assert.Equal((3 * Page) - 100, report.BytesRead);
        Assert.All(copy.Take((3 * Page) - 100), value => Assert.Equal(5, value));
        Assert.All(copy.Skip((3 * Page) - 100), value => Assert.Equal(0, value));
    }

    [Fact]
    public void AFileThatEndsEarly_IsReadUpToItsEnd()
    {
        using TempPath file = TempPath.OnDisk().WithFile(Page + 10, 5);
        byte[] copy = new byte[Length];
        DaxException failure = Assert.Throws<DaxException>(() => SafeReader.CopyFile(file.Path, 6, copy));
        Assert.Equal((DaxError.Unreadable, file.Path, Page + 10L), (failure.Error, failure.Path, failure.Offset));
        SafeCopyReport report = SafeReader.TryCopyFile(file.Path, 6, copy);
        Assert.Equal([new UnreadableRange(Page + 10, Length - Page - 4, 0)], report.Unreadable);
    }

    [Fact]
    public void WhatCanBeRead_IsCopiedExactly()
    {
        byte[] source = new byte[(3 << 20) + 77];
        Random.Shared.NextBytes(source);
        using TempPath file = TempPath.OnDisk();
        File.WriteAllBytes(file.Path, source);
        byte[] copy = new byte[source.Length];
        SafeReader.Copy(source, copy);
        Assert.Equal(source, copy);
        SafeReader.CopyFile(file.Path, 5, copy.AsSpan(0, source.Length - 5));
        Assert.Equal(source.AsSpan(5), copy.AsSpan(0, source.Length - 5));
        Assert.True(SafeReader.TryCopy(source, copy).IsComplete);
    }

    [Fact]
    public void AnAddressThatIsNotMapped_IsUnreadable()
    {
        byte[] copy = new byte[10];
        Assert.Equal(DaxError.Unreadable, Assert.Throws<DaxException>(() => SafeReader.Copy(16, copy)).Error);
    }

    [Fact]
    public void ADestinationThatIsTooShort_IsRefused() =>
        Assert.Throws<ArgumentException>(() => SafeReader.Copy(new byte[10], new byte[9]));

    // pread of a DAX file need not bring what lies before the bad page: the kernel refuses the whole request.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ABadPage_IsFoundAmongManyWhateverTheKernelReadsBeforeIt(bool refusesWhole)
    {
        var reader = new PoisonedReader([5, 6, 300], refusesWhole);
        byte[] copy = new byte[600 * Page];
        SafeCopyReport report = new SafeCopy(reader, "file", "pread").CopyAround(10, copy);
        Assert.Equal(
            [new UnreadableRange(5 * Page, 2 * Page, Errno.EIO), new UnreadableRange(300 * Page, Page, Errno.EIO)],
            report.Unreadable);
        Assert.Equal(597 * Page, report.BytesRead);
        Assert.Equal(3 * Page, copy.Count(value => value == 0));
        DaxException failure = Assert.Throws<DaxException>(() => new SafeCopy(reader, "file", "pread").CopyAll(10, copy));
        Assert.Equal(5 * Page, failure.Offset);
        Assert.InRange(reader.Calls, 1, 1600);
    }

    private static void Truncate(string path, long length)
    {
        using FileStream stream = File.OpenWrite(path);
        stream.SetLength(length);
    }

    private sealed class PoisonedReader(long[] badPages, bool refusesWhole) : IRangeReader
    {
        internal int Calls { get; private set; }

        public long PageStart(long offset) => offset - offset % Page;

        public long Read(long offset, Span<byte> destination, out int errno)
        {
            Calls++;
            long end = offset + destination.Length;
            long bad = badPages.Select(page => page * Page).Where(page => page < end && offset < page + Page).DefaultIfEmpty(-1).First();
            errno = bad >= 0 && (refusesWhole || bad <= offset) ? Errno.EIO : 0;
            if (errno != 0)
            {
                return -1;
            }

            int count = bad < 0 ? destination.Length : (int)(bad - offset);
            destination[..count].Fill(1);
            return count;
        }
    }
}
