using Xunit;

namespace DaxNative.Tests;

/// <summary>An opening on another thread, which can be given up while a file is written.</summary>
public sealed class OpenAsyncTests : IDisposable
{
    private const long Length = 64L << 20;

    private readonly TempPath _temp = TempPath.InMemory();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _temp.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task ANewFile_IsOpenedAndItsProgressTold()
    {
        var reported = new List<long>();
        using PersistentMapping map = await PersistentMapping.OpenAsync(_temp.Path, New(new Reporter(reported.Add)), _stop.Token);

        Assert.Equal(Length, map.Length);
        Assert.Equal(reported.Order(), reported);
        Assert.Equal(Length, reported[^1]);
    }

    [Fact]
    public async Task GivenUpHalfWay_ANewFileIsNotLeftBehind()
    {
        Task<PersistentMapping> opening = PersistentMapping.OpenAsync(_temp.Path, New(new Reporter(at => StopAt(at, Length / 4))), _stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        Assert.True(opening.IsCanceled);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.Directory, Path.GetFileName(_temp.Path) + "*"));

        // And nothing of it stands in the way.
        using PersistentMapping map = await PersistentMapping.OpenAsync(_temp.Path, New(null));
        Assert.Equal(Length, map.Length);
    }

    [Fact]
    public async Task GivenUpWhileAFileGrows_TheFileKeepsItsBytesAndOpensAgain()
    {
        File.WriteAllBytes(_temp.Path, [1, 2, 3]);
        MappingOptions grow = New(new Reporter(at => StopAt(at, Length / 4))) with { Mode = FileMode.OpenOrCreate };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PersistentMapping.OpenAsync(_temp.Path, grow, _stop.Token));

        Assert.InRange(new FileInfo(_temp.Path).Length, 3, Length);
        using PersistentMapping map = await PersistentMapping.OpenAsync(_temp.Path, grow with { AllocationProgress = null });
        Assert.Equal(Length, map.Length);
        Assert.Equal<byte>([1, 2, 3, 0], map.AsReadOnlySpan(0, 4));
    }

    [Fact]
    public async Task GivenUpBefore_NothingIsTouched()
    {
        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PersistentMapping.OpenAsync(_temp.Path, New(null), _stop.Token));

        Assert.False(File.Exists(_temp.Path));
    }

    [Fact]
    public async Task ARefusal_IsTheTasks()
    {
        Task<PersistentMapping> opening = PersistentMapping.OpenAsync(_temp.Path);

        Assert.Equal(DaxError.NotFound, (await Assert.ThrowsAsync<DaxException>(() => opening)).Error);
        Assert.Throws<ArgumentException>(() => { _ = PersistentMapping.OpenAsync(""); });
    }

    private static MappingOptions New(IProgress<long>? progress) =>
        new() { Mode = FileMode.CreateNew, Length = Length, AllowVolatile = true, AllocationProgress = progress };

    private void StopAt(long at, long where)
    {
        if (at >= where)
        {
            _stop.Cancel();
        }
    }

    private sealed class Reporter(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
