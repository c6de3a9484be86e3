using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What a state says is believed only as far as the other state and the records agree.</summary>
public class LogStateTests
{
    private const int First = 1024;
    private const int Second = 2048;
    private const int Ring = 4096;
    private const int Line = 64;

    // With the clean state of the closing before for the newest, the log would open at once, and empty.
    [Fact]
    public void AStateOfLongAgo_DoesNotMakeALogEmpty()
    {
        using var file = new LogFile();
        byte[] old;
        using (TransactionalLog first = file.Create())
        {
            first.Dispose();
            old = File.ReadAllBytes(file.Path);
        }

        using TransactionalLog log = file.Open();
        log.Append("kept"u8);
        foreach (int state in (int[])[First, Second])
        {
            byte[] image = Bytes(log);
            old.AsSpan(state, Line).CopyTo(image.AsSpan(state));
            using var crashed = new LogFile();
            File.WriteAllBytes(crashed.Path, image);
            using TransactionalLog recovered = crashed.Open();
            Assert.Equal(["kept"], LogFile.Texts(recovered));
        }
    }

    [Fact]
    public void StatesInEachOthersPlaces_AreNone()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        byte[] image = Bytes(log);
        byte[] first = image[First..(First + Line)];
        image.AsSpan(Second, Line).CopyTo(image.AsSpan(First));
        first.CopyTo(image.AsSpan(Second));
        Assert.Equal(LogError.Corrupt, Refusal(image).Error);
    }

    // Nothing of what the old head's state knows is left in the ring: without a look at the next lap the log would be empty.
    [Fact]
    public void ALostHead_IsReportedWhenItsRoomWasUsedAgain()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        int lines = (LogFile.Length - Ring) / Line;
        for (int i = 0; i < lines; i++)
        {
            log.Append("first lap"u8);
        }

        byte[] before = Bytes(log);
        log.Truncate(log.Tail);
        byte[] after = Bytes(log);
        for (int i = 0; i < lines; i++)
        {
            log.Append("second lap"u8);
        }

        byte[] image = Bytes(log);
        int newest = before.AsSpan(First, Line).SequenceEqual(after.AsSpan(First, Line)) ? Second : First;
        image[newest] ^= 1;
        Assert.Equal(LogError.Corrupt, Refusal(image).Error);
    }

    // The write that should have covered it was lost: it is whole, stands in its place, and was never acknowledged.
    [Fact]
    public void ARecordThatWasDropped_IsNotTakenForTheOneThatWasWrittenOverIt()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        log.Append("kept"u8);
        LogGroup group = log.BeginGroup();
        group.AppendDeferred("torn"u8, [4]);
        group.AppendDeferred("dropped"u8, [7]);
        byte[] crashed = Bytes(log);
        byte[] dropped = crashed[(Ring + (2 * Line))..(Ring + (3 * Line))];
        crashed[Ring + Line] ^= 1;
        group.Commit();

        using var copy = new LogFile();
        File.WriteAllBytes(copy.Path, crashed);
        using TransactionalLog recovered = copy.Open();
        recovered.Append("in its place"u8);
        recovered.Append("lost on its way"u8);
        recovered.Append("last"u8);
        byte[] image = Bytes(recovered);
        dropped.CopyTo(image.AsSpan(Ring + (2 * Line)));
        Assert.Equal(Ring + (2 * Line), Assert.IsType<LogCorruptException>(Refusal(image)).Offset);

        // The same at the very place of the cut.
        byte[] atCut = Bytes(recovered);
        crashed.AsSpan(Ring + Line, Line).CopyTo(atCut.AsSpan(Ring + Line));
        atCut[Ring + Line] ^= 1;
        Assert.Equal(Ring + Line, Assert.IsType<LogCorruptException>(Refusal(atCut)).Offset);
    }

    private static LogException Refusal(byte[] image)
    {
        using var file = new LogFile();
        File.WriteAllBytes(file.Path, image);
        LogException refusal = Assert.ThrowsAny<LogException>(file.Open);
        Assert.Equal(image, File.ReadAllBytes(file.Path));
        return refusal;
    }

    private static byte[] Bytes(TransactionalLog log) => log.Mapping.AsReadOnlySpan(0, LogFile.Length).ToArray();
}
