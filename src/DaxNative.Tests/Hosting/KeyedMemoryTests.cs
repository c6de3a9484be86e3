using DaxNative.Hosting;
using DaxNative.Log;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Mappings and logs as keyed services: opened once, found by name, disposed with the container.</summary>
public sealed class KeyedMemoryTests : IDisposable
{
    private readonly TestHost _test = new();

    [Fact]
    public async Task AHost_OpensWhatItsSettingsNameBeforeAnotherServiceStarts()
    {
        string[] told = [];
        using IHost host = _test.Build(_test.Settings, services => services.AddHostedService(_ => new OnStart(() => told = _test.Events.Of(LogLevel.Information))));

        await host.StartAsync();

        Assert.Contains(told, message => message.StartsWith("DaxNative:Mappings:orders: ", StringComparison.Ordinal));
        Assert.Contains(told, message => message.StartsWith("DaxNative:Logs:wal: ", StringComparison.Ordinal));
        PersistentMapping orders = host.Services.GetRequiredKeyedService<PersistentMapping>("orders");
        TransactionalLog wal = host.Services.GetRequiredKeyedService<TransactionalLog>("wal");
        Assert.Equal((_test.Orders, 64 << 10, DurabilityEvidence.Volatile), (orders.Path, orders.Length, orders.Guarantee.Evidence));
        Assert.Equal((_test.Wal, 61_440), (wal.Mapping.Path, wal.Capacity));
        Assert.Same(orders, host.Services.GetRequiredKeyedService<PersistentMapping>("orders"));
        Assert.Same(wal, host.Services.GetRequiredKeyedService<TransactionalLog>("wal"));
    }

    [Fact]
    public void AServiceGetsThem_ByAttributeBeforeTheStartToo()
    {
        using IHost host = _test.Build(_test.Settings, services => services.AddSingleton<Consumer>());

        Consumer consumer = host.Services.GetRequiredService<Consumer>();

        consumer.Log.Append("before the start"u8);
        Assert.Equal(_test.Orders, consumer.Mapping.Path);
        Assert.Same(consumer.Log, host.Services.GetRequiredKeyedService<TransactionalLog>("wal"));
    }

    [Fact]
    public async Task EverybodyWhoAsksAtOnce_GetsTheOneThatWasOpened()
    {
        using IHost host = _test.Build(_test.Settings);
        using var gate = new Barrier(9);
        Task<object>[] askers = [.. Enumerable.Range(0, 8).Select(i => OnThread.Run<object>(() =>
        {
            gate.SignalAndWait();
            return i % 2 == 0 ? host.Services.GetRequiredKeyedService<TransactionalLog>("wal") : host.Services.GetRequiredKeyedService<PersistentMapping>("orders");
        }))];
        gate.SignalAndWait();
        await host.StartAsync();

        Assert.Equal(2, (await Patience.For(Task.WhenAll(askers))).Distinct().Count());
        Assert.Single(_test.Events.Of(LogLevel.Information), message => message.StartsWith("DaxNative:Mappings:orders:", StringComparison.Ordinal));
        Assert.Single(_test.Events.Of(LogLevel.Information), message => message.StartsWith("DaxNative:Logs:wal:", StringComparison.Ordinal));
    }

    // A variable of the environment is often written in capitals, and the configuration then tells the name so.
    [Theory]
    [InlineData("orders")]
    [InlineData("ORDERS")]
    [InlineData("Orders")]
    public void AName_IsTheSameInAnyCase(string name)
    {
        using IHost host = _test.Build(TestHost.Configuration(_test.Settings, ("MAPPINGS:ORDERS:LENGTH", "4096")));

        Assert.Equal(4096, host.Services.GetRequiredKeyedService<PersistentMapping>(name).Length);
        Assert.Same(host.Services.GetRequiredKeyedService<PersistentMapping>(name), host.Services.GetRequiredKeyedService<PersistentMapping>("oRDERS"));
    }

    [Fact]
    public void ANameThatNobodyGave_IsRefusedWithThoseThatThereAre()
    {
        using IHost host = _test.Build(_test.Settings);
        using IHost empty = _test.Build(services => services.AddDaxNative());

        Assert.Equal(
            "No mapping has the name \"wal\"; there are orders. Name it in DaxNative:Mappings, or in the call of AddDaxNative.",
            Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredKeyedService<PersistentMapping>("wal")).Message);
        Assert.Equal(
            "No log has the name \"17\"; there are none. Name it in DaxNative:Logs, or in the call of AddDaxNative.",
            Assert.Throws<InvalidOperationException>(() => empty.Services.GetRequiredKeyedService<TransactionalLog>(17)).Message);
        Assert.False(File.Exists(_test.Orders));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LogsAreDisposedBeforeMappings_AndBothAfterWhoUsesThem(bool isLogAskedForFirst)
    {
        IHost host = _test.Build(_test.Settings, services => services.AddSingleton<LastWord>());
        if (isLogAskedForFirst)
        {
            host.Services.GetRequiredKeyedService<TransactionalLog>("wal");
        }

        await host.StartAsync();
        host.Services.GetRequiredService<LastWord>();
        PersistentMapping orders = host.Services.GetRequiredKeyedService<PersistentMapping>("orders");
        bool wasMapped = false;
        _test.Events.OnMessage = message => wasMapped |= message.Contains("is closed", StringComparison.Ordinal) && orders.Length == orders.AsSpan(0, (int)orders.Length).Length;
        host.Dispose();

        Assert.True(wasMapped);
        Assert.Throws<ObjectDisposedException>(() => orders.AsSpan(0, 1));
        using TransactionalLog reopened = TransactionalLog.Open(_test.Wal, new LogOptions { AllowVolatile = true });
        Assert.True(reopened.Recovery.WasClean);
        Assert.Equal(["last word"], SimulatedLog.Texts(reopened));
    }

    [Fact]
    public async Task ALogThatCannotBeClosed_IsToldAndTheRestIsDisposed()
    {
        IHost host = _test.Build(_test.Settings);
        await host.StartAsync();
        PersistentMapping orders = host.Services.GetRequiredKeyedService<PersistentMapping>("orders");
        host.Services.GetRequiredKeyedService<TransactionalLog>("wal").Mapping.Dispose();

        host.Dispose();

        Assert.Contains($"The log {_test.Wal} could not be closed", Assert.Single(_test.Events.Of(LogLevel.Error)), StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => orders.AsSpan(0, 1));
    }

    [Fact]
    public async Task WithoutAHostThatStarts_TheContainerDisposesWhatWasAskedFor()
    {
        ServiceProvider services = new ServiceCollection().AddDaxNative(TestHost.Configuration(_test.Settings).GetSection("DaxNative")).BuildServiceProvider();
        TransactionalLog log = services.GetRequiredKeyedService<TransactionalLog>("wal");
        await services.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => log.Append("late"u8));
        Assert.ThrowsAny<ObjectDisposedException>(() => services.GetRequiredKeyedService<PersistentMapping>("orders"));
    }

    [Fact]
    public void OptionsByCode_AreAddedToThoseOfTheSettings()
    {
        using IHost host = _test.Build(_test.Settings, services => services
            .AddDaxNative(options => options.Mappings["orders"] = options.Mappings["ORDERS"] with { Path = _test.Orders + "2" })
            .AddDaxNative(options => options.Mappings["more"] = new NamedMapping(_test.Orders + "3", new MappingOptions { Mode = FileMode.CreateNew, Length = 4096 }))
            .AddDaxNative(options => options.Logs["more"] = new NamedLog(_test.Wal + "2", new LogOptions { Length = 8192 })));

        Assert.Equal((_test.Orders + "2", 64 << 10), Opened("orders"));
        Assert.Equal((_test.Orders + "3", 4096), Opened("more"));
        Assert.Equal(4096, host.Services.GetRequiredKeyedService<TransactionalLog>("more").Capacity);
        Assert.False(File.Exists(_test.Orders));

        (string Path, long Length) Opened(string name)
        {
            PersistentMapping mapping = host.Services.GetRequiredKeyedService<PersistentMapping>(name);
            return (mapping.Path, mapping.Length);
        }
    }

    [Fact]
    public async Task TwoSections_AreReadInOrderAndTheLaterOneHolds()
    {
        using IHost host = _test.Build(_test.Settings, services => services.AddDaxNative(
            TestHost.Configuration($$"""{ "Mappings": { "Orders": { "Length": 8192 } } }""").GetSection("DaxNative")));
        await host.StartAsync();

        Assert.Equal((_test.Orders, 8192), (host.Services.GetRequiredKeyedService<PersistentMapping>("orders").Path, host.Services.GetRequiredKeyedService<PersistentMapping>("orders").Length));
        Assert.Single(host.Services.GetServices<IHostedService>());
    }

    // As appsettings.Development.json does.
    [Fact]
    public void ALaterSource_TakesARequirementBackWithNull()
    {
        using IHost host = _test.Build(new ConfigurationBuilder()
            .AddJsonStream(TestHost.Json("""{ "RequiredEvidence": "Proven", "Logs": { "wal": { "Path": "/nowhere", "Length": 65536 } } }"""))
            .AddJsonStream(TestHost.Json($$"""{ "RequiredEvidence": null, "AllowVolatile": true, "Logs": { "wal": { "Path": "{{_test.Wal}}" } } }"""))
            .Build());

        Assert.Equal((_test.Wal, 61_440), (host.Services.GetRequiredKeyedService<TransactionalLog>("wal").Mapping.Path, host.Services.GetRequiredKeyedService<TransactionalLog>("wal").Capacity));
    }

    [Fact]
    public async Task AChangeOfTheConfiguration_ChangesNothing()
    {
        IConfigurationRoot configuration = TestHost.Configuration(_test.Settings);
        using IHost host = _test.Build(configuration);
        await host.StartAsync();
        PersistentMapping orders = host.Services.GetRequiredKeyedService<PersistentMapping>("orders");

        configuration["DaxNative:Mappings:orders:Path"] = _test.Orders + "2";
        configuration["DaxNative:RequiredGranularity"] = "nonsense";
        configuration["DaxNative:Mappings:more:Path"] = _test.Orders + "3";

        orders.Persist(0, 1);
        Assert.Same(orders, host.Services.GetRequiredKeyedService<PersistentMapping>("orders"));
        Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredKeyedService<PersistentMapping>("more"));
    }

    public void Dispose() => _test.Dispose();

    private sealed class Consumer([FromKeyedServices("orders")] PersistentMapping mapping, [FromKeyedServices("wal")] TransactionalLog log)
    {
        internal PersistentMapping Mapping => mapping;

        internal TransactionalLog Log => log;
    }

    private sealed class LastWord([FromKeyedServices("wal")] TransactionalLog log) : IDisposable
    {
        public void Dispose() => log.Append("last word"u8);
    }

    private sealed class OnStart(Action start) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
