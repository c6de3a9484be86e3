using DaxNative.Hosting;
using DaxNative.Log;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What only opening shows, what is told of it, and a start that is cancelled.</summary>
public sealed class HostStartTests : IDisposable
{
    private readonly TestHost _test = new();

    [Fact]
    public async Task AFileThatIsNotThere_FailsTheStartWithItsKey()
    {
        using IHost host = _test.Build($$"""{ "Mappings": { "orders": { "Path": "{{_test.Orders}}" } } }""");

        DaxException failure = await Assert.ThrowsAsync<DaxException>(() => host.StartAsync());

        Assert.Equal((DaxError.NotFound, "stat", "ENOENT", _test.Orders), (failure.Error, failure.Operation, failure.ErrnoName, failure.Path));
        Assert.StartsWith($"DaxNative:Mappings:orders: stat({_test.Orders}) failed: ENOENT (2).", failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Message, $"DaxNative:Mappings:orders: {failure.InnerException!.Message}");
        Assert.Equal([failure.Message], _test.Events.Of(LogLevel.Error));
    }

    [Fact]
    public async Task ANewFileWithoutLength_IsAWrongSettingThatOnlyOpeningShows()
    {
        using IHost host = _test.Build($$"""{ "Mappings": { "orders": { "Path": "{{_test.Orders}}", "Mode": "OpenOrCreate" } } }""");

        Assert.StartsWith("DaxNative:Mappings:orders: ", (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMisalignedOffset_FailsTheStartWithItsKey()
    {
        File.WriteAllBytes(_test.Orders, new byte[8192]);
        using IHost host = _test.Build($$"""{ "AllowVolatile": true, "Mappings": { "orders": { "Path": "{{_test.Orders}}", "Offset": 100 } } }""");

        DaxException failure = await Assert.ThrowsAsync<DaxException>(() => host.StartAsync());

        Assert.Equal(DaxError.Misaligned, failure.Error);
        Assert.StartsWith("DaxNative:Mappings:orders: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALogOfAnotherLength_FailsTheStartWithItsKey()
    {
        TransactionalLog.Create(_test.Wal, new LogOptions { Length = 8192, AllowVolatile = true }).Dispose();
        using IHost host = _test.Build(_test.Settings);

        LogException failure = await Assert.ThrowsAsync<LogException>(() => host.StartAsync());

        Assert.Equal(LogError.WrongLength, failure.Error);
        Assert.StartsWith("DaxNative:Logs:wal: The log has 8192 bytes, not 65536.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADamagedLog_FailsTheStartWithItsKeyAndTheOffset()
    {
        TransactionalLog.Create(_test.Wal, new LogOptions { Length = 65536, AllowVolatile = true }).Dispose();
        byte[] bytes = File.ReadAllBytes(_test.Wal);
        bytes.AsSpan(1024, 2048).Clear();
        File.WriteAllBytes(_test.Wal, bytes);
        using IHost host = _test.Build(_test.Settings);

        LogCorruptException failure = await Assert.ThrowsAsync<LogCorruptException>(() => host.StartAsync());

        Assert.Equal(1024, failure.Offset);
        Assert.StartsWith("DaxNative:Logs:wal: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheHostsPolicy_HoldsForALogAsForAMapping()
    {
        using IHost host = _test.Build($$"""{ "RequiredEvidence": "Assumed", "AllowVolatile": true, "Logs": { "wal": { "Path": "{{_test.Wal}}", "Length": 65536 } } }""");
        using IHost forced = _test.Build($$"""{ "ForceGranularity": "Page", "AllowVolatile": true, "Logs": { "wal": { "Path": "{{_test.Wal}}", "Length": 65536 } } }""");

        Assert.Equal(DaxError.EvidenceNotAvailable, Assert.Throws<DaxException>(() => host.Services.GetRequiredKeyedService<TransactionalLog>("wal")).Error);
        Assert.False(File.Exists(_test.Wal));
        Assert.Equal(StoreGranularity.Page, forced.Services.GetRequiredKeyedService<TransactionalLog>("wal").Mapping.Granularity);
    }

    [Fact]
    public async Task PageGranularityThatNobodyAskedFor_IsAWarning()
    {
        using TempPath disk = TempPath.OnDisk().WithFile(4096);
        using IHost host = _test.Build($$"""{ "Mappings": { "orders": { "Path": "{{disk.Path}}" } } }""");
        await host.StartAsync();

        PersistentMapping orders = host.Services.GetRequiredKeyedService<PersistentMapping>("orders");
        Assert.StartsWith($"DaxNative:Mappings:orders: {disk.Path} is open at Page granularity ({orders.Guarantee.Evidence}: {orders.Guarantee.Reason}). Took ", Assert.Single(_test.Events.Of(LogLevel.Information)), StringComparison.Ordinal);
        Assert.StartsWith($"DaxNative:Mappings:orders: {disk.Path} has Page granularity only", Assert.Single(_test.Events.Of(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task VolatileMemory_IsAWarning()
    {
        using IHost host = _test.Build(_test.Settings);
        await host.StartAsync();

        Assert.All(_test.Events.Of(LogLevel.Warning), message => Assert.Contains("nothing proves", message, StringComparison.Ordinal));
        Assert.Equal(2, _test.Events.Of(LogLevel.Warning).Length);
    }

    [Fact]
    public async Task AStartThatIsCancelledBefore_OpensNothing()
    {
        using IHost host = _test.Build(_test.Settings);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync(new CancellationToken(canceled: true)));

        Assert.False(File.Exists(_test.Orders) || File.Exists(_test.Wal));
    }

    [Fact]
    public async Task AStartThatIsCancelledWhileAFileIsWritten_LeavesNoFile_AndTheNextWhoAsksOpens()
    {
        using var cancellation = new CancellationTokenSource();
        using IHost host = _test.Build(_test.Settings, services => services.AddDaxNative(options => options.Mappings["orders"] = new NamedMapping(_test.Orders, new MappingOptions
        {
            Mode = FileMode.OpenOrCreate,
            Length = 16 << 20,
            AllocationProgress = new At(4 << 20, cancellation.Cancel),
        })));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync(cancellation.Token));

        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(_test.Orders)!));
        Assert.Empty(_test.Events.Of(LogLevel.Error));
        Assert.Equal(16 << 20, host.Services.GetRequiredKeyedService<PersistentMapping>("orders").Length);
    }

    [Fact]
    public async Task AStartThatIsCancelledWhileALogIsRecovered_LeavesTheLogAsItIs()
    {
        TransactionalLog killed = TransactionalLog.Create(_test.Wal, new LogOptions { Length = 8 << 20, AllowVolatile = true });
        for (int i = 0; i < 4; i++)
        {
            killed.Append(new byte[1 << 20]);
        }

        killed.Abandon();
        killed.Mapping.Dispose();
        byte[] before = File.ReadAllBytes(_test.Wal);
        using var cancellation = new CancellationTokenSource();
        using IHost host = _test.Build(services => services.AddDaxNative(options =>
        {
            options.AllowVolatile = true;
            options.Logs["wal"] = new NamedLog(_test.Wal, new LogOptions { RecoveryProgress = new At(1 << 20, cancellation.Cancel) });
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync(cancellation.Token));

        Assert.Equal(before, File.ReadAllBytes(_test.Wal));
        TransactionalLog recovered = host.Services.GetRequiredKeyedService<TransactionalLog>("wal");
        Assert.Equal((false, 4), (recovered.Recovery.WasClean, SimulatedLog.Records(recovered).Count));
    }

    [Fact]
    public async Task AHostThatIsDisposedWhileItStarts_LeavesNothingOpen()
    {
        IHost? host = null;
        host = _test.Build(_test.Settings, services => services.AddDaxNative(options => options.Mappings["orders"] = new NamedMapping(_test.Orders, new MappingOptions
        {
            Mode = FileMode.OpenOrCreate,
            Length = 4 << 20,
            Lock = true,
            AllocationProgress = new At(4 << 20, () => host!.Dispose()),
        })));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => host.StartAsync());

        PersistentMapping.Open(_test.Orders, new MappingOptions { Lock = true, AllowVolatile = true }).Dispose();
        Assert.False(File.Exists(_test.Wal));
    }

    // A host may cancel the token of its start when it stops.
    [Fact]
    public async Task ALogThatGrowsLater_IsNotCancelledByTheStart()
    {
        using var start = new CancellationTokenSource();
        using IHost host = _test.Build(_test.Settings);
        await host.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Single().StartingAsync(start.Token);
        await start.CancelAsync();

        host.Services.GetRequiredKeyedService<TransactionalLog>("wal").Grow(1 << 20);

        Assert.Equal(1 << 20, new FileInfo(_test.Wal).Length);
    }

    public void Dispose() => _test.Dispose();

    private sealed class At(long position, Action then) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value >= position)
            {
                then();
            }
        }
    }
}
