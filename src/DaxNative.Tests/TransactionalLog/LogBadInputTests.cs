using System.Buffers.Binary;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What is no log, or not one of ours, is refused with the reason and left as it was to the last byte.</summary>
public class LogBadInputTests
{
    private static readonly LogOptions s_whatIsThere = LogFile.Options with { Length = 0 };

    [Theory]
    [InlineData("not ours", LogError.NotALog)]
    [InlineData("all zero", LogError.NotALog)]
    [InlineData("random bytes", LogError.NotALog)]
    [InlineData("a newer version", LogError.NewerVersion)]
    [InlineData("truncated", LogError.WrongLength)]
    [InlineData("truncated to less than any log", LogError.WrongLength)]
    [InlineData("longer", LogError.WrongLength)]
    [InlineData("of odd size", LogError.WrongLength)]
    [InlineData("damaged identity", LogError.Corrupt)]
    [InlineData("both states damaged", LogError.Corrupt)]
    [InlineData("a length that reaches over the ring's end", LogError.Corrupt)]
    [InlineData("a negative length", LogError.Corrupt)]
    [InlineData("a length that hides the next record", LogError.Corrupt)]
    public void BadInput_IsRefusedWithTheReasonAndLeftAsItWas(string what, LogError reason)
    {
        using var file = new LogFile();
        File.WriteAllBytes(file.Path, Make(what));
        byte[] before = File.ReadAllBytes(file.Path);

        LogException refusal = Assert.ThrowsAny<LogException>(() => TransactionalLog.Open(file.Path, s_whatIsThere));

        Assert.Equal(reason, refusal.Error);
        Assert.Equal(reason == LogError.Corrupt, refusal is LogCorruptException);
        Assert.Equal(before, File.ReadAllBytes(file.Path));
    }

    [Theory]
    [InlineData("not ours")]
    [InlineData("random bytes")]
    [InlineData("truncated")]
    public void Create_OverSomethingElseIsRefusedAndLeavesIt(string what)
    {
        using var file = new LogFile();
        byte[] before = Make(what);
        File.WriteAllBytes(file.Path, before);

        LogException refusal = Assert.ThrowsAny<LogException>(() => TransactionalLog.Create(file.Path, s_whatIsThere));

        Assert.Equal(LogError.NotEmpty, refusal.Error);
        Assert.Equal(before, File.ReadAllBytes(file.Path));
    }

    // A file that is shorter than its log says would end in SIGBUS, were the log's word taken for it.
    [Fact]
    public void AnEmptyFile_IsRefused()
    {
        using var file = new LogFile();
        File.WriteAllBytes(file.Path, []);

        Assert.Equal(DaxError.OutOfRange, Assert.Throws<DaxException>(() => TransactionalLog.Open(file.Path, s_whatIsThere)).Error);
        Assert.Empty(File.ReadAllBytes(file.Path));
    }

    private static byte[] Make(string what)
    {
        byte[] log = Sound();
        byte[] random = new byte[LogFile.Length];
        new Random(1).NextBytes(random);
        const int SecondRecord = 4096 + 64;
        switch (what)
        {
            case "not ours":
                "SQLite format 3"u8.CopyTo(log);
                return log;
            case "all zero":
                return new byte[LogFile.Length];
            case "random bytes":
                return random;
            case "a newer version":
                BinaryPrimitives.WriteInt32LittleEndian(log.AsSpan(8), 2);
                return log;
            case "truncated":
                return log[..(LogFile.Length / 2)];
            case "truncated to less than any log":
                return log[..4096];
            case "longer":
                return [.. log, .. new byte[4096]];
            case "of odd size":
                return log[..(LogFile.Length - 37)];
            case "damaged identity":
                log[20] ^= 1;
                return log;
            case "both states damaged":
                log[1024] ^= 1;
                log[2048] ^= 1;
                return log;
            case "a length that reaches over the ring's end":
                BinaryPrimitives.WriteInt32LittleEndian(log.AsSpan(SecondRecord + 4), int.MaxValue);
                return log;
            case "a negative length":
                BinaryPrimitives.WriteInt32LittleEndian(log.AsSpan(SecondRecord + 4), -1);
                return log;
            case "a length that hides the next record":
                BinaryPrimitives.WriteInt32LittleEndian(log.AsSpan(SecondRecord + 4), 64);
                return log;
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, null);
        }
    }

    // Not closed, so that opening looks at the records.
    private static byte[] Sound()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        log.Append("one"u8);
        log.Append("two"u8);
        log.Append("three"u8);
        return log.Mapping.AsReadOnlySpan(0, LogFile.Length).ToArray();
    }
}
