// A worker whose state is in persistent memory: it counts its runs in a mapping, and appends a record to a log every 100 ms.
//
//   dotnet run --project samples/PersistentWorker                    until Ctrl-C
//   dotnet run --project samples/PersistentWorker -- --seconds 3     for three seconds
//
// appsettings.json says where that lies: in ordinary files in /var/tmp, so that it runs everywhere. There every Persist is an msync, and
// the start warns of that. With persistent memory, name files on a DAX mount and add "RequiredGranularity": "CacheLine"; any setting
// can be given behind -- too: --DaxNative:Mappings:state:Path=/mnt/pmem0/state. A wrong setting ends the start with one line.
using System.Text;
using DaxNative;
using DaxNative.Log;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddDaxNative(builder.Configuration.GetSection("DaxNative"));
builder.Services.AddHostedService<Worker>();
try
{
    using IHost host = builder.Build();
    await host.RunAsync();
    return 0;
}
catch (Exception failure) when (failure is OptionsValidationException or DaxException or LogException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

internal sealed partial class Worker(
    [FromKeyedServices("state")] PersistentMapping state,
    [FromKeyedServices("journal")] TransactionalLog journal,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    ILogger<Worker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long run = state.Ref<long>(0) + 1;
        state.StoreAtomic(0, run);                              // eight bytes, after a power cut all old or all new
        Started(run, journal.Used);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        if (configuration.GetValue<double?>("seconds") is { } seconds)
        {
            end.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        int records = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            do
            {
                if (journal.Used > journal.Capacity / 2)
                {
                    journal.Truncate(journal.Tail);             // a worker of your own makes a snapshot first
                }

                await journal.AppendAsync(Encoding.UTF8.GetBytes($"run {run}, record {records++}"), end.Token);
            }
            while (await timer.WaitForNextTickAsync(end.Token));
        }
        catch (OperationCanceledException)
        {
            Ended(run, records);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Run {Run} begins. {Bytes} bytes of records are there from before.")]
    private partial void Started(long run, long bytes);

    [LoggerMessage(2, LogLevel.Information, "Run {Run} ends after {Records} records.")]
    private partial void Ended(long run, int records);
}
