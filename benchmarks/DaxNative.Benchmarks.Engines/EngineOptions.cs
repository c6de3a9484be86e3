namespace DaxNative.Benchmarks;

/// <summary>What is measured, and where.</summary>
internal sealed record EngineOptions(int Rounds, TimeSpan Slice, string Memory, string Disk, string? Docs);
