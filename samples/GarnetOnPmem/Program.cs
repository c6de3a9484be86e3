using System.CommandLine;
using DaxNative.Samples;

Option<string> data = new("--data") { Required = true, HelpName = "PATH", Description = "A folder (on a DAX file system), a /dev/daxX.Y, or a file." };
Option<long> length = new("--length") { HelpName = "MiB", Description = "Of a new file, or of the part of a device that is taken; without it PATH is a folder where nothing is." };
Option<int> port = new("--port") { Description = "On 127.0.0.1, and nowhere else. Default: one that is free." };
Option<bool> cluster = new("--cluster") { Description = "As a node of a cluster." };
Option<bool> own = new("--own-device") { Description = "With Garnet's own device in a folder, to compare." };
Option<int> keys = new("--keys") { DefaultValueFactory = _ => 2000, Description = "How many to write." };
Option<string?> folder = new("--data") { HelpName = "FOLDER", Description = "Where both nodes keep their data. Default: a folder in /dev/shm, which is removed at the end." };

var serve = new Command("serve", "A Garnet server whose answer to a SET means that it is durable. Ctrl-C ends it.") { data, length, port, cluster, own };
serve.SetAction(parsed => Serving.Run(new ServeOptions(parsed.GetValue(data)!, parsed.GetValue(length) << 20, parsed.GetValue(port), parsed.GetValue(cluster), parsed.GetValue(own))));

var failover = new Command("failover", "A primary and a replica: write, kill the primary, take over, count what survived, and let the old primary come back as the replica.") { folder, keys };
failover.SetAction((parsed, cancellation) => Failover.RunAsync(parsed.GetValue(folder), parsed.GetValue(keys), cancellation));

return await new RootCommand("Garnet on persistent memory.") { serve, failover }.Parse(args).InvokeAsync();
