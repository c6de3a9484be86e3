// A counter that three processes keep, each with its Raft log in persistent memory: any one of them may be killed at any time, and all three at once.
//
//   dotnet run --project samples/ReplicatedCounter -- demo                  kills the leader of three nodes while it counts, and shows what is left
//   dotnet run --project samples/ReplicatedCounter -- node FOLDER SELF PORT,PORT,PORT [MS]      is one node; SELF is 0, 1 or 2, and MS how long it
//                                                                         waits for a leader at least before it wants to be one (default 500)
//
// All in memory (/dev/shm). With persistent memory give the nodes folders on a DAX mount, and take AllowVolatile away.
using System.Globalization;
using DaxNative.Samples;

switch (args)
{
    case ["demo"]:
        return await Demo.RunAsync();
    case ["node", string folder, string self, string ports, .. { Length: <= 1 } patience]:
        await CounterNode.RunAsync(folder, Number(self), [.. ports.Split(',').Select(Number)], patience is [string wait] ? Number(wait) : 500);
        return 0;
    default:
        Console.Error.WriteLine("Usage: demo | node FOLDER SELF PORT,PORT,PORT [MS]");
        return 64;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
