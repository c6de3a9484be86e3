using System.Runtime.InteropServices;
using Tsavorite.core;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Uses a device as the engine does: buffers by their addresses, answers by a callback.</summary>
internal static class DeviceUser
{
    internal static (uint Error, uint Count, Exception? Failure) Write(IDevice device, int segment, ulong offset, byte[] bytes) => With(bytes, address =>
    {
        var answer = new Answer();
        device.WriteAsync(address, segment, offset, (uint)bytes.Length, answer.Take, answer);
        return answer.Given;
    });

    internal static (uint Error, uint Count, byte[] Bytes) Read(IDevice device, int segment, ulong offset, int length)
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xEE, length)];
        (uint error, uint count, _) = With(bytes, address =>
        {
            var answer = new Answer();
            device.ReadAsync(segment, offset, address, (uint)length, answer.Take, answer);
            return answer.Given;
        });
        return (error, count, bytes);
    }

    private static T With<T>(byte[] bytes, Func<IntPtr, T> work)
    {
        GCHandle pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        try
        {
            return work(pin.AddrOfPinnedObject());
        }
        finally
        {
            pin.Free();
        }
    }

    private sealed class Answer
    {
        private (uint Error, uint Count, Exception? Failure)? _given;

        internal (uint Error, uint Count, Exception? Failure) Given => _given ?? throw new InvalidOperationException("There was no answer before the call returned.");

        internal void Take(uint error, uint count, object context, Exception? failure)
        {
            Assert.Same(this, context);
            Assert.Null(_given);
            _given = (error, count, failure);
        }
    }
}
