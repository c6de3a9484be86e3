using System.CommandLine;
using DaxNative.Log;
using Spectre.Console;

namespace DaxNative.Tool.Logs;

/// <summary>Shows what a damaged log still has, copies that into a new log, and cuts the damage off: the last only when it is told to.</summary>
internal static class SalvageCommand
{
    private const int CopiedAtOnce = 64 << 10;

    internal static Command Create()
    {
        Argument<string> path = CommonOptions.Log();
        Option<long> length = CommonOptions.Length(0);
        Option<string?> into = new("--into") { Description = "Append every record that can be read to a new log in this file, each durable when the command ends. They get new numbers.", HelpName = "PATH" };
        Option<bool> cut = new("--cut") { Description = "Give up the first damaged place and every record behind it, so that the log opens again. What is given up is lost." };
        Option<bool> allowVolatile = CommonOptions.AllowVolatile(), json = CommonOptions.Json();
        return new Command("salvage", "Show the damaged places of a log, and how much can still be read. Changes nothing without --cut; nobody may have the log open. Exit status 2 while it is damaged.")
        {
            path, length, into, cut, allowVolatile, json,
        }.Doing((parsed, cancellation) =>
        {
            var place = new CommandTarget(parsed.GetRequiredValue(path), parsed.Bytes(length), AllowVolatile: true);
            bool isCut = parsed.GetValue(cut);
            using PersistentMapping mapping = place.Map(isCut ? MappingAccess.ReadWrite : MappingAccess.Read, isExclusive: true);
            LogSalvage salvage = LogSalvage.Examine(mapping);
            long? copied = parsed.GetValue(into) is { } copy ? CopyInto(copy, mapping.Length, parsed.GetValue(allowVolatile), salvage, cancellation) : null;
            cancellation.ThrowIfCancellationRequested();
            long? given = isCut && salvage.Damages.Count > 0 ? salvage.Cut() : null;
            Show(new SalvageReport(place.Path, [.. salvage.Damages.Select(PlaceOf)], salvage.Count, copied, given), parsed.GetValue(json));
            return salvage.Damages.Count == 0 || given is not null ? ExitCode.Done : ExitCode.Damaged;
        });
    }

    // In commits of several: each record by itself would take a flush of its own, and more room than where many lay in one commit. The
    // headers of these commits may stand elsewhere than those before, so there is a little more room.
    private static long CopyInto(string path, long length, bool allowVolatile, LogSalvage salvage, CancellationToken cancellation)
    {
        bool isNew = !File.Exists(path);
        bool isEmpty = !isNew && new FileInfo(path).Length == 0;
        var options = new LogOptions { Length = isNew || isEmpty ? LogLayout.AlignUp(length + (length / 8)) : 0, AllowVolatile = allowVolatile };
        using TransactionalLog log = TransactionalLog.Create(path, options);
        try
        {
            return Copy(log, salvage, cancellation);
        }
        catch
        {
            // Half a copy would pass for a whole one.
            log.Dispose();
            if (isNew)
            {
                File.Delete(path);
            }
            else
            {
                MakeVacant(path, allowVolatile);
            }

            throw;
        }
    }

    // As it was: zeros, in which a log can be made. What was copied behind them belongs to no log any more.
    private static void MakeVacant(string path, bool allowVolatile)
    {
        using PersistentMapping mapping = new CommandTarget(path, AllowVolatile: allowVolatile).Map(MappingAccess.ReadWrite, isExclusive: true);
        mapping.StoreAtomic(LogLayout.IdentityOffset, 0);
        mapping.Fill(0, LogLayout.RingOffset, 0);
    }

    private static long Copy(TransactionalLog log, LogSalvage salvage, CancellationToken cancellation)
    {
        using LogAppender appender = log.AcquireAppender(cancellation);
        long most = Math.Min(CopiedAtOnce, log.MostPayload);
        long copied = 0, deferred = 0;
        foreach (LogEntry entry in salvage.Records())
        {
            cancellation.ThrowIfCancellationRequested();
            long size = entry.Payload.Length + BatchPayload.LengthSize;
            if (deferred > 0 && deferred + size > most)
            {
                appender.Commit();
                deferred = 0;
            }

            appender.AppendDeferred(entry.Payload.Span);
            deferred += size;
            copied++;
        }

        if (deferred > 0)
        {
            appender.Commit();
        }

        return copied;
    }

    private static DamagedPlace PlaceOf(LogDamage damage) => new(damage.Offset, damage.Length, damage.Before?.Value, damage.After?.Value);

    private static void Show(SalvageReport report, bool json)
    {
        if (json)
        {
            LogJson.Write(report);
            return;
        }

        foreach (DamagedPlace damage in report.Damages)
        {
            Terminal.Console.MarkupLineInterpolated($"[red]Damaged[/]: {damage.Length} bytes at offset {damage.Offset}. {LogText.Neighbours(damage.Before, damage.After)}");
        }

        Terminal.Console.MarkupLineInterpolated($"{report.Readable} records can be read{(report.Damages.Length == 0 ? ", and nothing is damaged" : "")}.");
        if (report.Copied is { } copied)
        {
            Terminal.Console.MarkupLineInterpolated($"{copied} of them are in the new log.");
        }

        if (report.GivenUp is { } given)
        {
            Terminal.Console.MarkupLineInterpolated($"The log was cut before the first damage: {given} records that could be read were given up, and it opens again.");
        }
        else if (report.Damages.Length > 0)
        {
            Terminal.Console.MarkupLine("Nothing was changed. --into PATH copies what can be read; --cut then makes the log open again, without what stands behind the first damage.");
        }
    }
}

/// <summary>What salvage found and did.</summary>
internal sealed record SalvageReport(string Path, DamagedPlace[] Damages, long Readable, long? Copied, long? GivenUp);

/// <summary>A damaged place, in bytes from the file's beginning, and the numbers of the records beside it.</summary>
internal sealed record DamagedPlace(long Offset, long Length, long? Before, long? After);
