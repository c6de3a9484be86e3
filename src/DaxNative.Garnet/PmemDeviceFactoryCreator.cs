using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Tsavorite.core;

namespace DaxNative.Garnet;

/// <summary>
/// Gives Garnet its devices: for append-only file, hybrid log, checkpoints and cluster configuration, all of them in one store of segments.
/// </summary>
/// <remarks>Thread-safe. Dispose it after the server.</remarks>
public sealed class PmemDeviceFactoryCreator : INamedDeviceFactoryCreator, IDisposable
{
    private readonly PmemDeviceOptions _options;
    private readonly SegmentStore _store;

    /// <summary>Opens the store, or makes one where nothing is.</summary>
    /// <param name="path">A folder on a DAX file system, a <c>/dev/daxX.Y</c>, or a file; see <see cref="SegmentStore.Open(string, SegmentStoreOptions?)"/>.</param>
    /// <param name="options">How; null for the default.</param>
    /// <exception cref="ArgumentException">The path is no path, or the options cannot hold.</exception>
    /// <exception cref="DaxException">The store cannot be opened as asked; another process has it open (<see cref="DaxError.Locked"/>).</exception>
    [SupportedOSPlatform("linux")]
    public PmemDeviceFactoryCreator(string path, PmemDeviceOptions? options = null)
    {
        _options = options ?? new PmemDeviceOptions();
        _options.Check();
        _store = SegmentStore.Open(path, _options.Store);
        DeviceEvents.Opened(_options.Logger ?? NullLogger.Instance, path, _store.Guarantee);
    }

    /// <summary>Gets what is guaranteed for every completed write of every device, and why.</summary>
    public DurabilityGuarantee Guarantee => _store.Guarantee;

    /// <summary>Gets the store.</summary>
    public SegmentStore Store => _store;

    /// <summary>Makes the factory of a folder of the engine's.</summary>
    /// <param name="baseName">The folder, as the engine calls it.</param>
    /// <returns>The factory.</returns>
    /// <exception cref="ArgumentException">The name leads upwards.</exception>
    public INamedDeviceFactory Create(string baseName) => new PmemDeviceFactory(_store, DeviceName.Of(baseName), _options);

    /// <summary>Closes the store. Idempotent.</summary>
    /// <exception cref="DaxException">The closing could not be made durable: the next opening is as after a crash, and loses nothing.</exception>
    public void Dispose() => _store.Dispose();
}
