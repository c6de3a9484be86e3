using System.Text;

namespace DaxNative.Testing;

/// <summary>A failure as a person needs it, whatever it was that crashed.</summary>
internal static class FailureText
{
    internal static string Of<T>(Exception cause, string where, IReadOnlyList<T> lost, IReadOnlyList<T> kept, string missing, string repeat)
    {
        var text = new StringBuilder();
        text.AppendLine($"{cause.GetType().Name}: {cause.Message}");
        text.AppendLine($"  The power went {where}.");
        Append(text, "Lost", lost);
        Append(text, "Kept", kept);
        text.AppendLine($"  Missing: {missing}");
        text.Append($"  Repeat:  {repeat}");
        return text.ToString();
    }

    private static void Append<T>(StringBuilder text, string title, IReadOnlyList<T> evidence)
    {
        foreach (T part in evidence)
        {
            text.AppendLine($"  {title}:    {part}");
        }
    }
}
