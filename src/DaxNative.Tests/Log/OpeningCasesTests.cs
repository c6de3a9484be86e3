using DaxNative.Log;
using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What is opened, what is created, and what is left as it is.</summary>
public sealed class OpeningCasesTests : IDisposable
{
    private static readonly LogOptions s_options = new() { Length = 64 << 10, AllowVolatile = true };

    private readonly TempPath _temp = TempPath.InMemory();

    [Fact]
    public void OpenOrCreate_CreatesInANewFileAndOpensItNextTime()
    {
        using (TransactionalLog log = TransactionalLog.OpenOrCreate(_temp.Path, s_options))
        {
            log.Append("x"u8);
        }

        using TransactionalLog again = TransactionalLog.OpenOrCreate(_temp.Path, s_options);
        Assert.True(again.Recovery.WasClean);
        Assert.Equal(["x"], SimulatedLog.Texts(again));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64 << 10)]
    public void OpenOrCreate_CreatesInAnEmptyFileAndInOneOfZeros(int length)
    {
        _temp.WithFile(length);
        TransactionalLog.OpenOrCreate(_temp.Path, s_options).Dispose();
        TransactionalLog.Open(_temp.Path, s_options).Dispose();
    }

    [Fact]
    public void OpenOrCreate_OpensALogWithoutBeingToldItsLength()
    {
        TransactionalLog.Create(_temp.Path, s_options).Dispose();
        using TransactionalLog log = TransactionalLog.OpenOrCreate(_temp.Path, new LogOptions { AllowVolatile = true });
        Assert.Equal((64 << 10) - LogLayout.RingOffset, log.Capacity);
    }

    [Fact]
    public void OpenOrCreate_LeavesWhatIsNoLog()
    {
        _temp.WithFile(64 << 10, 7);
        Unchanged(LogError.NotALog, () => TransactionalLog.OpenOrCreate(_temp.Path, s_options));
        Unchanged(LogError.NotALog, () => TransactionalLog.Open(_temp.Path, s_options));
        Unchanged(LogError.NotEmpty, () => TransactionalLog.Create(_temp.Path, s_options));
    }

    [Fact]
    public void Create_LeavesALogThatIsThere()
    {
        TransactionalLog.Create(_temp.Path, s_options).Dispose();
        Unchanged(LogError.NotEmpty, () => TransactionalLog.Create(_temp.Path, s_options));
        Unchanged(LogError.NotEmpty, () => TransactionalLog.Create(_temp.Path, new LogOptions { AllowVolatile = true }));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(8191)]
    [InlineData(8192 + 32)]
    public void Create_ThatIsRefusedForItsLength_LeavesNoFile(long length)
    {
        LogOptions options = s_options with { Length = length };
        foreach (Func<string, LogOptions, TransactionalLog> create in (Func<string, LogOptions, TransactionalLog>[])[TransactionalLog.Create, TransactionalLog.OpenOrCreate])
        {
            Assert.Equal(LogError.WrongLength, Assert.Throws<LogException>(() => create(_temp.Path, options)).Error);
            Assert.False(File.Exists(_temp.Path));
        }

        // Nor does it make an empty one longer.
        _temp.WithFile(0);
        foreach (Func<string, LogOptions, TransactionalLog> create in (Func<string, LogOptions, TransactionalLog>[])[TransactionalLog.Create, TransactionalLog.OpenOrCreate])
        {
            Unchanged(LogError.WrongLength, () => create(_temp.Path, options));
        }
    }

    [Fact]
    public void Create_ThatIsRefusedForItsMemory_LeavesNoFile()
    {
        Assert.Throws<DaxException>(() => TransactionalLog.Create(_temp.Path, s_options with { AllowVolatile = false }));
        Assert.Throws<DaxException>(() => TransactionalLog.OpenOrCreate(_temp.Path, s_options with { AllowVolatile = false }));
        Assert.Throws<DaxException>(() => TransactionalLog.Open(_temp.Path, s_options));
        Assert.False(File.Exists(_temp.Path));
    }

    [Fact]
    public void AnotherLengthThanTheLogs_IsRefused()
    {
        TransactionalLog.Create(_temp.Path, s_options).Dispose();
        LogOptions other = s_options with { Length = 128 << 10 };
        Unchanged(LogError.WrongLength, () => TransactionalLog.Open(_temp.Path, other));
        Unchanged(LogError.WrongLength, () => TransactionalLog.OpenOrCreate(_temp.Path, other));

        // Nor is a file of zeros taken that has another one.
        File.WriteAllBytes(_temp.Path, new byte[64 << 10]);
        Unchanged(LogError.WrongLength, () => TransactionalLog.Create(_temp.Path, other));
        Unchanged(LogError.WrongLength, () => TransactionalLog.OpenOrCreate(_temp.Path, other));
    }

    [Fact]
    public void AFileThatWasCutShort_IsRefused()
    {
        TransactionalLog.Create(_temp.Path, s_options).Dispose();
        using (FileStream file = File.OpenWrite(_temp.Path))
        {
            file.SetLength(32 << 10);
        }

        Unchanged(LogError.WrongLength, () => TransactionalLog.Open(_temp.Path, new LogOptions { AllowVolatile = true }));
        File.WriteAllBytes(_temp.Path, new byte[100]);
        Unchanged(LogError.WrongLength, () => TransactionalLog.Open(_temp.Path, new LogOptions { AllowVolatile = true }));
    }

    [Fact]
    public void TwoLogsInOneMapping_AreRefused()
    {
        using var simulated = new SimulatedLog();
        Func<TransactionalLog>[] opens =
        [
            () => TransactionalLog.Open(simulated.Mapping), () => TransactionalLog.OpenOrCreate(simulated.Mapping), () => TransactionalLog.Create(simulated.Mapping),
        ];
        Assert.All(opens, open => Assert.Equal(LogError.InUse, Assert.Throws<LogException>(open).Error));
        simulated.Log.Append("mine"u8);
        simulated.Log.Dispose();

        // One that was refused does not stay in the way.
        Assert.Throws<LogException>(() => TransactionalLog.Open(simulated.Mapping, new LogOptions { Length = 8192 }));
        Assert.Equal(["mine"], SimulatedLog.Texts(simulated.Kill()));
    }

    [Fact]
    public void ACreationThatWasKilled_IsDoneAgain()
    {
        for (int stage = 0; stage < 3; stage++)
        {
            using var memory = new SimulatedPersistentMemory(64 << 10);
            TransactionalLog.Create(memory.Mapping).Abandon();

            // As it is until the last word.
            LogIdentity.Unfinished.CopyTo(memory.Mapping.AsSpan(0, 8));
            if (stage == 1)
            {
                memory.Mapping.AsSpan(8, 4088).Clear();
            }

            Assert.Equal(LogError.NotALog, Assert.Throws<LogException>(() => TransactionalLog.Open(memory.Mapping)).Error);
            TransactionalLog log = stage == 2 ? TransactionalLog.Create(memory.Mapping) : TransactionalLog.OpenOrCreate(memory.Mapping);
            log.Append("x"u8);
            log.Abandon();
            memory.CutPowerLosingAll();
            Assert.Equal(["x"], SimulatedLog.Texts(TransactionalLog.Open(memory.Mapping)));
        }
    }

    public void Dispose() => _temp.Dispose();

    private void Unchanged(LogError error, Func<TransactionalLog> open)
    {
        byte[] before = File.ReadAllBytes(_temp.Path);
        Assert.Equal(error, Assert.Throws<LogException>(open).Error);
        Assert.Equal(before, File.ReadAllBytes(_temp.Path));
    }
}
