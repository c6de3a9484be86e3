using Akka.Persistence;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What persistent actors ask of their journal, asked of the sample's.</summary>
public sealed class AkkaJournalTests : IDisposable
{
    private readonly TempPath _memory = TempPath.InMemory();

    [Fact]
    public async Task EventsOfEachActor_KeepTheirOrder_AlsoAfterARestart()
    {
        await using (JournalUser user = Open())
        {
            for (int i = 1; i <= 50; i++)
            {
                user.Write($"actor {i % 2}", (i + 1) / 2, $"event {i}");
            }

            Check(user);
        }

        await using JournalUser again = Open();
        Check(again);

        static void Check(JournalUser user)
        {
            Assert.Equal(Enumerable.Range(1, 25).Select(i => ((long)i, (object)$"event {(2 * i) - 1}")), user.Replay("actor 1").Events);
            Assert.Equal(Enumerable.Range(1, 25).Select(i => ((long)i, (object)$"event {2 * i}")), user.Replay("actor 0").Events);
        }
    }

    [Theory]
    [InlineData(1, long.MaxValue, long.MaxValue, 1, 9)]
    [InlineData(3, 5, long.MaxValue, 3, 5)]
    [InlineData(3, 3, long.MaxValue, 3, 3)]
    [InlineData(3, 9, 2, 3, 4)]
    [InlineData(10, 20, long.MaxValue, 1, 0)]
    [InlineData(5, 4, long.MaxValue, 1, 0)]
    [InlineData(1, 9, 0, 1, 0)]
    public async Task Replay_KeepsToItsRangeAndItsMost(long from, long to, long max, int first, int last)
    {
        await using JournalUser user = Open();
        user.Write("actor", 1, [.. Enumerable.Range(1, 9).Select(i => (object)$"event {i}")]);

        (List<(long Number, object Event)> events, long highest) = user.Replay("actor", from, to, max);

        Assert.Equal(Enumerable.Range(first, last - first + 1).Select(i => ((long)i, (object)$"event {i}")), events);
        Assert.Equal(9, highest);
    }

    // Numbers of one commit follow by one each; those of two commits never do.
    [Fact]
    public async Task WhatIsPersistedTogether_IsOneCommitOfTheLog()
    {
        await using (JournalUser user = Open())
        {
            user.Write(JournalUser.Together("actor", 1, "a", "b", "c"));
        }

        Assert.Equal([0, 1, 2], Numbers().Select(number => number - Numbers()[0]));
    }

    [Fact]
    public async Task WhatCannotBeSerialised_IsRefusedAlone()
    {
        await using JournalUser user = Open();

        List<object> said = user.Write(JournalUser.Together("actor", 1, "a"), JournalUser.Together("actor", 2, "b", new Unserialisable()), JournalUser.Together("actor", 2, "c"));

        Assert.Equal(2, said.OfType<WriteMessageSuccess>().Count());
        Assert.Equal([2L, 3], said.OfType<WriteMessageRejected>().Select(refusal => refusal.Persistent.SequenceNr));
        Assert.Equal([(1L, "a"), (2L, "c")], user.Replay("actor").Events);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(5, 5)]
    [InlineData(long.MaxValue, 5)]
    public async Task WhatIsDeleted_StaysDeleted_AndTheHighestNumberStays(long to, int deleted)
    {
        await using (JournalUser user = Open())
        {
            user.Write("actor", 1, "1", "2", "3", "4", "5");
            user.Write("other", 1, "x");
            Assert.Equal(to, Assert.IsType<DeleteMessagesSuccess>(user.Delete("actor", to)).ToSequenceNr);
            Check(user);
        }

        await using JournalUser again = Open();
        Check(again);
        again.Write("actor", 6, "6");
        Assert.Equal((6L, "6"), again.Replay("actor").Events[^1]);

        void Check(JournalUser user)
        {
            (List<(long Number, object Event)> events, long highest) = user.Replay("actor");
            Assert.Equal(Enumerable.Range(deleted + 1, 5 - deleted).Select(i => ((long)i, (object)$"{i}")), events);
            Assert.Equal(5, highest);
            Assert.Equal([(1L, "x")], user.Replay("other").Events);
        }
    }

    [Fact]
    public async Task AnActorWithoutEvents_HasNone()
    {
        await using JournalUser user = Open();

        Assert.Empty(user.Replay("nobody").Events);
        Assert.Equal(0, user.Replay("nobody").Highest);
        Assert.IsType<DeleteMessagesSuccess>(user.Delete("nobody", 7));
    }

    // More than the log has room for, many times over.
    [Fact]
    public async Task RoomOfDeletedEvents_IsUsedAgain_AndNumbersStay()
    {
        string event64K = new('.', 64 << 10);
        await using (JournalUser user = Open())
        {
            user.Write("idle", 1, "gone");
            user.Delete("idle", 1);
            for (int i = 1; i <= 64; i++)
            {
                Assert.IsType<WriteMessageSuccess>(user.Write("busy", i, event64K)[1]);
                user.Delete("busy", i - 1);
            }
        }

        await using JournalUser again = Open();
        Assert.Equal((0, 1L), (again.Replay("idle").Events.Count, again.Replay("idle").Highest));
        Assert.Equal((64L, event64K), Assert.Single(again.Replay("busy").Events));
    }

    [Fact]
    public async Task AFullJournal_FailsTheWrite_LosesNothing_AndCanBeEmptied()
    {
        object half = new string('.', 300 << 10);
        await using JournalUser user = Open();
        user.Write("actor", 1, half);
        user.Write("actor", 2, half);

        List<object> said = user.Write("actor", 3, half);

        LogException full = Assert.IsType<LogException>(Assert.IsType<WriteMessageFailure>(said[1]).Cause);
        Assert.Equal(LogError.Full, full.Error);
        Assert.Equal([1L, 2], user.Replay("actor").Events.Select(one => one.Number));
        user.Delete("actor", 2);
        Assert.IsType<WriteMessageSuccess>(user.Write("actor", 3, half)[1]);
    }

    public void Dispose() => _memory.Dispose();

    private JournalUser Open() => new(_memory.Path);

    private List<long> Numbers()
    {
        var numbers = new List<long>();
        using TransactionalLog log = TransactionalLog.Open(_memory.Path, new LogOptions { AllowVolatile = true });
        using LogReader reader = log.Read();
        while (reader.TryRead(out LogRecord record))
        {
            numbers.Add(record.SequenceNumber.Value);
        }

        return numbers;
    }

    private sealed class Unserialisable(string? value = null)
    {
        public string Value => value ?? throw new InvalidOperationException("It cannot be serialised.");
    }
}
