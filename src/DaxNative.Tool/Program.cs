return await DaxNative.Tool.CommandLine.RunAsync(args, OperatingSystem.IsLinux(), Console.Out, Console.Error).ConfigureAwait(false);
