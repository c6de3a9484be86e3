using System.Text;

namespace DaxNative.Tests;

/// <summary>Damages text, the same way for the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Tokens =
        ["", " ", "-", ":", "0", "-1", "0x", "ffffffffffffffff", "18446744073709551616", "99999999999999999999999", " kB", "\\040", "\\", "\0", "\r", "\u00e9", " - ", "VmFlags:", "(deleted)"];

    private readonly Random _random = new(seed);

    internal string Mutate(string text, string[] others)
    {
        for (int times = _random.Next(1, 4); times > 0; times--)
        {
            text = _random.Next(9) switch
            {
                0 => Splice(text, 1, ((char)_random.Next(256)).ToString()),
                1 => Splice(text, 0, ((char)_random.Next(0x10000)).ToString()),
                2 => Splice(text, _random.Next(16), ""),
                3 => text[.._random.Next(text.Length + 1)],
                4 => Splice(text, _random.Next(8), Tokens[_random.Next(Tokens.Length)]),
                5 => Lines(text, static (lines, at) => lines.RemoveAt(at)),
                6 => Lines(text, static (lines, at) => lines.Insert(at, lines[^1])),
                7 => Splice(text, 0, others[_random.Next(others.Length)]),
                _ => FlipBit(text),
            };
        }

        return text;
    }

    private string Splice(string text, int length, string replacement)
    {
        int at = _random.Next(text.Length + 1);
        return string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(Math.Min(text.Length, at + length)));
    }

    private string Lines(string text, Action<List<string>, int> change)
    {
        List<string> lines = [.. text.Split('\n')];
        change(lines, _random.Next(lines.Count));
        return string.Join('\n', lines);
    }

    private string FlipBit(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > 0)
        {
            bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
