return DaxInspect.Inspector.Run(args, OperatingSystem.IsLinux(), Console.Out, Console.Error);
