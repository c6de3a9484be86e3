using DaxNative.Tests;

// Runs tests without VSTest: in virtual machines, of which one has no SDK, and where starting VSTest takes longer than most tests.
if (args.Length != 2)
{
    Console.Error.WriteLine("usage: DaxNative.Tests NAMES RESULTS   (NAMES: a file with the full name of a test method in each line)");
    return 2;
}

return InProcessRunner.Run(names: args[0], results: args[1]);
