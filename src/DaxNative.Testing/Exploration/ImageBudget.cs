namespace DaxNative.Testing;

/// <summary>Shares what is left of a budget among the recoveries of the images that it was spent on.</summary>
internal static class ImageBudget
{
    // A recovery that is crashed at all gets so many images: fewer would hardly say more than none.
    private const long Least = 64;

    /// <summary>How much of a budget is for crashes at a depth; the rest is for those below.</summary>
    /// <param name="budget">For both.</param>
    /// <param name="depth">0 for crashes of the run.</param>
    /// <param name="deepest">Below which nothing is crashed.</param>
    internal static long Own(long budget, int depth, int deepest) => depth < deepest ? Math.Max(1, budget / 2) : budget;

    /// <summary>How many images a recovery may be crashed into, where it is crashed at all; 0 where none is.</summary>
    /// <param name="budget">For the images and for what follows from them.</param>
    /// <param name="images">How many there are.</param>
    internal static long Below(long budget, long images)
    {
        long left = Math.Max(0, budget - images);
        return left / images >= Least ? left / images : Math.Min(Least, left);
    }

    /// <summary>How many images the recovery from one image may be crashed into: where there is not enough for all, some get nothing.</summary>
    /// <param name="budget">For the images and for what follows from them.</param>
    /// <param name="images">How many there are.</param>
    /// <param name="hash">
    /// Which of them it is: not its number, because an image that is possible at several moments has several, and which of two
    /// workers meets it first is chance.
    /// </param>
    internal static long Below(long budget, long images, ulong hash)
    {
        long each = Below(budget, images);
        if (each == 0)
        {
            return 0;
        }

        long left = budget - images;
        long oneIn = ((each * images) + left - 1) / left;
        return ImageHash.Mix(hash) % (ulong)oneIn == 0 ? each : 0;
    }
}
