using DotNext.Net.Cluster.Consensus.Raft.StateMachine;

namespace DaxNative.Raft;

/// <summary>What the base class needs to come into being. It never gets an entry.</summary>
internal static class UnusedLog
{
    internal static string Folder() => Directory.CreateTempSubdirectory("daxnative-raft-").FullName;

    internal static WriteAheadLog.Options Options(string folder) => new()
    {
        Location = folder,
        MemoryManagement = WriteAheadLog.MemoryManagementStrategy.PrivateMemory,
    };
}
