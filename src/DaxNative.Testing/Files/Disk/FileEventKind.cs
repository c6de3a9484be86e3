namespace DaxNative.Testing;

/// <summary>What happened to simulated files.</summary>
internal enum FileEventKind
{
    Create,
    CreateDirectory,
    Rename,
    Delete,
    Write,
    SetLength,
    FlushFile,
    FlushDirectory,
    OperationStarted,
    OperationCompleted,
}
