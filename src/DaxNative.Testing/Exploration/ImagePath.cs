using System.Globalization;

namespace DaxNative.Testing;

/// <summary>
/// Which image: the moment at which the power went and the number of the image there, for the run and then for each
/// recovery that was cut too. With the same scenario, options and seed it is the same image.
/// </summary>
/// <param name="Steps">One for each crash.</param>
public sealed record ImagePath(IReadOnlyList<(int Point, long Number)> Steps)
{
    /// <summary>Sorts paths as they are explored.</summary>
    internal static int Compare(ImagePath left, ImagePath right)
    {
        for (int i = 0; i < Math.Min(left.Steps.Count, right.Steps.Count); i++)
        {
            int order = left.Steps[i].CompareTo(right.Steps[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Steps.Count.CompareTo(right.Steps.Count);
    }

    /// <summary>Gets the text that <see cref="Parse"/> takes: <c>12:345/0:7</c>.</summary>
    /// <returns>Point and number of each crash.</returns>
    public override string ToString() =>
        string.Join('/', Steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Point}:{step.Number}")));

    /// <summary>Reads a path.</summary>
    /// <param name="text">As a report has it.</param>
    /// <returns>The path.</returns>
    /// <exception cref="FormatException">The text is no path.</exception>
    public static ImagePath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ImagePath([.. text.Split('/').Select(Step)]);

        (int Point, long Number) Step(string step) =>
            step.Split(':') is [var point, var number]
            && int.TryParse(point, NumberStyles.None, CultureInfo.InvariantCulture, out int at)
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long image)
                ? (at, image)
                : throw new FormatException($"'{text}' is no path of an image; a report says one such as 12:345/0:7.");
    }
}
