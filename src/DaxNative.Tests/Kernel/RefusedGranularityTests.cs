using Xunit;

namespace DaxNative.Tests;

/// <summary>A required granularity that there is not: each condition that can fail, and what it says.</summary>
[Trait("Category", "Kernel")]
[Collection(ReconfiguresDevices.Name)]
public class RefusedGranularityTests
{
    [SkippableTheory]
    [InlineData(TestDevices.PlainExt4, "page cache", "dax=always")]
    [InlineData(TestDevices.VirtioExt4, "needs a flush by the host", "provider is synchronous")]
    public void CacheLine_IsNotAvailableWithoutSynchronousFaults(string mount, string because, string remedy)
    {
        using var file = TestFile.Written(mount);
        DaxException refusal = Refusal.ByKernel(DaxError.GranularityNotAvailable, "mmap", Errno.EOPNOTSUPP, file.Path, Require(StoreGranularity.CacheLine));
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Remedy, StringComparison.Ordinal);
        Assert.Equal(Errno.EOPNOTSUPP, RawKernel.MmapSync(file.Path, TestFile.Length));
    }

    [SkippableFact]
    public void Byte_IsNotAvailableWhereTheRegionNamesNoDomain()
    {
        using var file = TestFile.Written(TestDevices.E820Ext4);
        foreach (string path in (string[])[file.Path, TestDevices.Get(TestDevices.E820Device)])
        {
            DaxException refusal = Refusal.Predicted(DaxError.GranularityNotAvailable, "mmap", 0, path, Require(StoreGranularity.Byte));
            Assert.Contains("names no persistence domain", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("eADR", refusal.Remedy, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void Byte_IsNotAvailableOnAMemoryControllerRegion()
    {
        TestDevices.RequireNvdimmDomain(PersistenceDomain.MemoryController);
        using var file = TestFile.Written(TestDevices.NvdimmXfs);
        foreach (string path in (string[])[file.Path, TestDevices.Get(TestDevices.NvdimmDevice4K)])
        {
            DaxException refusal = Refusal.Predicted(DaxError.GranularityNotAvailable, "mmap", 0, path, Require(StoreGranularity.Byte));
            Assert.Contains("memory_controller", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("eADR", refusal.Remedy, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void Byte_IsAvailableOnACpuCacheRegion()
    {
        TestDevices.RequireNvdimmDomain(PersistenceDomain.CpuCache);
        using var file = TestFile.Written(TestDevices.NvdimmXfs);
        foreach (string path in (string[])[file.Path, TestDevices.Get(TestDevices.NvdimmDevice4K)])
        {
            using PersistentMapping map = MappingChecks.Open(path, MappingAccess.ReadWrite, options: Require(StoreGranularity.Byte));
            MappingChecks.Is(map, StoreGranularity.Byte, DurabilityEvidence.Proven);
        }
    }

    [SkippableFact]
    public void Environment_ForcesButDoesNotSatisfyUnlessTheOptionsAllowForcing()
    {
        using var file = TestFile.Written(TestDevices.E820Ext4);
        Environment.SetEnvironmentVariable(ForcedGranularity.Variable, "byte");
        try
        {
            using (PersistentMapping forced = MappingChecks.Open(file.Path, MappingAccess.ReadWrite))
            {
                MappingChecks.Is(forced, StoreGranularity.Byte, DurabilityEvidence.Forced);
                Assert.Contains(ForcedGranularity.Variable, forced.Guarantee.Reason, StringComparison.Ordinal);
            }

            DaxException refusal = Refusal.Predicted(DaxError.GranularityNotAvailable, "mmap", 0, file.Path, Require(StoreGranularity.Byte));
            Assert.Contains(nameof(MappingOptions.AllowForced), refusal.Message, StringComparison.Ordinal);

            // What was detected satisfies what it satisfied before.
            using (PersistentMapping enough = MappingChecks.Open(file.Path, MappingAccess.ReadWrite, options: Require(StoreGranularity.CacheLine)))
            {
                Assert.Equal(DurabilityEvidence.Forced, enough.Guarantee.Evidence);
            }

            using PersistentMapping allowed = MappingChecks.Open(file.Path, MappingAccess.ReadWrite, options: Require(StoreGranularity.Byte) with { AllowForced = true });
            MappingChecks.Is(allowed, StoreGranularity.Byte, DurabilityEvidence.Forced);
        }
        finally
        {
            Environment.SetEnvironmentVariable(ForcedGranularity.Variable, null);
        }
    }

    private static MappingOptions Require(StoreGranularity granularity) => new() { RequiredGranularity = granularity };
}
