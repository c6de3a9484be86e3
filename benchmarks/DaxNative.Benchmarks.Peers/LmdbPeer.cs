using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LightningDB;

namespace DaxNative.Benchmarks;

/// <summary>LMDB: a transaction that puts the next number behind the last one.</summary>
internal sealed class LmdbPeer : DurablePeer
{
    // Debian's.
    private const string Library = "liblmdb.so.0";
    private const long MapSize = 1 << 30;
    private readonly LightningEnvironment _environment;
    private readonly LightningDatabase _database;
    private long _next;

    static LmdbPeer() => NativeLibrary.SetDllImportResolver(
        typeof(LightningEnvironment).Assembly, static (name, _, _) => name.Contains("lmdb", StringComparison.Ordinal) ? NativeLibrary.Load(Library) : 0);

    /// <param name="folder">A new one.</param>
    internal LmdbPeer(string folder)
        : base(LogPeers.Lmdb)
    {
        Directory.CreateDirectory(folder);
        _environment = new LightningEnvironment(folder, new EnvironmentConfiguration { MapSize = MapSize });
        _environment.Open();
        using LightningTransaction transaction = _environment.BeginTransaction();
        _database = transaction.OpenDatabase();
        transaction.Commit().ThrowOnError();
    }

    public override void Dispose()
    {
        _database.Dispose();
        _environment.Dispose();
    }

    protected override void MakeRoom(long appends)
    {
        if (_next + appends > Most)
        {
            using LightningTransaction transaction = _environment.BeginTransaction();
            transaction.TruncateDatabase(_database).ThrowOnError();
            transaction.Commit().ThrowOnError();
            _next = 0;
        }
    }

    protected override void Append(ReadOnlySpan<byte> payload, long count)
    {
        Span<byte> key = stackalloc byte[sizeof(long)];
        for (long i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(key, _next++);
            using LightningTransaction transaction = _environment.BeginTransaction();
            transaction.Put(_database, key, payload, PutOptions.AppendData).ThrowOnError();
            transaction.Commit().ThrowOnError();
        }
    }

    protected override IEnumerable<byte[]> Last(long count)
    {
        using LightningTransaction transaction = _environment.BeginTransaction(TransactionBeginFlags.ReadOnly);
        for (long number = _next - count; number < _next; number++)
        {
            byte[] key = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(key, number);
            yield return transaction.Get(_database, key).value.CopyToNewArray();
        }
    }
}
