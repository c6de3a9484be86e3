using DaxNative.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace DaxNative.Tests;

public class AddDaxNativeTests
{
    [Fact]
    public void Factory_OpensWithTheHostsDefaults()
    {
        using var temp = TempPath.InMemory();
        using ServiceProvider services = new ServiceCollection()
            .AddDaxNative(options => options.AllowVolatile = true)
            .AddDaxNative(options => options.RequiredGranularity = StoreGranularity.Byte)
            .BuildServiceProvider();
        PersistentMappingFactory factory = services.GetRequiredService<PersistentMappingFactory>();

        using PersistentMapping map = factory.Open(temp.Path, factory.Defaults with { Mode = FileMode.CreateNew, Length = 4096 });

        Assert.Equal((StoreGranularity.Byte, DurabilityEvidence.Volatile), (map.Granularity, map.Guarantee.Evidence));
        Assert.Same(factory, services.GetRequiredService<PersistentMappingFactory>());
    }

    [Fact]
    public void Factory_KeepsTheHostsRequirementWhateverAMappingAsksFor()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(4096);
        var factory = new PersistentMappingFactory(Options.Create(new DaxNativeOptions { RequiredGranularity = StoreGranularity.CacheLine, Lock = true }));

        foreach (MappingOptions own in (MappingOptions[])[
            new() { Length = 4096 },
            new() { RequiredGranularity = StoreGranularity.Page },
            new() { ForceGranularity = StoreGranularity.Byte, AllowForced = true },
        ])
        {
            Assert.Equal(DaxError.GranularityNotAvailable, Assert.Throws<DaxException>(() => factory.Open(temp.Path, own)).Error);
        }

        using var memory = TempPath.InMemory();
        Assert.Equal(DaxError.VolatileMemory, Assert.Throws<DaxException>(() => factory.Open(memory.WithFile(4096).Path, new MappingOptions { AllowVolatile = true })).Error);
    }

    [Fact]
    public void Factory_AddsWhatAMappingAsksForToTheHostsPolicy()
    {
        MappingOptions host = new DaxNativeOptions { RequiredEvidence = DurabilityEvidence.Assumed, Verify = true, FlushInstruction = FlushInstruction.Clflush }.Policy;

        MappingOptions merged = PersistentMappingFactory.Under(host, new MappingOptions { RequiredEvidence = DurabilityEvidence.Proven, RequiredGranularity = StoreGranularity.Byte, Length = 4096, Prefault = true });

        Assert.Equal(
            new MappingOptions { RequiredEvidence = DurabilityEvidence.Proven, RequiredGranularity = StoreGranularity.Byte, Length = 4096, Prefault = true, Verify = true, FlushInstruction = FlushInstruction.Clflush },
            merged);
        Assert.Equal(DurabilityEvidence.Assumed, PersistentMappingFactory.Under(host, new MappingOptions { RequiredEvidence = DurabilityEvidence.Forced }).RequiredEvidence);
    }

    public static TheoryData<string> Contradictions => [.. s_contradictions.Keys];

    private static readonly Dictionary<string, Action<DaxNativeOptions>> s_contradictions = new()
    {
        ["ForceGranularity"] = options => (options.ForceGranularity, options.RequiredGranularity) = (StoreGranularity.Page, StoreGranularity.Byte),
        ["FlushInstruction"] = options => options.FlushInstruction = FlushInstruction.None,
        ["NonTemporalThreshold"] = options => options.NonTemporalThreshold = -1,
        ["RequiredEvidence"] = options => options.RequiredEvidence = DurabilityEvidence.Volatile,
        ["RequiredGranularity"] = options => options.RequiredGranularity = (StoreGranularity)42,
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Options_ThatCannotHoldAreRefusedByName(string name)
    {
        using ServiceProvider services = new ServiceCollection().AddDaxNative(s_contradictions[name]).BuildServiceProvider();

        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(services.GetRequiredService<PersistentMappingFactory>);

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_AreValidatedWhenTheHostStarts()
    {
        using ServiceProvider services = new ServiceCollection().AddDaxNative(s_contradictions["FlushInstruction"]).BuildServiceProvider();

        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
    }
}
