using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DaxNative.Benchmarks;

/// <summary>One connection to a server.</summary>
internal sealed class SetConnection : IDisposable
{
    private const int Keys = 1024;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
    private readonly byte[][] _requests;
    private readonly byte[] _answer = new byte[256];
    private int _next;

    internal SetConnection(int port, int number, int size)
    {
        _socket.Connect(IPAddress.Loopback, port);
        string value = new('v', size);
        _requests = [.. Enumerable.Range(0, Keys).Select(key => Encoding.ASCII.GetBytes($"*3\r\n$3\r\nSET\r\n$7\r\nk{number:00}{key:0000}\r\n${size}\r\n{value}\r\n"))];
    }

    /// <summary>Sets for so long. Gives the time of each in ticks of the clock.</summary>
    /// <exception cref="IOException">The server says something else than OK.</exception>
    internal List<long> Run(TimeSpan time) => Slice.TimesOf(Set, time);

    public void Dispose() => _socket.Dispose();

    private void Set()
    {
        _socket.Send(_requests[_next++ % Keys]);
        int got = 0;
        while (got < "+OK\r\n".Length)
        {
            int count = _socket.Receive(_answer, got, _answer.Length - got, SocketFlags.None);
            got += count > 0 ? count : throw new EndOfStreamException("The server is gone.");
        }

        if (!_answer.AsSpan(0, got).SequenceEqual("+OK\r\n"u8))
        {
            throw new IOException($"The server says {Encoding.ASCII.GetString(_answer, 0, got)}");
        }
    }
}
