namespace DaxNative.Tests;

/// <summary>The log broke a promise.</summary>
internal sealed class TortureException(string message) : Exception(message);
