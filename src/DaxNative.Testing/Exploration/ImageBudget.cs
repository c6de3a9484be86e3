namespace DaxNative.Testing;

/// <summary>Shares what is left of a budget among the recoveries of the images that it was spent on.</summary>
internal static class ImageBudget
{
    // A recovery that is crashed at all gets so many images: fewer would hardly say more than none.
    private const long Least = 64;

    /// <param name="budget">For the images and for what follows from them.</param>
    /// <param name="images">How many there are.</param>
    /// <param name="ordinal">Which of them it is.</param>
    /// <returns>How many images the recovery from it may be crashed into; 0 for none.</returns>
    internal static long Below(long budget, long images, long ordinal)
    {
        long left = budget - images;
        if (left <= 0)
        {
            return 0;
        }

        if (left / images >= Least)
        {
            return left / images;
        }

        // One of each so many, in no pattern that the images' numbers could have too.
        long each = ((Least * images) + left - 1) / left;
        (long block, long within) = Math.DivRem(ordinal, each);
        return within == (long)(ImageHash.Mix((ulong)block + 1) % (ulong)each) ? Math.Min(Least, left) : 0;
    }
}
