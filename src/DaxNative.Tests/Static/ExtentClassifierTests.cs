using Xunit;

namespace DaxNative.Tests;

public class ExtentClassifierTests
{
    private const long Page = 4096;
    private const long Huge = 2 << 20;

    [Theory]
    [InlineData(Libc.FIEMAP_EXTENT_UNWRITTEN, ExtentFlawKind.Unwritten)]
    [InlineData(Libc.FIEMAP_EXTENT_DELALLOC | Libc.FIEMAP_EXTENT_UNKNOWN, ExtentFlawKind.DelayedAllocation)]
    [InlineData(Libc.FIEMAP_EXTENT_ENCODED, ExtentFlawKind.Encoded)]
    [InlineData(Libc.FIEMAP_EXTENT_DATA_ENCRYPTED, ExtentFlawKind.Encoded)]
    [InlineData(Libc.FIEMAP_EXTENT_SHARED, ExtentFlawKind.Shared)]
    [InlineData(Libc.FIEMAP_EXTENT_DATA_INLINE, ExtentFlawKind.Inline)]
    [InlineData(Libc.FIEMAP_EXTENT_DATA_TAIL, ExtentFlawKind.Inline)]
    [InlineData(Libc.FIEMAP_EXTENT_NOT_ALIGNED, ExtentFlawKind.NotAligned)]
    [InlineData(Libc.FIEMAP_EXTENT_UNKNOWN, ExtentFlawKind.UnknownPlace)]
    [InlineData(0x4000, ExtentFlawKind.UnknownFlag)]
    [InlineData(0x8000_0000, ExtentFlawKind.UnknownFlag)]
    public void EachFlag_IsAFlawOfItsOwn(uint flags, ExtentFlawKind kind)
    {
        StaticFileReport report = Check(2 * Page, Page, new(0, Page, Huge, 0), new(Page, Page, Huge + Page, flags));
        ExtentFlaw flaw = Assert.Single(report.Flaws);
        Assert.Equal((kind, Page, Page), (flaw.Kind, flaw.Offset, flaw.Length));
        Assert.False(report.IsStatic);
    }

    [Fact]
    public void AFileThatIsCoveredAndWritten_IsStatic()
    {
        StaticFileReport report = Check(3 * Page - 5, Page, new(0, Page, 7 * Page, Libc.FIEMAP_EXTENT_MERGED), new(Page, 2 * Page, Page, Libc.FIEMAP_EXTENT_LAST));
        Assert.True(report.IsStatic);
        Assert.Equal(2, report.ExtentCount);
    }

    [Fact]
    public void HolesAtTheStartBetweenAndAtTheEnd_AreEachFound()
    {
        StaticFileReport report = Check(10 * Page, Page, new(Page, Page, Page, 0), new(4 * Page, Page, Page, 0));
        Assert.Equal(
            [(0, Page), (2 * Page, 2 * Page), (5 * Page, 5 * Page)],
            report.Flaws.Select(flaw => (flaw.Offset, flaw.Length)));
        Assert.All(report.Flaws, flaw => Assert.Equal((ExtentFlawKind.Hole, null), (flaw.Kind, flaw.PhysicalOffset)));
    }

    [Fact]
    public void AnExtentWithTwoFlaws_IsListedTwice() =>
        Assert.Equal(2, Check(Page, Page, new FileExtent(0, Page, 0, Libc.FIEMAP_EXTENT_SHARED | Libc.FIEMAP_EXTENT_UNWRITTEN)).FlawCount);

    [Fact]
    public void ALongRunThatTheFileSystemSplits_IsAlignedByItsStartAlone() => Assert.True(
        Check(2 * Huge, Huge, new(0, Page, Huge, 0), new(Page, 2 * Huge - Page, Huge + Page, 0)).IsStatic);

    [Theory]
    [InlineData(Page, 0)] // the place is off
    [InlineData(Huge, Page)] // the partition is off
    public void ARunThatStartsOffTheAlignment_IsMisaligned(long physical, long deviceStart)
    {
        StaticFileReport report = new ExtentClassifier(Huge, Huge, deviceStart).Classify("file", [new FileExtent(0, Huge, physical, 0)]);
        Assert.Equal(ExtentFlawKind.Misaligned, Assert.Single(report.Flaws).Kind);
    }

    [Fact]
    public void ASecondRunInTheMiddleOfAHugePage_IsMisaligned()
    {
        StaticFileReport report = Check(2 * Huge, Huge, new(0, Page, Huge, 0), new(Page, 2 * Huge - Page, 8 * Huge, 0));
        Assert.Equal((ExtentFlawKind.Misaligned, Page), (Assert.Single(report.Flaws).Kind, report.Flaws[0].Offset));
    }

    [Fact]
    public void APartitionOffThatThePlaceMakesUpFor_IsAligned() =>
        Assert.True(new ExtentClassifier(Huge, Huge, Page).Classify("file", [new FileExtent(0, Huge, Huge - Page, 0)]).IsStatic);

    [Fact]
    public void WhatLiesBeyondTheEnd_IsNoFlaw() =>
        Assert.True(Check(Page, Page, new(0, Page, 0, 0), new(Page, Page, Page, Libc.FIEMAP_EXTENT_UNWRITTEN)).IsStatic);

    [Fact]
    public void AnEmptyFile_IsNotStatic() => Assert.False(Check(0, Page).IsStatic);

    private static StaticFileReport Check(long length, long alignment, params FileExtent[] extents) =>
        new ExtentClassifier(length, alignment, 0).Classify("file", extents);
}
