using Microsoft.CodeAnalysis;

namespace DaxNative.Analyzers;

/// <summary>What is reported. The page docs/analyzers.md explains each.</summary>
internal static class Rules
{
    internal static readonly DiagnosticDescriptor FlushWithoutDrain = new(
        "DAX001",
        "A flush that no drain follows",
        "'{0}' only starts the write-back, and on a path to the end of '{1}' no drain follows: {2}",
        Durability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Flush, and a store with StoreOptions.NoDrain, start the write-back and do not wait for it. Only a drain by the same thread ends it: Drain, Persist, a store without NoDrain, or the Dispose of a FlushBatch. Until then the bytes may be lost in a power cut.",
        Page + "#dax001");

    internal static readonly DiagnosticDescriptor UseAfterDispose = new(
        "DAX002",
        "A window into a mapping that is disposed",
        "'{0}' is a window into '{1}', which is disposed {2}",
        "DaxNative.Lifetime",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "After Dispose the memory of a mapping is inaccessible. A span or a reference into it ends the process when it is used; a Memory throws ObjectDisposedException.",
        Page + "#dax002");

    internal static readonly DiagnosticDescriptor DrainAfterAwait = new(
        "DAX003",
        "An await between a flush and its drain",
        "'{0}' is drained only after an await: the drain may run on another thread, and then it does not wait for this write-back; call Drain before the await",
        Durability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A drain waits for what its own thread has flushed. Behind an await the method may go on on another thread, whose drain does not wait for the write-back that the first thread started.",
        Page + "#dax003");

    private const string Durability = "DaxNative.Durability";
    private const string Page = "docs/analyzers.md";
}
