using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// A device-dax node. The driver answers EINVAL to much and nothing to more; every refusal is predicted here from the
/// device's own attributes, and what the driver would accept and then kill the process for is refused too.
/// </summary>
internal sealed class DeviceSource : MappingSource
{
    private readonly DeviceNumber _number;
    private readonly DaxDeviceFacts _device;

    private DeviceSource(LinuxRoot root, string path, SafeFileHandle handle, DeviceNumber number, DaxDeviceFacts device)
        : base(root, path, handle)
    {
        _number = number;
        _device = device;
    }

    // An unknown align (old kernels hide it from ordinary users) is left for the kernel to judge.
    internal override long Align => _device.Align ?? Environment.SystemPageSize;

    internal static MappingSource Open(LinuxRoot root, string path, DeviceNumber number, MappingOptions options)
    {
        DaxDeviceFacts device = DaxBus.Identify(root, number.Major, number.Minor) ?? throw KernelErrors.Failed(new DaxFailure(
            DaxError.WrongFileType, "open", "It is a character device, but not of the dax bus.", "Name a /dev/daxX.Y device (tools/ndctl-setup.sh list).")
        {
            Path = path,
            Errno = Errno.ENODEV,
            IsPredicted = true,
        });
        DeviceAdmission.RequireDevDax(path, device.Mode);
        if (options.Mode == FileMode.CreateNew)
        {
            throw ExistsAlready(path);
        }

        SafeFileHandle handle = PosixFile.TryOpen(path, AccessFlags(options), out int errno) ?? throw KernelErrors.Failed("open", errno, path);
        try
        {
            errno = PosixFile.Status(handle, out FileStatus status);
            if (errno != 0 || status.Type != FileType.CharacterDevice || status.Special != number)
            {
                throw KernelErrors.Failed(new DaxFailure(DaxError.WrongFileType, "fstat", "The node was replaced while it was opened.", "Try again.") { Path = path, Errno = errno });
            }

            var source = new DeviceSource(root, path, handle, number, device);
            source.LockIfAsked(options);
            return source;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    internal override long LengthOf(MappingOptions options)
    {
        if (options.Access == MappingAccess.CopyOnWrite)
        {
            throw KernelErrors.Failed(Predicted(DaxError.PrivateMapping, Errno.EINVAL, options, "device-dax has no private mappings.", "Use Access ReadWrite or Read."));
        }

        if (options.IsWritable && _device.NdRegion is { } region && NdRegionReader.ReadOnly(region.SysfsPath) == true)
        {
            throw KernelErrors.Failed(Predicted(DaxError.ReadOnly, 0, options, $"{region.Name} is read-only (an NVDIMM that is not armed, for one); device-dax would let the stores through all the same.", "Open it with Access Read, or make the region writable: ndctl write-labels, or echo 0 to its read_only attribute."));
        }

        long size = _device.Size ?? throw KernelErrors.Failed(Predicted(DaxError.NotSupported, 0, options, "Sysfs does not tell the size of the device, and the device itself cannot.", "Mount sysfs and make it readable for this user."));
        long align = _device.Align ?? 1;
        long length = options.Length != 0 ? options.Length : (size - options.Offset) / align * align;
        RequireMultiple("offset", options.Offset, align, options);
        RequireMultiple("length", length, align, options);
        if (!options.HugePages && align > Environment.SystemPageSize)
        {
            throw KernelErrors.Failed(Predicted(DaxError.NotSupported, 0, options, $"The device maps in units of {align} bytes only; without huge pages every touch would be a SIGBUS.", "Leave HugePages true, or give the device an align of 4096 bytes (ndctl create-namespace --align=4096)."));
        }

        if (length <= 0 || options.Offset + length > size)
        {
            throw KernelErrors.Failed(Predicted(DaxError.OutOfRange, length == 0 ? Errno.EINVAL : 0, options, $"The device has {size} bytes. The driver maps beyond its end without a word, and the first touch there is a SIGBUS.", $"Ask for a range within {size} bytes."));
        }

        return length;
    }

    internal override MemoryFacts Facts(MappingOptions options, ForcedGranularity? forced, FlushInstruction instruction) => new()
    {
        Path = Path,
        IsDevice = true,
        IsMapSync = true,
        IsDax = true,
        Backing = BackingResolver.OfDaxDevice(_device),
        VolatileBecause = _device.MemoryKind == DaxMemoryKind.VolatileMemory ? $"{_device.Name} is volatile memory" : null,
        Instruction = instruction,
        Forced = forced,
    };

    internal override MemoryFacts Map(nint address, long length, MemoryFacts facts, MappingOptions options)
    {
        // Again, right before the mmap: on a disabled device it would be a NULL pointer dereference in the kernel.
        DeviceAdmission.RequireDevDax(Path, DaxBus.ReadMode(Root, _number.Major, _number.Minor));
        int errno = TryMap(address, length, MapSync, options);
        bool granted = errno == 0;

        // Before 4.17 the driver did not know the flag, which changes nothing: device-dax has no metadata to synchronise. That
        // refusal comes before the kernel touches the reservation; the driver's own, EINVAL, does not.
        if (errno == Errno.EOPNOTSUPP)
        {
            errno = TryMap(address, length, MmapFlags.MAP_SHARED, options);
        }

        if (errno != 0)
        {
            throw KernelErrors.Failed("mmap", errno, Path, options.Offset, length);
        }

        return facts with { IsMapSync = granted };
    }

    /// <summary>A device has the size that it has; LengthOf has checked.</summary>
    internal override void Grow(long length, MappingOptions options)
    {
    }

    internal override WriteBack WriteBack(nint address, Backing backing, MappingOptions options) => new DeviceWriteBack(Path, backing);

    private void RequireMultiple(string name, long value, long align, MappingOptions options)
    {
        if (value % align != 0)
        {
            // The kernel rounds a length up to whole pages before the driver looks at it.
            long page = Environment.SystemPageSize;
            bool isRoundedToFit = name == "length" && (value + page - 1) / page * page % align == 0;
            int errno = isRoundedToFit ? 0 : Errno.EINVAL;
            throw KernelErrors.Failed(Predicted(DaxError.Misaligned, errno, options, $"The {name} must be a multiple of the device's align, {align} bytes.", $"Use {value / align * align} or {(value / align + 1) * align}."));
        }
    }
}
