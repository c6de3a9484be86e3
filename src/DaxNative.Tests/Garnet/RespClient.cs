using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DaxNative.Tests;

/// <summary>One connection to a server, one request at a time (RESP 2).</summary>
internal sealed class RespClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 100_000 };
    private readonly BufferedStream _answers;

    internal RespClient(int port)
    {
        _socket.Connect(IPAddress.Loopback, port);
        _answers = new BufferedStream(new NetworkStream(_socket));
    }

    /// <summary>Asks, and gives the answer's text; null for a key that is not there.</summary>
    /// <exception cref="IOException">The server is gone, or answers with an error.</exception>
    internal string? Ask(params string[] words)
    {
        var text = new StringBuilder($"*{words.Length}\r\n");
        foreach (string word in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        }

        try
        {
            _socket.Send(Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (SocketException gone)
        {
            throw new IOException("The server is gone.", gone);
        }

        string line = ReadLine();
        return line[0] switch
        {
            '+' or ':' => line[1..],
            '$' => ReadBulk(int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture)),
            _ => throw new IOException($"The server says {line}"),
        };
    }

    public void Dispose()
    {
        _answers.Dispose();
        _socket.Dispose();
    }

    private string? ReadBulk(int length)
    {
        if (length < 0)
        {
            return null;
        }

        // With the end of its line.
        byte[] bytes = new byte[length + 2];
        _answers.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes.AsSpan(0, length));
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (int next; (next = _answers.ReadByte()) != '\n';)
        {
            if (next < 0)
            {
                throw new EndOfStreamException("The server is gone.");
            }

            if (next != '\r')
            {
                line.Append((char)next);
            }
        }

        return line.Length > 0 ? line.ToString() : throw new IOException("The server says nothing.");
    }
}
