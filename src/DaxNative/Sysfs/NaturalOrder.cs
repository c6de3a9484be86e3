namespace DaxNative;

/// <summary>Orders kernel names as people count: <c>dax2.0</c> before <c>dax10.0</c>.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    internal static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x;
        ReadOnlySpan<char> right = y;
        while (!left.IsEmpty && !right.IsEmpty)
        {
            int leftDigits = Digits(left);
            int rightDigits = Digits(right);
            int order;
            if (leftDigits > 0 && rightDigits > 0)
            {
                ReadOnlySpan<char> leftNumber = left[..leftDigits].TrimStart('0');
                ReadOnlySpan<char> rightNumber = right[..rightDigits].TrimStart('0');
                order = leftNumber.Length != rightNumber.Length
                    ? leftNumber.Length - rightNumber.Length
                    : leftNumber.CompareTo(rightNumber, StringComparison.Ordinal);
                left = left[leftDigits..];
                right = right[rightDigits..];
            }
            else
            {
                order = left[0] - right[0];
                left = left[1..];
                right = right[1..];
            }

            if (order != 0)
            {
                return order;
            }
        }

        return left.Length - right.Length;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        int count = text.IndexOfAnyExceptInRange('0', '9');
        return count < 0 ? text.Length : count;
    }
}
