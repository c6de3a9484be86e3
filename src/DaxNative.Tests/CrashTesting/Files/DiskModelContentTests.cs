using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class DiskModelContentTests
{
    private static readonly Action<SimulatedFileSystem> s_aaaa = files => files.Write("f", "aaaa");

    [Fact]
    public void AWriteThatIsNotFlushed_IsThereOrNot() =>
        Assert.Equal(["aaaa", "bbba"], FilesLeft.By(s_aaaa, files => files.Write("f", "bbb"), Content));

    [Fact]
    public void AFlush_MakesWhatWasWrittenDurable() => Assert.Equal(["bbba"], FilesLeft.By(
        s_aaaa,
        files =>
        {
            files.Write("f", "bbb");
            files.Flush("f");
        },
        Content));

    [Fact]
    public void AFlushOfAnotherFile_MakesNothingDurable() => Assert.Equal(["aaaa", "bbba"], FilesLeft.By(
        files =>
        {
            files.Write("f", "aaaa");
            files.Write("g", "aaaa");
        },
        files =>
        {
            files.Write("f", "bbb");
            files.Flush("g");
        },
        Content));

    [Theory]
    [InlineData(512, "aa ab ba bb")]
    [InlineData(1024, "aa bb")]
    [InlineData(4096, "aa bb")]
    public void AWriteOverTwoSectors_IsTornBetweenThem(int sector, string expected) => Assert.Equal(expected.Split(' '), FilesLeft.By(
        files => files.Write("f", new string('a', 1024)),
        files => files.Write("f", new string('b', 1024)),
        files => $"{Content(files)[0]}{Content(files)[512]}",
        scenario => scenario with { SectorSize = sector }));

    [Fact]
    public void WritesToTwoSectors_ComeInAnyOrder() => Assert.Equal(["aa", "ab", "ba", "bb"], FilesLeft.By(
        files => files.Write("f", new string('a', 1024)),
        files =>
        {
            using SimulatedFile file = files.Open("f");
            file.Write(0, "b"u8);
            file.Write(512, "b"u8);
        },
        files => $"{Content(files)[0]}{Content(files)[512]}"));

    [Fact]
    public void WritesToOneSector_KeepTheirOrder() => Assert.Equal(["aaaa", "baaa", "bbaa"], FilesLeft.By(
        s_aaaa,
        files =>
        {
            using SimulatedFile file = files.Open("f");
            file.Write(0, "b"u8);
            file.Write(1, "b"u8);
        },
        Content));

    [Fact]
    public void LengthAndContent_ComeIndependently() =>
        Assert.Equal(["aaaa", "aaaa00", "aaaabb"], FilesLeft.By(s_aaaa, files => files.Open("f").Append("bb"u8), Content));

    [Fact]
    public void AFileThatGrowsByPages_HasAnyNumberOfThem() => Assert.Equal(["4", "4096", "8192", "9004"], FilesLeft.By(
        s_aaaa, files => files.Open("f").Append(new byte[9000]), files => $"{files.Open("f").Length}"));

    [Fact]
    public void ACutThatIsNotFlushed_IsThereOrNot() =>
        Assert.Equal(["aa", "aa00", "aaaa"], FilesLeft.By(s_aaaa, files => files.Open("f").SetLength(2), Content));

    [Fact]
    public void WhatWasCutOff_CanComeBackWithALaterLength() => Assert.Contains("aaaa00", FilesLeft.By(
        s_aaaa,
        files =>
        {
            files.Open("f").SetLength(2);
            files.Open("f").SetLength(6);
        },
        Content));

    [Fact]
    public void ACutThatIsFlushed_DoesNotComeBack() => Assert.Equal(["aa", "aa0000"], FilesLeft.By(
        s_aaaa,
        files =>
        {
            files.Open("f").SetLength(2);
            files.Flush("f");
            files.Open("f").SetLength(6);
        },
        Content));

    [Fact]
    public void AfterAFlushThatFailed_ASecondOneMakesNothingDurable() => Assert.Equal(["aaaa", "bbba"], FilesLeft.By(
        s_aaaa,
        files =>
        {
            files.Write("f", "bbb");
            Assert.Throws<IOException>(() => files.Flush("f"));
            Assert.Equal("bbba", Content(files));
            files.Flush("f");
        },
        Content,
        scenario => scenario with { FailedFlushes = [0] }));

    [Fact]
    public void WhatIsWrittenAgainAfterAFlushThatFailed_IsDurableWithTheNext() => Assert.Equal(["bbba"], FilesLeft.By(
        s_aaaa,
        files =>
        {
            files.Write("f", "bbb");
            Assert.Throws<IOException>(() => files.Flush("f"));
            files.Write("f", "b");
            files.Flush("f");
        },
        Content,
        scenario => scenario with { FailedFlushes = [0] }));

    [Fact]
    public void ALengthThatAFailedFlushLost_IsDurableWhenTheEndIsWrittenAgain() => Assert.Equal(["4", "6"], FilesLeft.By(
        s_aaaa,
        files =>
        {
            files.Open("f").Append("bb"u8);
            Assert.Throws<IOException>(() => files.Flush("f"));
            files.Flush("f");
        },
        files => $"{files.Open("f").Length}",
        scenario => scenario with { FailedFlushes = [0] }));

    private static string Content(SimulatedFileSystem files) => FilesLeft.Text(files, "f");
}
