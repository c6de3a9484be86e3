using System.Runtime.Versioning;
using Garnet.server;

namespace DaxNative.Garnet;

/// <summary>Puts a Garnet server on persistent memory.</summary>
public static class PersistentMemoryGarnetServerOptionsExtensions
{
    private const string Everything = ".";

    /// <summary>
    /// Has the server keep everything that it keeps in persistent memory, and nothing elsewhere. Folders that were not set are set to the store's root. What is kept is
    /// chosen as ever: <c>EnableAOF</c>, <c>WaitForCommit</c>, <c>Recover</c>, <c>EnableStorageTier</c>.
    /// </summary>
    /// <param name="server">The options, before the server is made.</param>
    /// <param name="path">A folder on a DAX file system, a <c>/dev/daxX.Y</c>, or a file.</param>
    /// <param name="options">How; null for the default.</param>
    /// <returns>What has the memory: its guarantee can be asked. The caller disposes it after the server.</returns>
    /// <exception cref="ArgumentException">The path is no path, or the options cannot hold.</exception>
    /// <exception cref="DaxException">The store cannot be opened as asked; another process has it open (<see cref="DaxError.Locked"/>).</exception>
    [SupportedOSPlatform("linux")]
    public static PmemDeviceFactoryCreator UsePersistentMemory(this GarnetServerOptions server, string path, PmemDeviceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        var creator = new PmemDeviceFactoryCreator(path, options);
        server.DeviceFactoryCreator = creator;
        server.CheckpointDir ??= Everything;
        if (server.EnableStorageTier)
        {
            // The engine refuses one that it has no use for.
            server.LogDir ??= Everything;
        }

        return creator;
    }
}
