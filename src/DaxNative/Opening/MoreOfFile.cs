using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// More of a file that is mapped already: mapped from the same open file, so that the kernel makes one area of both, and made longer by another.
/// </summary>
/// <remarks>
/// The kernel tells a failed write-back once to each open file (errseq_t). The fsync of a growth must not be the one that is told in the
/// place of the mapping's next msync.
/// </remarks>
internal sealed class MoreOfFile(LinuxRoot root, string path, MappingRequest request, SafeFileHandle handle, SafeFileHandle mapped) : FileTarget(root, path, request, handle)
{
    protected override SafeFileHandle Mapped => mapped;

    /// <param name="root">The kernel's tree.</param>
    /// <param name="path">For messages; it may lead to another file by now.</param>
    /// <param name="request">The part.</param>
    /// <param name="mapped">The open file that is mapped; from here on this object's to close, also where it is refused.</param>
    internal static MoreOfFile Of(LinuxRoot root, string path, MappingRequest request, SafeFileHandle mapped)
    {
        try
        {
            using var fd = new BorrowedDescriptor(mapped);
            string same = string.Create(CultureInfo.InvariantCulture, $"{LinuxRoot.Running.Proc}/self/fd/{fd.Value}");
            SafeFileHandle handle = PosixFile.TryOpen(same, AccessFlags(request.Options), out int errno) ?? throw FilePin.OpenFailed(path, errno);
            return new MoreOfFile(root, path, request, handle, mapped);
        }
        catch
        {
            mapped.Dispose();
            throw;
        }
    }

    public override void Dispose()
    {
        mapped.Dispose();
        base.Dispose();
    }
}
