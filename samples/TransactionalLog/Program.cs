using DaxNative.Logs;

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("TransactionalLog needs Linux.");
    return ExitCode.NotLinux;
}

// The children that demo and torture kill: before anything else, because there are many of them and each should start quickly.
return args switch
{
    [DemoWriter.Name, .. string[] rest] => DemoWriter.Run(rest),
    [TortureWriter.Name, .. string[] rest] => TortureWriter.Run(rest),
    _ => await CommandLine.RunAsync(args).ConfigureAwait(false),
};
