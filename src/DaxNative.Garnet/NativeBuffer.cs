namespace DaxNative.Garnet;

/// <summary>The engine's own buffers, which it hands over by address: the one place that makes spans of them.</summary>
internal static unsafe class NativeBuffer
{
    // SAFETY: the engine keeps its buffer pinned, and as long as it says, until the request's callback, and no span leaves the request.
    internal static Span<byte> Of(IntPtr address, uint length) => new((void*)address, checked((int)length));
}
