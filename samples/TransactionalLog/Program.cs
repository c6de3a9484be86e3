using DaxNative.Logs;

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("TransactionalLog needs Linux.");
    return ExitCode.NotLinux;
}

// The children that demo and torture kill, and what tools/power-cut.sh runs: before anything else, because there are many of them and each should start quickly.
return args switch
{
    [DemoWriter.Name, .. string[] rest] => DemoWriter.Run(rest),
    [TortureWriter.Name, .. string[] rest] => TortureWriter.Run(rest),
    [PowerCutWriter.Name, .. string[] rest] => PowerCutWriter.Run(rest),
    [PowerCutJudge.Name, .. string[] rest] => PowerCutJudge.Run(rest),
    [PowerCutSpoiler.Name, .. string[] rest] => PowerCutSpoiler.Run(rest),
    _ => await CommandLine.RunAsync(args).ConfigureAwait(false),
};
