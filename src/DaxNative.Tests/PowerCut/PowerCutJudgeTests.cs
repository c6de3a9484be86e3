using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What the host makes of what was acknowledged before a power cut and found after it.</summary>
public class PowerCutJudgeTests
{
    private const int Broken = 2;

    [Fact]
    public void WhatWasAcknowledgedAndFound_Holds()
    {
        using CutLog log = AfterACut();
        log.Boot(2);
        log.List();
        AssertHeld(log.Judge(0, 1, 2), "log\text4\theld\t3\t1\t0");
    }

    [Fact]
    public void BootsThatWereCutBeforeTheyListed_AreJudgedWithTheNext()
    {
        using CutLog log = AfterACut();
        log.Boot(2);
        log.Boot(3);
        log.List();
        log.Append();
        log.Boot(4);
        log.List();
        AssertHeld(log.Judge(0, 1, 2, 3), "acknowledged\text4\t1\t2", "acknowledged\text4\t2\t0");
        AssertHeld(log.Judge(3, 4), "acknowledged\text4\t3\t1", "log\text4\theld\t4\t0\t0");
    }

    [Fact]
    public void AnAcknowledgedRecordThatIsNotThere_IsLost()
    {
        using CutLog log = AfterACut();
        TortureEvent last = log.Append();
        log.Say(last with { Number = last.Number + 1, SequenceNumber = last.SequenceNumber + (1L << 20) });
        log.Boot(2);
        log.List();
        AssertBroken(log.Judge(0, 1, 2), "was acknowledged and is lost");
    }

    [Fact]
    public void AByteThatChanged_IsFound()
    {
        using CutLog log = AfterACut();
        log.Boot(2);
        var found = PowerCutListing.Of(log.Log);
        found.Records[1].Payload[^1] ^= 1;
        log.Write(found);
        AssertBroken(log.Judge(0, 1, 2), "is not what any writer appended");
    }

    [Fact]
    public void ARecordThatNobodyWasToldOf_MayNotBeLostAfterItWasFound()
    {
        using CutLog log = AfterACut();
        log.Boot(2);
        log.List();
        log.Boot(3);
        var found = PowerCutListing.Of(log.Log);
        log.Write(found with { Records = [.. found.Records.SkipLast(1)] });
        AssertBroken(log.Judge(2, 3), "was acknowledged and is lost");
    }

    [Fact]
    public void AcknowledgementsThatTheCutTook_AreFoundByWhatTheyShouldHaveSaid()
    {
        using var log = new CutLog();
        for (int i = 0; i < PowerCutAccount.MostUnsaid; i++)
        {
            log.Append(isSaid: false);
        }

        log.Boot(2);
        log.List();
        AssertHeld(log.Judge(0, 1, 2), $"log\text4\theld\t7\t7\t0");

        log.Boot(3);
        for (int i = 0; i <= PowerCutAccount.MostUnsaid; i++)
        {
            log.Append(writer: 1, isSaid: false);
        }

        log.Boot(4);
        log.List();
        AssertBroken(log.Judge(2, 3, 4), "acknowledgements were lost");
    }

    [Fact]
    public void AProcessThatWasKilledInABoot_IsJudgedWithTheOneThatRecovered()
    {
        using CutLog log = AfterACut();
        log.Process(1);
        log.Append();
        log.Append(isSaid: false);
        log.Boot(2);
        log.List();
        AssertHeld(log.Judge(0, 1, 2), "acknowledged\text4\t1\t3", "log\text4\theld\t5\t2\t0");
    }

    [Fact]
    public void ACheckpointThatNobodySet_IsFound()
    {
        using CutLog log = AfterACut();
        log.Log.SetCheckpoint(TortureCheckpoint.Of(3));
        log.Boot(2);
        log.List();
        AssertBroken(log.Judge(0, 1, 2), "nobody moved it there");
    }

    [Fact]
    public void AnEndThatWasCutOff_IsNotMissedLaterEither()
    {
        using CutLog log = AfterACut();
        TortureEvent first = log.Append();
        log.Append();
        log.Say(first with { Kind = TortureEventKind.Cutting, Count = TortureCuts.Lines(first.SequenceNumber, log.Log.Tail.Value) });
        log.Log.TruncateEnd(new LogSequenceNumber(first.SequenceNumber));
        log.Say(first with { Kind = TortureEventKind.Cut, Count = TortureCuts.Lines(first.SequenceNumber, log.Log.Tail.Value) });
        log.Append();
        log.Boot(2);
        log.List();
        AssertHeld(log.Judge(0, 1, 2), "log\text4\theld\t4\t1\t0");
        log.Boot(3);
        log.List();
        AssertHeld(log.Judge(2, 3), "log\text4\theld\t4\t0\t0");
    }

    [Fact]
    public void AHeadThatNobodyMoved_IsFound()
    {
        using CutLog log = AfterACut();
        log.Log.Truncate(log.Log.Tail);
        log.Boot(2);
        log.List();
        AssertBroken(log.Judge(0, 1, 2), "nobody moved it there");
    }

    [Theory]
    [InlineData(true, "lost")]
    [InlineData(false, "idle")]
    public void AControlThatIsGone_LostWhatItHadAcknowledged(bool hadAcknowledged, string verdict)
    {
        using CutLog log = AfterACut();
        log.SayOf(PowerCutFolder.Control, hadAcknowledged ? [new TortureEvent(TortureEventKind.Acknowledged, 0, 0, 1, 65536)] : []);
        log.Boot(2);
        log.List();
        AssertHeld(log.Judge(0, 1, 2), $"log\tcontrol\t{verdict}\t0\t0\t0");
    }

    [Fact]
    public void AControlThatIsThere_Kept()
    {
        using CutLog log = AfterACut();
        var record = new TortureRecord(PowerCutFolder.Round(1, 0), 0, 0);
        byte[] payload = record.Payload(PowerCutFolder.Seed(3, PowerCutFolder.Control));
        log.SayOf(PowerCutFolder.Control, new TortureEvent(TortureEventKind.Acknowledged, 0, 0, 1, 65536));
        log.Boot(2);
        log.List();
        new PowerCutListing(0, 0, 0, [(new LogSequenceNumber(65536), payload)]).Write(log.Now.Found(PowerCutFolder.Control));
        AssertHeld(log.Judge(0, 1, 2), "log\tcontrol\tkept\t1\t0\t0");
    }

    [Fact]
    public void AListingThatIsNotWhole_IsNoListing()
    {
        using CutLog log = AfterACut();
        log.List();
        byte[] whole = File.ReadAllBytes(log.Now.Found(CutLog.Name));
        foreach (int length in (ReadOnlySpan<int>)[whole.Length - 1, whole.Length - 8, whole.Length - 9, 20])
        {
            File.WriteAllBytes(log.Now.Found(CutLog.Name), whole[..length]);
            Assert.Throws<EndOfStreamException>(() => PowerCutListing.Read(log.Now.Found(CutLog.Name)));
        }
    }

    // Two records acknowledged, and one that was durable before anybody could be told.
    private static CutLog AfterACut()
    {
        var log = new CutLog();
        log.Append();
        log.Append(writer: 1);
        log.Append(isSaid: false);
        return log;
    }

    private static void AssertHeld(ProcessResult judged, params string[] lines)
    {
        Assert.True(judged.ExitCode == 0, judged.ToString());
        Assert.All(lines, line => Assert.Contains(line, judged.Output.Split('\n')));
    }

    private static void AssertBroken(ProcessResult judged, string why)
    {
        Assert.True(judged.ExitCode == Broken, judged.ToString());
        Assert.Contains("log\text4\tbroken\t", judged.Output, StringComparison.Ordinal);
        Assert.Contains(why, judged.Output, StringComparison.Ordinal);
    }
}
