using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Payloads that somebody changes while they are appended: some state of them is stored, and it is sound.</summary>
public sealed class ChangingPayloadTests
{
    private static readonly Dictionary<string, Action<TransactionalLog, byte[]>> s_appends = new()
    {
        ["Append"] = (log, payload) => log.Append(payload),
        ["AppendAsync"] = (log, payload) => log.AppendAsync(payload).AsTask().GetAwaiter().GetResult(),
        ["appender"] = (log, payload) =>
        {
            using LogAppender appender = log.AcquireAppender();
            appender.Append(payload);
        },
        ["Commit"] = (log, payload) =>
        {
            using LogAppender appender = log.AcquireAppender();
            appender.AppendDeferred(payload);
            appender.AppendDeferred(payload);
            appender.Commit();
        },
    };

    public static TheoryData<string, int, StoreGranularity> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, StoreGranularity>();
            foreach (string append in s_appends.Keys)
            {
                foreach (int length in (int[])[300, 64 << 10, 150_000])
                {
                    cases.Add(append, length, StoreGranularity.CacheLine);
                    cases.Add(append, length, StoreGranularity.Page);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void WhatIsAcknowledged_IsReadableAndTheLogOpens(string append, int length, StoreGranularity granularity)
    {
        using TempPath temp = TempPath.InMemory();
        var options = new LogOptions { Length = 32 << 20, AllowVolatile = true, RequiredGranularity = granularity };
        using TransactionalLog log = TransactionalLog.Create(temp.Path, options);
        byte[] payload = new byte[length];
        bool ends = false;
        var changer = new Thread(() =>
        {
            for (byte i = 0; !Volatile.Read(ref ends); i++)
            {
                payload[length - 10] = payload[length / 2] = payload[5] = i;
            }
        });
        changer.Start();
        for (int i = 0; i < 40; i++)
        {
            s_appends[append](log, payload);
        }

        Volatile.Write(ref ends, true);
        changer.Join();
        log.Append("sound"u8);

        Check(log);
        using PersistentMapping crashed = SimulatedMapping.Create(new PageCacheDisk(8192), StoreGranularity.CacheLine, (int)options.Length);
        log.Mapping.AsReadOnlySpan(0, (int)options.Length).CopyTo(crashed.AsSpan(0, (int)options.Length));
        Check(TransactionalLog.Open(crashed));

        void Check(TransactionalLog log)
        {
            int records = 0;
            using LogReader reader = log.Read();
            while (reader.TryRead(out LogRecord record))
            {
                Assert.Contains(record.Payload.Length, (int[])[length, 5]);
                records++;
            }

            Assert.Equal((append == "Commit" ? 80 : 40) + 1, records);
        }
    }
}
