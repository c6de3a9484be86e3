using System.Buffers.Binary;

namespace DaxNative.Tests;

/// <summary>Damages an image at random, in the ways that media, controllers and people do.</summary>
internal static class LogCorruption
{
    private const int Line = 64;

    internal const int Kinds = 7;

    internal static byte[] Apply(LogImage image, int kind, Random random)
    {
        byte[] bytes = [.. image.Bytes];
        switch (kind)
        {
            case 0:
                for (int i = random.Next(1, 5); i > 0; i--)
                {
                    bytes[Anywhere(random)] ^= (byte)(1 << random.Next(8));
                }

                break;
            case 1:
                TearLine(image, bytes, random);
                break;
            case 2:
                SwapLines(bytes, AnyLine(random), AnyLine(random));
                break;
            case 3:
                // As a file is that was cut off and became long again.
                bytes.AsSpan(Anywhere(random)).Clear();
                break;
            case 4:
                StaleLines(image, bytes, random);
                break;
            case 5:
                if (image.Pieces.Count > 0)
                {
                    LogPiece piece = image.Pieces[random.Next(image.Pieces.Count)];
                    BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(piece.Offset + 4), random.Next(2) == 0 ? random.Next(8192) : random.Next(int.MinValue, int.MaxValue));
                }

                break;
            default:
                int from = Anywhere(random);
                random.NextBytes(bytes.AsSpan(from, Math.Min(random.Next(1, 300), bytes.Length - from)));
                break;
        }

        return bytes;
    }

    // Mostly among the records; also the identity, the states and what lies between them.
    private static int Anywhere(Random random) => random.Next(8) == 0 ? random.Next(4096) : random.Next(4096, LogImage.Length);

    // The identity, a state, which has three, or the tail word; or any.
    private static int AnyLine(Random random) => (random.Next(12) == 0 ? (random.Next(4) * 1024) + (random.Next(3) * Line) : Anywhere(random)) & -Line;

    // Eight aligned bytes are old or new.
    private static void TearLine(LogImage image, byte[] bytes, Random random)
    {
        byte[] old = random.Next(3) == 0 ? new byte[LogImage.Length] : image.Earlier[random.Next(image.Earlier.Count)];
        int line = AnyLine(random);
        for (int at = line; at < line + Line; at += 8)
        {
            if (random.Next(2) == 0)
            {
                old.AsSpan(at, 8).CopyTo(bytes.AsSpan(at));
            }
        }
    }

    private static void SwapLines(byte[] bytes, int one, int other)
    {
        byte[] line = bytes[one..(one + Line)];
        bytes.AsSpan(other, Line).CopyTo(bytes.AsSpan(one));
        line.CopyTo(bytes.AsSpan(other));
    }

    // As if writes had been lost on their way; never both states at once, which would be an older log.
    private static void StaleLines(LogImage image, byte[] bytes, Random random)
    {
        byte[] old = image.Earlier[random.Next(image.Earlier.Count)];
        int from = AnyLine(random);
        int length = Math.Min(Line * random.Next(1, random.Next(4) == 0 && from >= 4096 ? 64 : 4), LogImage.Length - from);
        old.AsSpan(from, length).CopyTo(bytes.AsSpan(from));
    }
}
