namespace DaxNative.Testing;

/// <summary>What of one event an image lacks, or has early.</summary>
/// <param name="Event">The event.</param>
/// <param name="Part">Which part of a file.</param>
/// <param name="FirstSector">The first sector of content.</param>
/// <param name="LastSector">The last one.</param>
/// <param name="IsDirty">Whether the page cache still means to write it.</param>
internal sealed record FileLoss(int Event, FilePart Part, int FirstSector, int LastSector, bool IsDirty)
{
    /// <summary>Adds a loss; sectors of one event come together.</summary>
    internal static void Add(List<FileLoss> losses, FileLoss added)
    {
        int known = losses.FindIndex(loss => loss.Event == added.Event && loss.Part == added.Part && loss.IsDirty == added.IsDirty);
        if (known < 0)
        {
            losses.Add(added);
        }
        else
        {
            losses[known] = added with
            {
                FirstSector = Math.Min(losses[known].FirstSector, added.FirstSector),
                LastSector = Math.Max(losses[known].LastSector, added.LastSector),
            };
        }
    }
}
