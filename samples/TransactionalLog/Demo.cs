using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;
using DaxNative.Log;
using Spectre.Console;

namespace DaxNative.Samples;

/// <summary>Appends in a child process, kills it in the middle of an append, recovers, and shows what survived.</summary>
internal static class Demo
{
    internal const string Writer = "demo-writer";

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private sealed record Round(int Acknowledged, int Survived, int Lost, int TornBytes);

    internal static int Run(string path, long length, int most, bool json)
    {
        DurabilityGuarantee guarantee;
        using (TransactionalLog log = TransactionalLog.Create(Map(path, length, isNew: true), leaveOpen: false))
        {
            guarantee = log.Mapping.Guarantee;
        }

        var rounds = new List<Round>();
        try
        {
            do
            {
                List<long> acknowledged = KillOne(path, length, rounds.Count);
                rounds.Add(Recover(path, length, rounds.Count, acknowledged));
            }
            while (rounds[^1].TornBytes == 0 && rounds.Count < most);
        }
        finally
        {
            Remove(path, length);
        }

        Show(path, guarantee, rounds, json);
        return rounds.Any(round => round.Lost > 0) ? 2 : 0;
    }

    /// <summary>The child: says the number of each record that is durable.</summary>
    internal static int WriteUntilKilled(string path, long length, int round)
    {
        using TransactionalLog log = TransactionalLog.Open(Map(path, length), leaveOpen: false);
        using LogAppender appender = log.AcquireAppender();
        for (int i = 0; appender.TryAppend(Payload(round, i), out LogSequenceNumber number); i++)
        {
            Console.WriteLine(number);
        }

        // Full, and nothing left to do but to be killed, or to end with the parent.
        return Console.Read();
    }

    private static List<long> KillOne(string path, long length, int round)
    {
        string self = Environment.ProcessPath!;
        string[] program = Path.GetFileName(self) == "dotnet" ? [typeof(Demo).Assembly.Location] : [];
        using Process child = Process.Start(new ProcessStartInfo(self, [.. program, Writer, path, $"{length}", $"{round}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var acknowledged = new List<long>();
        int enough = Random.Shared.Next(3, 12);
        while (child.StandardOutput.ReadLine() is { } line)
        {
            acknowledged.Add(long.Parse(line));
            if (acknowledged.Count == enough)
            {
                Thread.SpinWait(Random.Shared.Next(60_000));
                child.Kill();
            }
        }

        child.WaitForExit();
        return acknowledged.Count >= enough ? acknowledged : throw new IOException($"The child ended by itself with status {child.ExitCode}.");
    }

    private static Round Recover(string path, long length, int round, List<long> acknowledged)
    {
        using TransactionalLog log = TransactionalLog.Open(Map(path, length), leaveOpen: false);
        var there = new HashSet<long>();
        using (LogReader reader = log.Read())
        {
            while (reader.TryRead(out LogRecord record))
            {
                bool isWhole = record.Payload.SequenceEqual(Payload(round, there.Count));
                there.Add(isWhole ? record.SequenceNumber.Value : throw new InvalidDataException($"Record {record.SequenceNumber} is not what was appended."));
            }
        }

        // What was dropped stands behind the last record still; its first line, with the header, comes last (docs/log-format.md).
        // Less than a line of text is what an earlier record left there.
        long torn = 4096 + ((log.Tail.Value >> 16) * 64 % log.Capacity) + 64;
        int room = (int)Math.Clamp(log.Mapping.Length - torn, 0, 1 << 20);
        int arrived = log.Mapping.AsReadOnlySpan(torn, room).CommonPrefixLength(Payload(round, there.Count).AsSpan(32));
        log.Truncate(log.Tail);
        return new Round(acknowledged.Count, there.Count, acknowledged.Count(number => !there.Contains(number)), arrived < 32 ? 0 : arrived);
    }

    private static void Show(string path, DurabilityGuarantee guarantee, List<Round> rounds, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { Path = path, Guarantee = $"{guarantee}", SurvivesPowerCut = guarantee.IsDurable, Rounds = rounds }, s_json));
            return;
        }

        AnsiConsole.MarkupLineInterpolated($"Log [bold]{path}[/]\nGuarantee: {guarantee}");
        AnsiConsole.MarkupLine("An acknowledged record survives a killed process" + (guarantee.IsDurable ? " [green]and a power cut[/]." : ", [yellow]not a power cut[/]: give a path on persistent memory for that."));
        Table table = new Table().AddColumns("kill -9", "acknowledged", "survived", "acknowledged and lost", "torn: dropped by recovery");
        rounds.ForEach(round => table.AddRow($"{table.Rows.Count + 1}", $"{round.Acknowledged}", $"{round.Survived}", $"{round.Lost}", round.TornBytes == 0 ? "nothing: between two records" : $"1 record, {round.TornBytes:N0} of its bytes were there"));
        AnsiConsole.WriteLine("A child appended records of 256 KiB, said the number of each one that was durable, and was killed while it did so. Every survivor was compared byte for byte.");
    }

    // 32 bytes a line: so long that a kill is likely to hit an append half-way.
    private static byte[] Payload(int round, int number)
    {
        byte[] payload = new byte[256 << 10];
        MemoryMarshal.Cast<byte, Vector256<byte>>(payload.AsSpan()).Fill(Vector256.Create<byte>(Encoding.ASCII.GetBytes($"order {round,3}/{number,6}, a line of it.\n")));
        return payload;
    }

    private static bool IsDevice(string path) => path.StartsWith("/dev/dax", StringComparison.Ordinal);

    private static PersistentMapping Map(string path, long length, bool isNew = false) =>
        PersistentMapping.Open(path, new MappingOptions { Mode = isNew && !IsDevice(path) ? FileMode.CreateNew : FileMode.Open, Length = IsDevice(path) || isNew ? length : 0, AllowVolatile = true, Lock = true });

    private static void Remove(string path, long length)
    {
        if (!IsDevice(path))
        {
            File.Delete(path);
            return;
        }

        // Without its beginning a log is none.
        using PersistentMapping device = Map(path, length);
        device.Fill(0, 4096, 0);
    }
}
