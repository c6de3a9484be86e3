using DaxNative.Hosting;
using DaxNative.Log;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What a host's health checks say of its persistent memory, in each of its states.</summary>
public sealed class HealthCheckTests : IDisposable
{
    private readonly TestHost _test = new();
    private readonly TempPath _disk = TempPath.OnDisk();

    [Fact]
    public async Task WhatSurvivesAPowerLoss_IsHealthyAndDescribed()
    {
        using IHost host = Build(Durable);
        await host.StartAsync();

        HealthReportEntry entry = await Check(host);

        DurabilityEvidence evidence = host.Services.GetRequiredKeyedService<PersistentMapping>("orders").Guarantee.Evidence;
        Assert.Equal((HealthStatus.Healthy, ""), (entry.Status, entry.Description));
        Assert.Equal(
            new Dictionary<string, object>
            {
                ["DaxNative:Mappings:orders:Path"] = _disk.Path,
                ["DaxNative:Mappings:orders:Granularity"] = "Page",
                ["DaxNative:Mappings:orders:Evidence"] = evidence.ToString(),
                ["DaxNative:Logs:wal:Path"] = _disk.Path + ".wal",
                ["DaxNative:Logs:wal:Granularity"] = "Page",
                ["DaxNative:Logs:wal:Evidence"] = evidence.ToString(),
            },
            entry.Data);
    }

    [Fact]
    public async Task VolatileMemory_IsDegraded()
    {
        using IHost host = Build(_test.Settings);
        await host.StartAsync();

        HealthReportEntry entry = await Check(host);

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("DaxNative:Mappings:orders: Nothing proves that it survives a power loss (Volatile: ", entry.Description, StringComparison.Ordinal);
        Assert.Contains("DaxNative:Logs:wal: ", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AForcedGranularity_IsDegraded()
    {
        using IHost host = Build($$"""{ "ForceGranularity": "Page", "Mappings": { "orders": { "Path": "{{_disk.Path}}", "Mode": "OpenOrCreate", "Length": 4096 } } }""");
        await host.StartAsync();

        Assert.Equal(HealthStatus.Degraded, (await Check(host)).Status);
    }

    [Fact]
    public async Task WhatNobodyHasOpenedYet_IsUnhealthy_AndTheCheckDoesNotOpenIt()
    {
        using IHost host = Build(Durable);

        HealthReportEntry entry = await Check(host);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("DaxNative:Mappings:orders: Nobody has opened it yet", entry.Description, StringComparison.Ordinal);
        Assert.False(File.Exists(_disk.Path));
    }

    [Fact]
    public async Task WhatCouldNotBeOpened_IsUnhealthyUntilItCan()
    {
        using IHost host = Build($$"""{ "Mappings": { "orders": { "Path": "{{_disk.Path}}" } } }""");
        DaxException failure = Assert.Throws<DaxException>(() => host.Services.GetRequiredKeyedService<PersistentMapping>("orders"));

        HealthReportEntry entry = await Check(host);

        Assert.Equal((HealthStatus.Unhealthy, failure.Message, (Exception)failure), (entry.Status, entry.Description, entry.Exception));
        _disk.WithFile(4096);
        host.Services.GetRequiredKeyedService<PersistentMapping>("orders");
        Assert.Equal(HealthStatus.Healthy, (await Check(host)).Status);
    }

    [Fact]
    public async Task AMappingThatIsDisposed_IsUnhealthyAndTheLogIsNot()
    {
        using IHost host = Build(Durable);
        await host.StartAsync();
        host.Services.GetRequiredKeyedService<PersistentMapping>("orders").Dispose();

        HealthReportEntry entry = await Check(host);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("DaxNative:Mappings:orders: ", entry.Description, StringComparison.Ordinal);
        Assert.Contains("is disposed", entry.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("wal", entry.Description, StringComparison.Ordinal);
        Assert.IsType<ObjectDisposedException>(entry.Exception);
    }

    [Fact]
    public async Task ALogThatIsDisposed_IsUnhealthy()
    {
        using IHost host = Build(Durable);
        await host.StartAsync();
        host.Services.GetRequiredKeyedService<TransactionalLog>("wal").Dispose();

        HealthReportEntry entry = await Check(host);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.StartsWith("DaxNative:Logs:wal: ", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALogThatIsFaulted_IsUnhealthyWithTheReason()
    {
        using IHost host = Build(Durable);
        await host.StartAsync();
        TransactionalLog log = host.Services.GetRequiredKeyedService<TransactionalLog>("wal");
        log.Mapping.Dispose();
        Assert.Equal(LogError.Faulted, Assert.Throws<LogException>(() => log.Append("lost"u8)).Error);

        HealthReportEntry entry = await Check(host);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.StartsWith("DaxNative:Logs:wal: Something could not be made durable", entry.Description, StringComparison.Ordinal);
        Assert.Equal(LogError.Faulted, Assert.IsType<LogException>(entry.Exception).Error);
    }

    [Fact]
    public void AMappingWhoseMsyncFailed_CannotBeUsed()
    {
        using PersistentMapping mapping = SimulatedMapping.Create(new FailingDisk(), StoreGranularity.Page);
        Assert.Null(HostedMapping.RefusalOf(mapping));

        Assert.Throws<DaxException>(() => mapping.Persist(0, 1));

        Assert.Equal(DaxError.WriteBackFailed, Assert.IsType<DaxException>(HostedMapping.RefusalOf(mapping)).Error);
    }

    [Fact]
    public async Task OptionsThatAreWrong_AreUnhealthy()
    {
        using IHost host = Build("""{ "Lock": "x" }""");

        HealthReportEntry entry = await Check(host);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("DaxNative:Lock is \"x\"", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheCheck_HasTheNameTheTagsAndTheStatusThatItWasGiven()
    {
        using IHost host = _test.Build(services => services.AddHealthChecks().AddDaxNative("memory", HealthStatus.Degraded, ["ready"])
            .Services.AddDaxNative(options => options.Mappings["orders"] = new NamedMapping(_disk.Path)));

        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"));

        Assert.Equal(("memory", HealthStatus.Degraded), (Assert.Single(report.Entries).Key, report.Status));
    }

    public void Dispose()
    {
        _test.Dispose();
        _disk.Dispose();
    }

    private string Durable => $$"""
        { "Mappings": { "orders": { "Path": "{{_disk.Path}}", "Mode": "OpenOrCreate", "Length": 4096 } },
          "Logs": { "wal": { "Path": "{{_disk.Path}}.wal", "Length": 65536 } } }
        """;

    private IHost Build(string settings) => _test.Build(settings, services => services.AddHealthChecks().AddDaxNative());

    private static async Task<HealthReportEntry> Check(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["daxnative"];

    private sealed class FailingDisk() : FileWriteBack("simulated", 0, 0)
    {
        protected override int Synchronize(long offset, long length) => Errno.EIO;
    }
}
