using DaxNative;

// Published by a test: creates a file, writes, opens it again, and asks everything that has a reader of its own.
string path = args[0];
var options = new MappingOptions { AllowVolatile = true, Mode = FileMode.OpenOrCreate, Length = 1 << 20, Allocation = FileAllocation.Reserved };
using (PersistentMapping created = PersistentMapping.Open(path, options))
{
    created.AsSpan(0, 1)[0] = 42;
    created.Persist(0, 1);
}

using PersistentMapping opened = PersistentMapping.Open(path, new MappingOptions { AllowVolatile = true });
Console.WriteLine($"read {opened.AsReadOnlySpan(0, 1)[0]}");
Console.WriteLine($"mapping {opened.Granularity}");
Console.WriteLine($"range {RangeInspector.Inspect(opened.AsReadOnlySpan(0, 4096)).Weakest.Kind}");
Console.WriteLine($"machine {DaxBus.Enumerate().Count >= 0}");
try
{
    PersistentMapping.Open(path + "-is-not-there").Dispose();
}
catch (DaxException refusal)
{
    Console.WriteLine($"refusal {refusal.Error} {refusal.ErrnoName}");
}
