using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// A device-dax node. The driver answers EINVAL to much and nothing to more; every refusal is predicted here from the
/// device's own attributes, and what the driver would accept and then kill the process for is refused too.
/// </summary>
internal sealed class DeviceTarget : MappingTarget
{
    private readonly LinuxRoot _root;
    private readonly DeviceNumber _number;
    private readonly DaxDeviceFacts _device;

    private DeviceTarget(LinuxRoot root, string path, MappingRequest request, SafeFileHandle handle, DeviceNumber number, DaxDeviceFacts device)
        : base(path, request, handle)
    {
        _root = root;
        _number = number;
        _device = device;
        try
        {
            int errno = PosixFile.Status(handle, out FileStatus status);
            if (errno != 0 || status.Type != FileType.CharacterDevice || status.Special != number)
            {
                throw KernelErrors.Failed(new DaxFailure(DaxError.WrongFileType, "fstat", "The node was replaced while it was opened.", "Try again.") { Path = path, Errno = errno });
            }

            LockIfAsked();
            Length = CheckedLength();
            Facts = MemoryFacts.OfDevice(path, device) with { Instruction = request.Instruction };
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    // An unknown align (old kernels hide it from ordinary users) is left for the kernel to judge.
    internal override long Align => _device.Align ?? Environment.SystemPageSize;

    internal override long Length { get; }

    internal override MemoryFacts Facts { get; }

    protected override MmapFlags Flags => MmapFlags.MAP_SHARED_VALIDATE | MmapFlags.MAP_SYNC;

    internal static DeviceTarget Open(LinuxRoot root, string path, DeviceNumber number, MappingRequest request)
    {
        DaxDeviceFacts device = IdentifyMappable(root, path, number);
        return PosixFile.TryOpen(path, AccessFlags(request.Options), out int errno) is { } handle
            ? new DeviceTarget(root, path, request, handle, number, device)
            : throw KernelErrors.Failed("open", errno, path);
    }

    /// <summary>A device has the size that it has, and its name from the kernel.</summary>
    internal override bool TrySettle() => true;

    internal override void Map(nint address)
    {
        // Again, right before the mmap: on a disabled device it would be a NULL pointer dereference in the kernel.
        DeviceAdmission.RequireDevDax(Path, DaxBus.ReadDriver(_root, _number.Major, _number.Minor));
        base.Map(address);
    }

    internal override WriteBack WriteBack(nint address) => new DeviceWriteBack(Path, Facts.Backing);

    protected override MappingTarget Again(MappingRequest request, SafeFileHandle mapped)
    {
        DaxDeviceFacts device;
        try
        {
            device = IdentifyMappable(_root, Path, _number);
        }
        catch
        {
            mapped.Dispose();
            throw;
        }

        return new DeviceTarget(_root, Path, request, mapped, _number, device);
    }

    private static DaxDeviceFacts IdentifyMappable(LinuxRoot root, string path, DeviceNumber number)
    {
        DaxDeviceFacts device = DaxBus.Identify(root, number.Major, number.Minor) ?? throw NotOfTheBus(root, path);
        DeviceAdmission.RequireDevDax(path, device.Driver);
        return device;
    }

    private static DaxException NotOfTheBus(LinuxRoot root, string path) => KernelErrors.Failed(
        (Directory.Exists(root.Sys + "/dev/char")
            ? new DaxFailure(DaxError.WrongFileType, "open", "It is a character device, but not of the dax bus.", "Name a /dev/daxX.Y device (`daxnative doctor` lists them).")
            : new DaxFailure(DaxError.NotSupported, "open", $"{root.Sys} is not there, and without it nothing tells what this device is: mapping one that is disabled would crash the kernel.", "Mount sysfs (in a container: pass the host's /sys, read-only)."))
        with
        {
            Path = path,
            Errno = Errno.ENODEV,
            IsPredicted = true,
        });

    private long CheckedLength()
    {
        if (Options.Access == MappingAccess.CopyOnWrite)
        {
            throw Request.Refused(DaxError.PrivateMapping, Path, Errno.EINVAL, "device-dax has no private mappings.", "Use Access ReadWrite or Read.");
        }

        if (Options.IsWritable && _device.NdRegion is { } region && NdRegionReader.ReadOnly(region.SysfsPath) == true)
        {
            throw Request.Refused(DaxError.ReadOnly, Path, 0, $"{region.Name} is read-only (an NVDIMM that is not armed, for one); device-dax would let the stores through all the same.", $"Open it with Access Read, or make the region writable: echo 0 > {region.SysfsPath}/read_only");
        }

        long size = _device.Size ?? throw Request.Refused(DaxError.NotSupported, Path, 0, "Sysfs does not tell the size of the device, and the device itself cannot.", "Mount sysfs and make it readable for this user.");
        long align = _device.Align ?? 1;
        long length = Options.Length != 0 ? Options.Length : (size - Options.Offset) / align * align;
        RequireMultiple("offset", Options.Offset, align);
        RequireMultiple("length", length, align);
        if (!Options.HugePages && align > Environment.SystemPageSize)
        {
            throw Request.Refused(DaxError.NotSupported, Path, 0, $"The device maps in units of {align} bytes only; without huge pages every touch would be a SIGBUS.", "Leave HugePages true, or give the device an align of 4096 bytes (ndctl create-namespace --align=4096).");
        }

        return length > 0 && length <= size - Options.Offset ? length : throw Request.Refused(
            DaxError.OutOfRange, Path, length == 0 ? Errno.EINVAL : 0, $"The device has {size} bytes. The driver maps beyond its end without a word, and the first touch there is a SIGBUS.", $"Ask for a range within {size} bytes.");
    }

    private void RequireMultiple(string name, long value, long align)
    {
        if (value % align != 0)
        {
            // The kernel rounds a length up to whole pages before the driver looks at it.
            long page = Environment.SystemPageSize;
            bool isRoundedToFit = name == "length" && (value + page - 1) / page * page % align == 0;
            int errno = isRoundedToFit ? 0 : Errno.EINVAL;
            throw Request.Refused(DaxError.Misaligned, Path, errno, $"The {name} must be a multiple of the device's align, {align} bytes.", $"Use {value / align * align} or {(value / align + 1) * align}.");
        }
    }
}
