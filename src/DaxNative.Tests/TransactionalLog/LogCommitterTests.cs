using System.Text;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

public class LogCommitterTests
{
    [Fact]
    public async Task AwaitedAppends_AreThereInEachCallersOrder()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            LogSequenceNumber last = default;
            for (int i = 0; i < 50; i++)
            {
                LogSequenceNumber number = await log.AppendAsync(Encoding.UTF8.GetBytes($"{caller} {i}"));
                Assert.True(number > last || i == 0);
                last = number;
            }
        })));

        using LogFile crashed = LogFile.Crash(log);
        using TransactionalLog recovered = crashed.Open();
        string[] texts = [.. LogFile.Texts(recovered)];
        Assert.Equal(400, texts.Length);
        for (int caller = 0; caller < 8; caller++)
        {
            Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{caller} {i}"), texts.Where(text => text.StartsWith($"{caller} ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task AnAwaitedAppendThatDoesNotFit_FailsAlone()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        ValueTask<LogSequenceNumber> tooLarge = log.AppendAsync(new byte[LogFile.Length]);
        ValueTask<LogSequenceNumber> fits = log.AppendAsync(new byte[5]);
        Assert.Equal(LogError.RecordTooLarge, (await Assert.ThrowsAsync<LogException>(async () => await tooLarge)).Error);
        await fits;
        Assert.Single(LogFile.Contents(log));
    }

    [Fact]
    public async Task Dispose_AnswersWhoCameAndTurnsAwayWhoComes()
    {
        using var file = new LogFile();
        TransactionalLog log = file.Create();
        ValueTask<LogSequenceNumber>[] came = [.. Enumerable.Range(0, 300).Select(i => log.AppendAsync(new byte[8]))];
        log.Dispose();
        foreach (ValueTask<LogSequenceNumber> append in came)
        {
            await append;
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.AppendAsync(new byte[8]));
        using TransactionalLog reopened = file.Open();
        Assert.Equal(300, LogFile.Contents(reopened).Count);
    }
}
