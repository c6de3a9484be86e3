using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace DaxNative.Benchmarks;

/// <summary><c>micro ARGUMENTS</c>: BenchmarkDotNet over our own paths, with what they allocate; the arguments are its own.</summary>
internal static class Micro
{
    internal static int Run(string[] arguments)
    {
        // In process: the usual way builds a project of its own at run time, for frameworks that this version knows.
        IConfig config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default);
        BenchmarkSwitcher.FromAssembly(typeof(Micro).Assembly).Run(arguments.Length == 0 ? ["--filter", "*"] : arguments, config);
        return 0;
    }
}
