namespace DaxNative.Tests;

/// <summary>Writes down what a mapping asks for, as words with the mapping's offsets.</summary>
internal sealed class RecordingWriteBack : WriteBack
{
    internal List<string> Events { get; } = [];

    internal override bool MergesRanges => false;

    public override string ToString() => string.Join("; ", Events);

    internal override void Stored(long offset, long length, StoreOptions options) => Events.Add($"stored {offset}+{length}");

    internal override void Flush(long offset, long length) => Events.Add($"flush {offset}+{length}");

    internal override void Drain() => Events.Add("drain");

    internal override void DeepFlush(long offset, long length) => Events.Add($"deep flush {offset}+{length}");
}
