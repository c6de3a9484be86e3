using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Whoever waits for what comes next is woken by it, and by everything that ends the waiting.</summary>
public sealed class FollowingTests : IDisposable
{
    private static readonly Dictionary<string, Func<TransactionalLog, CancellationToken, Task>> s_waits = new()
    {
        ["FollowAsync"] = async (log, cancellation) =>
        {
            await foreach (LogEntry _ in log.FollowAsync(log.Tail, cancellation))
            {
                return;
            }
        },
        ["WaitToReadAsync"] = async (log, cancellation) =>
        {
            using LogReader reader = log.Read(log.Tail);
            await reader.WaitToReadAsync(cancellation);
            Assert.True(reader.TryRead(out LogRecord _));
        },
        ["WaitForDurable"] = async (log, cancellation) => await log.WaitForDurable(log.Tail, cancellation),
    };

    private readonly WatchedLog _watched = new();
    private readonly CancellationTokenSource _cancellation = new();

    public static TheoryData<string> Waits => [.. s_waits.Keys];

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task AWait_EndsWithTheNextRecord(string wait)
    {
        // Over and over, because each time it may just be about to wait.
        for (int i = 0; i < 300; i++)
        {
            Task waits = Task.Run(() => s_waits[wait](_watched.Log, _cancellation.Token));
            int milliseconds = 1;
            do
            {
                // Longer each time: on a busy machine the wait begins late, and the log must not be full by then.
                _watched.Log.Append("x"u8);
                milliseconds *= 2;
            }
            while (!SpinWait.SpinUntil(() => waits.IsCompleted, milliseconds));
            await waits;
            _watched.Log.Truncate(_watched.Log.Tail);

            // And this one certainly waits: a single record wakes it.
            waits = s_waits[wait](_watched.Log, _cancellation.Token);
            Assert.False(waits.IsCompleted);
            _watched.Log.Append("x"u8);
            await Done(waits);
        }
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task AWait_EndsWithItsCancellation(string wait)
    {
        Task waits = s_waits[wait](_watched.Log, _cancellation.Token);
        Assert.False(waits.IsCompleted);
        _cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Done(waits));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Done(s_waits[wait](_watched.Log, _cancellation.Token)));
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task AWait_EndsWithTheLog(string wait)
    {
        Task waits = s_waits[wait](_watched.Log, _cancellation.Token);
        _watched.Log.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Done(waits));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Done(s_waits[wait](_watched.Log, _cancellation.Token)));
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task AWait_EndsWithAFault(string wait)
    {
        Task waits = s_waits[wait](_watched.Log, _cancellation.Token);
        _watched.FailOnce();
        Assert.Throws<LogException>(() => _watched.Log.Append("fails"u8));
        Assert.Equal(LogError.Faulted, (await Assert.ThrowsAsync<LogException>(() => Done(waits))).Error);
        Assert.Equal(LogError.Faulted, (await Assert.ThrowsAsync<LogException>(() => Done(s_waits[wait](_watched.Log, _cancellation.Token)))).Error);
    }

    [Fact]
    public async Task AWait_EndsWithItsReader()
    {
        LogReader reader = _watched.Log.Read();
        Task waits = reader.WaitToReadAsync().AsTask();
        Assert.False(waits.IsCompleted);
        reader.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Done(waits));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Done(reader.WaitToReadAsync().AsTask()));
    }

    [Fact]
    public async Task AFollower_SeesEveryRecordOnceAndInOrder()
    {
        LogSequenceNumber begin = _watched.Log.Tail;
        Task<List<int>> follows = Follow();
        for (int i = 0; i < 2000; i++)
        {
            await _watched.Log.AppendAsync(BitConverter.GetBytes(i));
            if (i % 50 == 0)
            {
                _watched.Log.Truncate(_watched.Log.Tail);
            }
        }

        Assert.Equal(Enumerable.Range(0, 2000), await Patience.For(follows));
        Assert.Equal(0, _watched.Log.Room.Count);

        async Task<List<int>> Follow()
        {
            var numbers = new List<int>();
            await foreach (LogEntry entry in _watched.Log.FollowAsync(begin))
            {
                numbers.Add(BitConverter.ToInt32(entry.Payload.Span));
                if (numbers.Count == 2000)
                {
                    break;
                }
            }

            return numbers;
        }
    }

    [Fact]
    public async Task WaitForDurable_IsOverAtOnceForWhatIsThere()
    {
        LogSequenceNumber number = _watched.Log.Append("x"u8);
        await _watched.Log.WaitForDurable(number, _cancellation.Token);
        _watched.Log.Dispose();
        await _watched.Log.WaitForDurable(number, _cancellation.Token);
    }

    public void Dispose()
    {
        _watched.Dispose();
        _cancellation.Dispose();
    }

    private static async Task Done(Task task)
    {
        Assert.True(await Task.Run(() => Patience.Until(() => task.IsCompleted)), "Nobody was woken.");
        await task;
    }
}
