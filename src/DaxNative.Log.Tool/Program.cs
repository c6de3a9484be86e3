using DaxNative.Log.Tool;

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("daxnative-log needs Linux.");
    return ExitCode.NotLinux;
}

return await CommandLine.RunAsync(args).ConfigureAwait(false);
