// A counter that three processes keep, each with its Raft log in persistent memory: any one of them may be killed at any time, and all three at once.
//
//   dotnet run --project samples/ReplicatedCounter -- demo                  kills the leader of three nodes while it counts, and shows what is left
//   dotnet run --project samples/ReplicatedCounter -- node FOLDER SELF PORT,PORT,PORT      is one node; SELF is 0, 1 or 2
//
// All in memory (/dev/shm). With persistent memory give the nodes folders on a DAX mount, and take AllowVolatile away.
using System.Globalization;
using DaxNative.Samples;

switch (args)
{
    case ["demo"]:
        return await Demo.RunAsync();
    case ["node", string folder, string self, string ports]:
        await CounterNode.RunAsync(folder, int.Parse(self, CultureInfo.InvariantCulture), [.. ports.Split(',').Select(port => int.Parse(port, CultureInfo.InvariantCulture))]);
        return 0;
    default:
        Console.Error.WriteLine("Usage: demo | node FOLDER SELF PORT,PORT,PORT");
        return 64;
}
