using Xunit;

namespace DaxNative.Tests;

public class CacheLineModelTests
{
    private static readonly long[] s_twoInALine = [0, 8];
    private static readonly long[] s_twoLines = [0, 64];

    [Fact]
    public void AStoreThatWasNotFlushed_MayBeThereOrNot() =>
        Same(["0", "1"], ImagesLeft.By(map => map.Ref<long>(0) = 1, [0]));

    [Fact]
    public void AFlushWithoutADrain_ProvesNothing() => Same(["0", "1"], ImagesLeft.By(
        map =>
        {
            map.Ref<long>(0) = 1;
            map.Flush(0, 8);
        },
        [0]));

    [Fact]
    public void AFlushAndADrainByTheSameThread_MakeDurable() => Same(["1"], ImagesLeft.By(
        map =>
        {
            map.Ref<long>(0) = 1;
            map.Persist(0, 8);
        },
        [0]));

    [Fact]
    public void ADrainOnAnotherThread_MakesNothingDurable() => Same(["0", "1"], ImagesLeft.By(
        map =>
        {
            map.Ref<long>(0) = 1;
            map.Flush(0, 8);
            ImagesLeft.OnAnotherThread(map.Drain);
        },
        [0]));

    [Fact]
    public void AnotherThreadMayFlushAndDrainAnOrdinaryStore() => Same(["1"], ImagesLeft.By(
        map =>
        {
            map.StoreAtomic(0, 1, StoreOptions.NoFlush);
            ImagesLeft.OnAnotherThread(() => map.Persist(0, 8));
        },
        [0]));

    [Fact]
    public void ADrainCoversOnlyWhatWasStoredBeforeTheFlush() => Same(["1", "2"], ImagesLeft.By(
        map =>
        {
            map.StoreAtomic(0, 1, StoreOptions.NoDrain);
            map.StoreAtomic(0, 2, StoreOptions.NoFlush);
            map.Drain();
        },
        [0]));

    [Fact]
    public void StoresToOneLineKeepTheirOrder() => Same(["0 0", "1 0", "1 1"], ImagesLeft.By(
        map =>
        {
            map.StoreAtomic(0, 1, StoreOptions.NoFlush);
            map.StoreAtomic(8, 1, StoreOptions.NoFlush);
        },
        s_twoInALine));

    [Fact]
    public void LinesAreEvictedInAnyOrder() => Same(["0 0", "1 0", "0 1", "1 1"], ImagesLeft.By(
        map =>
        {
            map.StoreAtomic(0, 1, StoreOptions.NoFlush);
            map.StoreAtomic(64, 1, StoreOptions.NoFlush);
        },
        s_twoLines));

    [Fact]
    public void StoresThroughASpanHaveNoOrderBetweenTwoEvents() => Same(["0 0", "1 0", "0 1", "1 1"], ImagesLeft.By(
        map =>
        {
            map.Ref<long>(0) = 1;
            map.Ref<long>(8) = 1;
        },
        s_twoInALine));

    [Fact]
    public void StoresThroughASpanKeepTheirOrderAcrossAnEvent() => Same(["0 0", "1 0", "1 1"], ImagesLeft.By(
        map =>
        {
            map.Ref<long>(0) = 1;
            map.Flush(0, 8);
            map.Ref<long>(8) = 1;
        },
        s_twoInALine));

    [Fact]
    public void WordsOfOneWriteHaveNoOrder() => Same(["0 0", "1 0", "0 1", "1 1"], ImagesLeft.By(
        map => map.Write(0, Words(1, 1), StoreOptions.Temporal | StoreOptions.NoDrain), s_twoInALine));

    [Fact]
    public void StoresPastTheCachesHaveNoOrder_NotEvenWithinALine() => Same(["0 0", "1 0", "0 1", "1 1"], ImagesLeft.By(
        map =>
        {
            map.Write(0, Words(1), StoreOptions.NonTemporal | StoreOptions.NoDrain);
            map.Write(8, Words(1), StoreOptions.NonTemporal | StoreOptions.NoDrain);
        },
        s_twoInALine));

    [Fact]
    public void AStoreThatMayGoPastTheCachesOnSomeCpu_HasNoOrder() => Same(["0 0", "1 0", "0 1", "1 1"], ImagesLeft.By(
        map =>
        {
            map.Write(0, Words(1), StoreOptions.NoDrain);
            map.Write(8, Words(1), StoreOptions.NoDrain);
        },
        s_twoInALine));

    [Fact]
    public void StoresPastTheCachesToOneWordKeepTheirOrder() => Same(["0", "1", "2"], ImagesLeft.By(
        map =>
        {
            map.Write(0, Words(1), StoreOptions.NonTemporal | StoreOptions.NoDrain);
            map.Write(0, Words(2), StoreOptions.NonTemporal | StoreOptions.NoDrain);
        },
        [0]));

    [Fact]
    public void AStorePastTheCaches_IsDrainedByItsOwnThreadOnly() => Same(["0", "1"], ImagesLeft.By(
        map =>
        {
            map.Write(0, Words(1), StoreOptions.NonTemporal | StoreOptions.NoDrain);
            ImagesLeft.OnAnotherThread(() => map.Persist(0, 8));
        },
        [0]));

    [Fact]
    public void AStorePastTheCaches_IsDurableAfterItsOwnThreadsDrain() => Same(["1"], ImagesLeft.By(
        map => map.Write(0, Words(1), StoreOptions.NonTemporal), [0]));

    [Fact]
    public void AFill_IsTornBetweenWords() => Assert.Equal(1 << 8, ImagesLeft.By(
        map => map.Fill(0, 64, 1, StoreOptions.NoDrain), [.. Enumerable.Range(0, 8).Select(word => word * 8L)]).Count);

    [Fact]
    public void EightAlignedBytesAreNeverTorn() => Same(["0", "-1"], ImagesLeft.By(map => map.AsSpan(0, 8).Fill(0xFF), [0]));

    [Fact]
    public void ADurableStore_IsNotOverwrittenByAnOlderOneThatComesLate() => Same(["2"], ImagesLeft.By(
        map =>
        {
            ImagesLeft.OnAnotherThread(() => map.Write(0, Words(1), StoreOptions.NonTemporal | StoreOptions.NoDrain));
            map.StoreAtomic(0, 2);
        },
        [0]));

    private static byte[] Words(params long[] words) => [.. words.SelectMany(BitConverter.GetBytes)];

    private static void Same(IEnumerable<string> expected, HashSet<string> found) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
}
