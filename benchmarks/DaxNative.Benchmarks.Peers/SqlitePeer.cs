using Microsoft.Data.Sqlite;

namespace DaxNative.Benchmarks;

/// <summary>SQLite with a write-ahead log that every transaction syncs: an insert, prepared once.</summary>
internal sealed class SqlitePeer : DurablePeer
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter _payload;
    private long _records;

    /// <param name="path">Of a new file.</param>
    internal SqlitePeer(string path)
        : base(LogPeers.Sqlite)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Do("PRAGMA journal_mode = WAL");
        Do("PRAGMA synchronous = FULL");
        Do("CREATE TABLE log (number INTEGER PRIMARY KEY, payload BLOB NOT NULL)");
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO log (payload) VALUES ($payload)";
        _payload = _insert.Parameters.Add("$payload", SqliteType.Blob);
        _insert.Prepare();
    }

    public override void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    protected override void MakeRoom(long appends)
    {
        if (_records > Most)
        {
            Do("DELETE FROM log");
            _records = 0;
        }

        _records += appends;
    }

    protected override void Append(ReadOnlySpan<byte> payload, long count)
    {
        _payload.Value = payload.ToArray();
        for (long i = 0; i < count; i++)
        {
            _insert.ExecuteNonQuery();
        }
    }

    protected override IEnumerable<byte[]> Last(long count)
    {
        using SqliteCommand select = _connection.CreateCommand();
        select.CommandText = "SELECT payload FROM log ORDER BY number DESC LIMIT $count";
        select.Parameters.AddWithValue("$count", count);
        using SqliteDataReader reader = select.ExecuteReader();
        while (reader.Read())
        {
            yield return reader.GetFieldValue<byte[]>(0);
        }
    }

    private void Do(string statement)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
