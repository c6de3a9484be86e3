using System.Reflection;
using DaxNative.Hosting;
using DaxNative.Log;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Each wrong setting fails the start in one line: its key, its value, and what to do.</summary>
public sealed class WrongSettingTests : IDisposable
{
    private const string Granularities = "Byte, CacheLine, Page";
    private const string PolicyKeys = "RequiredGranularity, RequiredEvidence, AllowVolatile, ForceGranularity, AllowForced, FlushInstruction, NonTemporalThreshold, Verify, Prefault, Lock";
    private const string LogKeys = "Path, Length, RequiredGranularity, AllowVolatile";
    private const string Bytes = "Write a number of bytes such as 67108864, or such as 64 MiB (KiB, MiB, GiB or TiB).";
    private const string Absolute = "Write the absolute path of a file, or of a /dev/daxX.Y device: where a relative one leads depends on who starts the process.";

    private readonly TestHost _test = new();

    // Settings that are added to those nothing is wrong with, or change them; the line.
    public static TheoryData<string, string?, string> Wrong => new()
    {
        // What cannot be read.
        { "RequiredGranularity", "Cacheline64", $"DaxNative:RequiredGranularity is \"Cacheline64\". Write one of {Granularities}." },
        { "RequiredGranularity", "1", $"DaxNative:RequiredGranularity is \"1\". Write one of {Granularities}." },
        { "RequiredGranularity", "", $"DaxNative:RequiredGranularity is \"\". Write one of {Granularities}." },
        { "RequiredEvidence", "Prooven", "DaxNative:RequiredEvidence is \"Prooven\". Write one of Proven, Assumed, Forced." },
        { "AllowVolatile", "yes", "DaxNative:AllowVolatile is \"yes\". Write true or false." },
        { "NonTemporalThreshold", "many", $"DaxNative:NonTemporalThreshold is \"many\". {Bytes}" },
        { "Mappings:orders:Mode", "Opne", "DaxNative:Mappings:orders:Mode is \"Opne\". Write one of CreateNew, Open, OpenOrCreate." },
        { "Mappings:orders:Length", "64 MB", $"DaxNative:Mappings:orders:Length is \"64 MB\". {Bytes}" },
        { "Mappings:orders:Length", "8388608 TiB", $"DaxNative:Mappings:orders:Length is \"8388608 TiB\". {Bytes}" },
        { "Mappings:orders:Length", "9223372036854775808", $"DaxNative:Mappings:orders:Length is \"9223372036854775808\". {Bytes}" },
        { "Mappings:orders:Offset", "4096.0", $"DaxNative:Mappings:orders:Offset is \"4096.0\". {Bytes}" },
        { "Logs:wal:Length", "0x1000", $"DaxNative:Logs:wal:Length is \"0x1000\". {Bytes}" },
        { "Logs:wal:RequiredGranularity", "Line", $"DaxNative:Logs:wal:RequiredGranularity is \"Line\". Write one of {Granularities}." },

        // Keys that there are not.
        { "RequiredGranulartiy", "CacheLine", "DaxNative:RequiredGranulartiy is \"CacheLine\". DaxNative has no such key. Write RequiredGranularity." },
        { "Mapings:orders:Path", "/x", "DaxNative:Mapings: DaxNative has no such key. Write Mappings." },
        { "Colour", "blue", $"DaxNative:Colour is \"blue\". DaxNative has no such key. Its keys are {PolicyKeys}, Mappings, Logs." },
        { "Mappings:orders:Lenght", "1", "DaxNative:Mappings:orders:Lenght is \"1\". DaxNative:Mappings:orders has no such key. Write Length." },
        { "Mappings:orders:AllocationProgress", "1", $"DaxNative:Mappings:orders:AllocationProgress is \"1\". DaxNative:Mappings:orders has no such key. Its keys are Path, Mode, Access, Offset, Length, Allocation, UseMovdir64b, HugePages, InheritOnFork, IncludeInCoreDump, {PolicyKeys}." },
        { "Logs:wal:Mode", "Open", $"DaxNative:Logs:wal:Mode is \"Open\". DaxNative:Logs:wal has no such key. Its keys are {LogKeys}." },
        { "Logs:more", "/dev/shm/more", $"DaxNative:Logs:more is \"/dev/shm/more\". A section belongs there, not a value. Its keys are {LogKeys}." },
        { "Logs", "/dev/shm/more", "DaxNative:Logs is \"/dev/shm/more\". A section belongs there, not a value. Its keys are names of your own." },
        { "Lock:orders", "true", "DaxNative:Lock: One value belongs there, not a section or a list." },

        // What contradicts itself, in the core's words.
        { "RequiredEvidence", "Volatile", "DaxNative:RequiredEvidence is \"Volatile\". RequiredEvidence must be Proven, Assumed or Forced: volatile memory satisfies no requirement." },
        { "NonTemporalThreshold", "-1", "DaxNative:NonTemporalThreshold is \"-1\". NonTemporalThreshold is a number of bytes and cannot be negative; 0 is always." },
        { "Mappings:orders:Length", "-4096", "DaxNative:Mappings:orders:Length is \"-4096\". Length is a number of bytes and cannot be negative; 0 is to the end of the file or device." },
        { "Mappings:orders:Length", "-4 KiB", "DaxNative:Mappings:orders:Length is \"-4096\". Length is a number of bytes and cannot be negative; 0 is to the end of the file or device." },
        { "Mappings:orders:Offset", "-1", "DaxNative:Mappings:orders:Offset is \"-1\". Offset is a number of bytes and cannot be negative." },
        { "Mappings:orders:Mode", "Truncate", "DaxNative:Mappings:orders:Mode is \"Truncate\". Mode must be Open, CreateNew or OpenOrCreate: a mapped file is never truncated." },
        { "Mappings:orders:Access", "Read", "DaxNative:Mappings:orders:Access is \"Read\". Mode CreateNew and OpenOrCreate need Access ReadWrite." },
        { "Logs:wal:Length", "4096", "DaxNative:Logs:wal:Length is \"4096\". 4096 bytes make no log: it wants a multiple of 64, at least 8192." },
        { "Logs:wal:Length", "65537", "DaxNative:Logs:wal:Length is \"65537\". 65537 bytes make no log: it wants a multiple of 64, at least 8192." },
        { "Logs:wal:Length", "-64", "DaxNative:Logs:wal:Length is \"-64\". -64 bytes make no log: it wants a multiple of 64, at least 8192." },

        // Paths.
        { "Mappings:orders:Path", "", $"DaxNative:Mappings:orders:Path: {Absolute}" },
        { "Mappings:orders:Path", "orders", $"DaxNative:Mappings:orders:Path is \"orders\". {Absolute}" },
        { "Mappings:more:Prefault", "true", $"DaxNative:Mappings:more:Path: {Absolute}" },
        { "Logs:more:Length", "8192", $"DaxNative:Logs:more:Path: {Absolute}" },
        { "Mappings:orders:Path", "/a\0b", "DaxNative:Mappings:orders:Path is \"/a\0b\". A path cannot contain a NUL character. (Parameter 'path')" },

        // Modes.
        { "Mappings:orders:Mode", null, "DaxNative:Mappings:orders:Length is \"64 KiB\". Write Mode too: OpenOrCreate for a file that is to be made so long, Open for so much of what is there." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task AWrongSetting_FailsTheStartInOneLine(string key, string? value, string line)
    {
        using IHost host = _test.Build(TestHost.Configuration(_test.Settings, (key, value)));

        OptionsValidationException failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(line, failure.Message);
        Assert.False(File.Exists(_test.Orders) || File.Exists(_test.Wal));
    }

    [Theory]
    [InlineData("""{ "RequiredGranularity": "CacheLine", "ForceGranularity": "Page" }""",
        "DaxNative:ForceGranularity is \"Page\". That is coarser than RequiredGranularity, CacheLine, so nothing could ever be opened. Leave one of them out.")]
    [InlineData("""{ "RequiredGranularity": "CacheLine", "Mappings": { "orders": { "Path": "/x", "ForceGranularity": "Page" } } }""",
        "DaxNative:Mappings:orders:ForceGranularity is \"Page\". That is coarser than RequiredGranularity, CacheLine, so nothing could ever be opened. Leave one of them out.")]
    [InlineData("""{ "RequiredGranularity": "CacheLine", "Mappings": { "orders": { "Path": "/x", "AllowVolatile": true } } }""",
        "DaxNative:Mappings:orders:AllowVolatile is \"True\". The host requires a granularity or an evidence, so the host alone may allow that. Set DaxNative:AllowVolatile, or leave it out.")]
    [InlineData("""{ "RequiredEvidence": "Assumed", "Mappings": { "orders": { "Path": "/x", "AllowForced": true } } }""",
        "DaxNative:Mappings:orders:AllowForced is \"True\". The host requires a granularity or an evidence, so the host alone may allow that. Set DaxNative:AllowForced, or leave it out.")]
    [InlineData("""{ "RequiredEvidence": "Assumed", "Logs": { "wal": { "Path": "/x", "AllowVolatile": true } } }""",
        "DaxNative:Logs:wal:AllowVolatile is \"True\". The host requires a granularity or an evidence, so the host alone may allow that. Set DaxNative:AllowVolatile, or leave it out.")]
    [InlineData("""{ "Mappings": { "orders": { "Path": "/x", "Mode": "CreateNew" } } }""",
        "DaxNative:Mappings:orders:Mode is \"CreateNew\". Mode CreateNew needs a Length.")]
    [InlineData("""{ "Mappings": { "orders": { "Path": "/x/y" }, "more": { "Path": "/x/../x//y" } } }""",
        "DaxNative:Mappings:orders:Path is \"/x/y\". DaxNative:Mappings:more has this path already. Give each its own file, or use one name for both.")]
    [InlineData("""{ "Mappings": { "orders": { "Path": "/x" } }, "Logs": { "wal": { "Path": "/x" } } }""",
        "DaxNative:Logs:wal:Path is \"/x\". DaxNative:Mappings:orders has this path already. Give each its own file, or use one name for both.")]
    [InlineData("{}", "DaxNative is not in the configuration, or is empty. Write the section, or call AddDaxNative without it.")]
    public async Task SettingsThatContradictEachOther_FailTheStartInOneLine(string settings, string line)
    {
        using IHost host = _test.Build(settings);

        Assert.Equal(line, (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync())).Message);
    }

    [Fact]
    public async Task AFlushInstructionThatThisCpuDoesNotHave_IsRefusedWithThoseThatItHas()
    {
        using IHost host = _test.Build("""{ "FlushInstruction": "None" }""");
        using IHost unknown = _test.Build("""{ "FlushInstruction": "movnti" }""");

        Assert.StartsWith("DaxNative:FlushInstruction is \"None\". ", (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync())).Message, StringComparison.Ordinal);
        Assert.Equal(
            $"DaxNative:FlushInstruction is \"movnti\". Write one of {string.Join(", ", Enum.GetValues<FlushInstruction>().Where(CpuFlush.IsSupported))}.",
            (await Assert.ThrowsAsync<OptionsValidationException>(() => unknown.StartAsync())).Message);
    }

    [Fact]
    public async Task SeveralWrongSettings_AreToldAtOnce()
    {
        using IHost host = _test.Build("""{ "Verify": "x", "Mappings": { "a": { "Length": "y" } }, "Logs": { "b": { "Size": "z" } } }""");

        OptionsValidationException failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            ["DaxNative:Verify", "DaxNative:Mappings:a:Length", "DaxNative:Logs:b:Size"],
            failure.Failures.Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task ASectionThatIsAddedTwice_IsToldOnce()
    {
        IConfigurationSection section = TestHost.Configuration("""{ "Verify": "x" }""").GetSection("DaxNative");
        using IHost host = _test.Build(services => services.AddDaxNative(section).AddDaxNative(section));

        Assert.Single((await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync())).Failures);
    }

    [Fact]
    public async Task ASectionOfAnotherName_IsTheKey()
    {
        using IHost host = _test.Build(services => services.AddDaxNative(TestHost.Configuration("""{ "Memory": { "Logs": { "wal": { "Length": 1 } } } }""").GetSection("DaxNative:Memory"))
            .AddDaxNative(options => options.Mappings["code"] = new NamedMapping("code")));

        OptionsValidationException failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(
            ["DaxNative:Memory:Mappings:code:Path", "DaxNative:Memory:Logs:wal:Path:", "DaxNative:Memory:Logs:wal:Length"],
            failure.Failures.Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]));
    }

    [Fact]
    public void EveryOption_HasAKey()
    {
        Assert.Equal(
            Names<MappingOptions>().Except([nameof(MappingOptions.AllocationProgress)]).Append("Path").Order(),
            MappingKeys.OfMapping.Select(key => key.Name).Order());
        Assert.Equal(
            Names<DaxNativeOptions>().Except([nameof(DaxNativeOptions.Mappings), nameof(DaxNativeOptions.Logs)]).Order(),
            MappingKeys.OfPolicy.Select(key => key.Name).Order());
        Assert.Equal(
            Names<LogOptions>().Except([nameof(LogOptions.RecoveryProgress), nameof(LogOptions.Logger)]).Append("Path").Order(),
            MappingKeys.OfLog.Select(key => key.Name).Order());
    }

    // Set where a value differs from the default, so that a key which sets another option is found.
    [Fact]
    public void EveryKey_SetsItsOption()
    {
        (string Key, string Text)[] texts =
        [
            ("RequiredGranularity", "page"), ("RequiredEvidence", "FORCED"), ("AllowVolatile", "True"), ("ForceGranularity", "CacheLine"), ("AllowForced", "true"),
            ("FlushInstruction", "Clwb"), ("NonTemporalThreshold", "0"), ("Verify", "true"), ("Prefault", "true"), ("Lock", "true"), ("Mode", "OpenOrCreate"),
            ("Access", "Read"), ("Offset", "1GiB"), ("Length", "2 tib"), ("Allocation", "Reserved"), ("UseMovdir64b", "false"), ("HugePages", "false"),
            ("InheritOnFork", "true"), ("IncludeInCoreDump", "true"),
        ];
        NamedMapping read = texts.Aggregate(new NamedMapping("/x"), (mapping, text) => MappingKeys.OfMapping.Single(key => key.Name == text.Key).Set(mapping, text.Text));

        Assert.Equal(
            new MappingOptions
            {
                RequiredGranularity = StoreGranularity.Page,
                RequiredEvidence = DurabilityEvidence.Forced,
                AllowVolatile = true,
                ForceGranularity = StoreGranularity.CacheLine,
                AllowForced = true,
                FlushInstruction = FlushInstruction.Clwb,
                NonTemporalThreshold = 0,
                Verify = true,
                Prefault = true,
                Lock = true,
                Mode = FileMode.OpenOrCreate,
                Access = MappingAccess.Read,
                Offset = 1L << 30,
                Length = 2L << 40,
                Allocation = FileAllocation.Reserved,
                UseMovdir64b = false,
                HugePages = false,
                InheritOnFork = true,
                IncludeInCoreDump = true,
            },
            read.Options);
    }

    public void Dispose() => _test.Dispose();

    private static IEnumerable<string> Names<T>() => typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name);
}
