using DaxNative;

// Counts its own runs in persistent memory. Without an argument it uses a file in a local folder, which is page cache.
string path = args.Length > 0 ? args[0] : Path.Combine(Directory.CreateDirectory("hello-data").FullName, "counter");
if (args.Length > 1 || path is "--help" or "-h")
{
    Console.WriteLine("usage: HelloPersistentMemory [FILE or /dev/daxX.Y]");
    return args.Length > 1 ? 64 : 0;
}

try
{
    bool isDevice = path.StartsWith("/dev/dax", StringComparison.Ordinal);
    using var map = PersistentMapping.Open(path, new MappingOptions
    {
        Mode = FileMode.OpenOrCreate,
        Length = isDevice ? 0 : 4096,
        Lock = true,
        AllowVolatile = true,
    });

    ref long runs = ref map.Ref<long>(0);
    runs++;
    map.Persist(ref runs);

    Console.WriteLine($"This program has run {runs} times, says {path}.");
    Console.WriteLine($"A Persist here is   {map.Granularity}, {map.Guarantee.Evidence}.");
    Console.WriteLine($"Because             {map.Guarantee.Reason}.");
    Console.WriteLine(map.Guarantee switch
    {
        { IsDurable: false } => "So                  the counter will not survive a power loss.",
        { Granularity: StoreGranularity.Page } => "So                  this is page cache: Persist asks the kernel (msync). Try a file on a DAX mount.",
        _ => "So                  the CPU alone made the counter durable, without the kernel.",
    });
    return 0;
}
catch (DaxException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    return 1;
}
