namespace DaxNative.Tests;

/// <summary>A structure finds itself damaged.</summary>
public sealed class StructureException(string message) : Exception(message);
