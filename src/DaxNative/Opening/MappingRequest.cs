namespace DaxNative;

/// <summary>What somebody asks of an opening: the options, with everything in them that is decided once.</summary>
/// <param name="Options">As they were given; they do not contradict themselves.</param>
/// <param name="Requirements">What they require and permit of the memory.</param>
/// <param name="Instruction">The instruction that flushes a line.</param>
/// <param name="Stores">How the mapping's own stores go past the caches.</param>
internal sealed record MappingRequest(MappingOptions Options, Requirements Requirements, FlushInstruction Instruction, StoreChoice Stores)
{
    internal MmapProtections Protections => Options.IsWritable ? MmapProtections.PROT_READ | MmapProtections.PROT_WRITE : MmapProtections.PROT_READ;

    /// <summary>Takes the options, and what the environment says where they say nothing.</summary>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="DaxException">The environment says something that is no choice, or the CPU does not have what is asked for.</exception>
    internal static MappingRequest From(MappingOptions options)
    {
        if (MappingProblem.Of(options).FirstOrDefault() is { } problem)
        {
            throw problem.ToException();
        }

        _ = EnvironmentSwitch.Parse(FlushCounts.Variable, Environment.GetEnvironmentVariable(FlushCounts.Variable));
        var requirements = new Requirements
        {
            Granularity = options.RequiredGranularity,
            Evidence = options.RequiredEvidence,
            AllowVolatile = options.AllowVolatile,
            AllowForced = options.AllowForced,
            Forced = ForcedGranularity.From(options.ForceGranularity, Environment.GetEnvironmentVariable(ForcedGranularity.Variable)),
        };
        FlushInstruction instruction = FlushChoice.Choose(options.FlushInstruction, Environment.GetEnvironmentVariable(FlushChoice.Variable));
        return new MappingRequest(options, requirements, instruction, StoreChoice.From(options.NonTemporalThreshold, options.UseMovdir64b));
    }

    /// <summary>A refusal of the range or of the access, before the kernel was asked.</summary>
    internal DaxException Refused(DaxError error, string path, int errno, string problem, string remedy) => KernelErrors.Failed(new DaxFailure(error, "mmap", problem, remedy)
    {
        Path = path,
        Offset = Options.Offset,
        Length = Options.Length,
        Errno = errno,
        IsPredicted = true,
    });
}
