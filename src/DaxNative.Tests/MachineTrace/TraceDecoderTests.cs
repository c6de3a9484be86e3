using Xunit;

namespace DaxNative.Tests;

/// <summary>Which instructions the tracer takes for what (encodings: Intel SDM vol. 2).</summary>
public sealed class TraceDecoderTests : IDisposable
{
    private const string Plugin = "tools/trace/plugin";

    private readonly CompiledProgram _harness = new(
        CCompiler.Host,
        "src/DaxNative.Tests/MachineTrace/DecodeHarness.c",
        "-I" + Path.Combine(Repository.Root, Plugin),
        Path.Combine(Repository.Root, Plugin, "decode.c"));

    public void Dispose() => _harness.Dispose();

    [SkippableFact]
    public void Decode_KnowsFlushesFencesAndStoresPastTheCaches()
    {
        (string Bytes, string Meaning)[] table =
        [
            ("660fae37", "1 7+-1*1+0"),               // clwb [rdi]
            ("660fae3f", "2 7+-1*1+0"),               // clflushopt [rdi]
            ("0fae3f", "3 7+-1*1+0"),                 // clflush [rdi]
            ("66410fae7510", "1 13+-1*1+16"),         // clwb [r13+16]
            ("66420faeb4c180000000", "1 1+8*8+128"),  // clwb [rcx+r8*8+128]
            ("660fae3500010000", "1 16+-1*1+256"),    // clwb [rip+256]
            ("660fae342500100000", "1 -1+-1*1+4096"), // clwb [4096]
            ("66640fae37", "1 7+-1*1+0 with a segment"),
            ("0faef8", "4"),                          // sfence
            ("0faef0", "5"),                          // mfence
            ("0faee8", "0"),                          // lfence
            ("660faef0", "0"),                        // tpause
            ("0fae37", "0"),                          // xsaveopt [rdi]
            ("f0480fb10f", "6"),                      // lock cmpxchg [rdi], rcx
            ("488707", "6"),                          // xchg [rdi], rax
            ("4887c8", "0"),                          // xchg rax, rcx
            ("480fc307", "0 past the caches"),        // movnti
            ("660fe707", "0 past the caches"),        // movntdq
            ("0f2b07", "0 past the caches"),          // movntps
            ("c5fde707", "0 past the caches"),        // vmovntdq, 32 bytes
            ("c4c17de700", "0 past the caches"),      // the same to [r8]
            ("c5fd7f07", "0"),                        // vmovdqa
            ("660f7f07", "0"),                        // movdqa
            ("48890f", "0"),                          // mov
        ];
        Assert.Equal(table.Select(row => row.Meaning), Decode([.. table.Select(row => row.Bytes)]));
    }

    [SkippableFact]
    public void Decode_KnowsTheLibrarysOwnFlushes() => Assert.Equal(
        ["1 7+-1*1+0", "2 7+-1*1+0", "3 7+-1*1+0"],
        Decode([.. new[] { FlushInstruction.Clwb, FlushInstruction.ClflushOpt, FlushInstruction.Clflush }
            .Select(instruction => Convert.ToHexString(StubEncoder.Encode(instruction, 64)))]));

    private string[] Decode(string[] instructions)
    {
        ProcessResult result = ProbeProcess.RunProgram([_harness.Path, .. instructions]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
