namespace DaxNative.Tests;

/// <summary>A checkpoint of the torture: a number, and bytes that follow from it. Number 0 is that none was ever set.</summary>
internal static class TortureCheckpoint
{
    internal static byte[] Of(int number)
    {
        byte[] bytes = new byte[number == 0 ? 0 : sizeof(int) + (number * 7 % 125)];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i < sizeof(int) ? number >> (8 * i) : number + i);
        }

        return bytes;
    }

    /// <exception cref="TortureException">Nobody ever set it.</exception>
    internal static int Parse(ReadOnlySpan<byte> bytes)
    {
        int number = bytes.Length >= sizeof(int) ? BitConverter.ToInt32(bytes) : 0;
        return bytes.SequenceEqual(Of(number)) ? number : throw new TortureException($"The checkpoint of {bytes.Length} bytes is not what anybody set.");
    }
}
