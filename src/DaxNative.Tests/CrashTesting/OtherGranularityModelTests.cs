using Xunit;

namespace DaxNative.Tests;

public class OtherGranularityModelTests
{
    private static readonly long[] s_twoLines = [64, 0];
    private static readonly long[] s_page = [0, 512, 4096];

    [Fact]
    public void InByteGranularMemory_StoresComeInProgramOrderAcrossLines() => Same(["0 0", "1 0", "1 1"], ImagesLeft.By(
        map =>
        {
            map.StoreAtomic(64, 1, StoreOptions.NoFlush);
            map.StoreAtomic(0, 1, StoreOptions.NoFlush);
        },
        s_twoLines,
        StoreGranularity.Byte));

    [Fact]
    public void InByteGranularMemory_ADrainAloneMakesDurable() => Same(["1"], ImagesLeft.By(
        map =>
        {
            map.Ref<long>(0) = 1;
            map.Drain();
        },
        [0],
        StoreGranularity.Byte));

    [Fact]
    public void InByteGranularMemory_AFlushDoesNothing() => Same(["0", "1"], ImagesLeft.By(
        map =>
        {
            map.Ref<long>(0) = 1;
            map.Flush(0, 8);
        },
        [0],
        StoreGranularity.Byte));

    [Fact]
    public void InByteGranularMemory_StoresThroughASpanHaveNoOrder() => Same(["0 0", "1 0", "0 1", "1 1"], ImagesLeft.By(
        map =>
        {
            map.Ref<long>(64) = 1;
            map.Ref<long>(0) = 1;
        },
        s_twoLines,
        StoreGranularity.Byte));

    [Fact]
    public void InByteGranularMemory_StoresPastTheCachesHaveNoOrder() => Same(["0 0", "1 0", "0 1", "1 1"], ImagesLeft.By(
        map =>
        {
            map.Write(64, [1, 0, 0, 0, 0, 0, 0, 0], StoreOptions.NonTemporal | StoreOptions.NoDrain);
            map.Write(0, [1, 0, 0, 0, 0, 0, 0, 0], StoreOptions.NonTemporal | StoreOptions.NoDrain);
        },
        s_twoLines,
        StoreGranularity.Byte));

    [Fact]
    public void InPageGranularMemory_APageIsOldOrNewAsAWhole() => Same(["0 0 0", "1 1 0", "0 0 1", "1 1 1"], ImagesLeft.By(
        map =>
        {
            map.Ref<long>(0) = 1;
            map.Ref<long>(512) = 1;
            map.Ref<long>(4096) = 1;
        },
        s_page,
        StoreGranularity.Page));

    [Fact]
    public void InPageGranularMemory_TheKernelMayHaveWrittenAPageBackBetween() => Same(["0 0 0", "1 0 0", "1 1 0"], ImagesLeft.By(
        map =>
        {
            map.StoreAtomic(0, 1, StoreOptions.NoFlush);
            map.StoreAtomic(512, 1, StoreOptions.NoFlush);
        },
        s_page,
        StoreGranularity.Page));

    [Fact]
    public void InPageGranularMemory_AFlushMakesItsWholePagesDurable() => Same(["1 1 0", "1 1 1"], ImagesLeft.By(
        map =>
        {
            map.Ref<long>(0) = 1;
            map.Ref<long>(512) = 1;
            map.Ref<long>(4096) = 1;
            map.Flush(512, 8);
        },
        s_page,
        StoreGranularity.Page));

    private static void Same(IEnumerable<string> expected, HashSet<string> found) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
}
