namespace DaxNative.Testing;

/// <summary>What a file system promises of names: of what is created, renamed and deleted.</summary>
/// <remarks>
/// The manual page fsync(2) says that a flush of a file does not bring its name to the disk, and that the directory wants one
/// of its own. ext4 and xfs have one journal for all names; its commit has everything before it.
/// </remarks>
public enum FileSystemRules
{
    /// <summary>
    /// No more than POSIX: a name is durable after a flush (fsync) of its directory, and not after one of the file. Until then
    /// each change of a name may be found or not, whatever came of the others; only changes of one and the same name keep
    /// their order. A rename is found whole or not at all.
    /// </summary>
    Posix,

    /// <summary>
    /// What ext4 and xfs do beyond that: changes of names go through one journal, so they are found in their order, any first
    /// few of them; and a flush of any file or directory makes all of them durable that were made before it.
    /// </summary>
    Journaled,
}
