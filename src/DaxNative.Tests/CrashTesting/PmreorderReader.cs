using System.Globalization;

namespace DaxNative.Tests;

/// <summary>
/// Reads pmreorder's store log as that tool does: elements between START and STOP, fields by semicolons, numbers hexadecimal.
/// Knows nothing of the explorer.
/// </summary>
internal sealed class PmreorderReader
{
    private readonly Stack<string> _open = new();
    private readonly List<(long Address, byte[] Bytes)> _pending = [];

    private PmreorderReader()
    {
    }

    internal (string Path, long Base, long Size) File { get; private set; }

    /// <summary>What was flushed and fenced, on top of zeros.</summary>
    internal byte[] Memory { get; private set; } = [];

    internal List<string> Operations { get; } = [];

    internal List<string> Markers { get; } = [];

    internal static PmreorderReader Read(string log)
    {
        var reader = new PmreorderReader();
        string[] elements = log.Split('|');
        int start = Array.FindLastIndex(elements, element => element.Contains("START", StringComparison.Ordinal));
        int stop = Array.FindLastIndex(elements, element => element.Contains("STOP", StringComparison.Ordinal));
        if (start < 0 || stop != elements.Length - 1)
        {
            throw new FormatException("The log has no START and STOP.");
        }

        foreach (string element in elements[(start + 1)..stop])
        {
            reader.Take(element.Split(';'));
        }

        return reader._open.Count == 0 ? reader : throw new FormatException($"{reader._open.Peek()} is not ended.");
    }

    private void Take(string[] fields)
    {
        Operations.Add(fields[0]);
        switch (fields)
        {
            case ["STORE", var address, var value, var size, ..]:
                byte[] bytes = BitConverter.GetBytes(ulong.Parse(value[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                _pending.Add((Within(address), Number(size) == 8 ? bytes : throw new FormatException("A store of not 8 bytes.")));
                break;
            case ["FLUSH", var address, var size]:
                Flush(Within(address), Number(size));
                break;
            case ["FENCE"]:
                break;
            case ["REGISTER_FILE", var path, var address, var size, var offset]:
                File = (path, Number(address), Number(size));
                Memory = new byte[Number(offset) == 0 ? (int)File.Size : throw new FormatException("The tool ignores offsets.")];
                break;
            case [var name] when name.EndsWith(".BEGIN", StringComparison.Ordinal):
                _open.Push(name[..^6]);
                Markers.Add(name);
                break;
            case [var name] when name.EndsWith(".END", StringComparison.Ordinal):
                Markers.Add(_open.Pop() == name[..^4] ? name : throw new FormatException("Markers do not nest."));
                break;
            default:
                throw new FormatException($"'{string.Join(';', fields)}' is nothing that the tool knows.");
        }
    }

    // The tool matches by overlap and does not align; what was flushed is taken as durable with the next fence.
    private void Flush(long address, long size)
    {
        foreach ((long at, byte[] bytes) in _pending.Where(store => store.Address < address + size && store.Address + store.Bytes.Length > address))
        {
            bytes.CopyTo(Memory.AsSpan((int)at));
        }

        _pending.RemoveAll(store => store.Address < address + size && store.Address + store.Bytes.Length > address);
    }

    private long Within(string address) => Number(address) - File.Base;

    private static long Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? long.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : throw new FormatException($"'{text}' is not hexadecimal.");
}
