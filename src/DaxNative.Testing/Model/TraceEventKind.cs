namespace DaxNative.Testing;

/// <summary>What happened to simulated memory.</summary>
public enum TraceEventKind
{
    /// <summary>Words were found changed that the library did not store: through a span or a reference, in an unknown order.</summary>
    SpanStore,

    /// <summary>The library stored a range through the cache.</summary>
    Store,

    /// <summary>The library stored a range that on some CPU goes past the caches, so that its words have no order.</summary>
    UnorderedStore,

    /// <summary>A range was flushed.</summary>
    Flush,

    /// <summary>A thread drained.</summary>
    Drain,

    /// <summary>An operation began.</summary>
    OperationStarted,

    /// <summary>An operation ended: what it promised must hold from here on.</summary>
    OperationCompleted,
}
