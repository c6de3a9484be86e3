using System.Collections.Concurrent;
using System.Globalization;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace DaxNative.Tests;

/// <summary>
/// Runs test methods of this assembly in this process. Each result is a line of the results' file as soon as it is known: outcome,
/// name, message, stack trace (tab-separated, newlines as \n; what tools/vm/trx.awk makes of VSTest's), so that a process that dies
/// loses only the test that it died of.
/// </summary>
internal static class InProcessRunner
{
    /// <returns>0; 1 when a test failed; 2 when a name is that of no test.</returns>
    internal static int Run(string names, string results)
    {
        var wanted = new HashSet<string>(File.ReadLines(names).Where(name => name.Length > 0), StringComparer.Ordinal);
        using var framework = new XunitTestFramework(new Discovery());
        IReadOnlyList<IXunitTestCase> all = Discover(framework);
        IXunitTestCase[] cases = [.. all.Where(test => wanted.Contains(FullName(test)))];
        string[] unknown = [.. wanted.Except(cases.Select(FullName))];
        if (unknown.Length > 0 || cases.Length == 0)
        {
            Console.Error.WriteLine($"tests: {results}: no test is called {string.Join(", ", unknown)}");
            return 2;
        }

        using var file = new StreamWriter(results) { AutoFlush = true };
        using var sink = new Results(file);
        using ITestFrameworkExecutor executor = framework.GetExecutor(typeof(InProcessRunner).Assembly.GetName());
        executor.RunTests(cases, sink, new Options());
        sink.WaitForTheEnd();
        Console.WriteLine($"tests: {sink.Summary}");
        return sink.Failed == 0 ? 0 : 1;
    }

    private static string FullName(IXunitTestCase test) => $"{test.TestMethod.TestClass.Class.Name}.{test.TestMethod.Method.Name}";

    private static List<IXunitTestCase> Discover(XunitTestFramework framework)
    {
        using var discovery = new Discovery();
        using ITestFrameworkDiscoverer discoverer = framework.GetDiscoverer(Reflector.Wrap(typeof(InProcessRunner).Assembly));
        discoverer.Find(includeSourceInformation: false, discovery, new Options());
        return discovery.Wait();
    }

    /// <summary>
    /// xunit's defaults, but that a test's beginning is said by the thread that runs it, before it runs: one that ends the process at once
    /// is named too.
    /// </summary>
    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        public TValue GetValue<TValue>(string name) => name == "xunit.execution.SynchronousMessageReporting" ? (TValue)(object)true : default!;

        public void SetValue<TValue>(string name, TValue value) => throw new NotSupportedException(name);
    }

    private sealed class Discovery : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        private readonly List<IXunitTestCase> _cases = [];
        private readonly ManualResetEventSlim _complete = new();

        public bool OnMessage(IMessageSinkMessage message)
        {
            switch (message)
            {
                case ITestCaseDiscoveryMessage found: _cases.Add((IXunitTestCase)found.TestCase); break;
                case IDiscoveryCompleteMessage: _complete.Set(); break;
            }

            return true;
        }

        public void Dispose() => _complete.Dispose();

        internal List<IXunitTestCase> Wait()
        {
            _complete.Wait();
            return _cases;
        }
    }

    private sealed class Results(TextWriter file) : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        private readonly ConcurrentDictionary<string, int> _counts = new();
        private readonly ManualResetEventSlim _complete = new();
        private readonly Lock _gate = new();

        internal int Failed => _counts.GetValueOrDefault("Failed");

        internal string Summary => string.Join(", ", _counts.Select(count => $"{count.Value} {count.Key}"));

        public bool OnMessage(IMessageSinkMessage message)
        {
            switch (message)
            {
                case ITestStarting test: Say($"  Begun {test.Test.DisplayName}"); break;
                case ITestPassed test: Write("Passed", test.Test.DisplayName, "", "", test.ExecutionTime); break;
                case ITestSkipped test: Write("NotExecuted", test.Test.DisplayName, test.Reason, ""); break;
                case ITestFailed test: Write("Failed", test.Test.DisplayName, test, test.ExecutionTime); break;
                // What fails outside of a test: a fixture, a class's Dispose, the runner itself.
                case IFailureInformation failure: Write("Failed", (failure as ITestClassMessage)?.TestClass.Class.Name ?? "the test run", failure); break;
                case ITestAssemblyFinished: _complete.Set(); break;
            }

            return true;
        }

        public void Dispose() => _complete.Dispose();

        internal void WaitForTheEnd() => _complete.Wait();

        private void Write(string outcome, string name, IFailureInformation failure, decimal seconds = 0) =>
            Write(outcome, name, ExceptionUtility.CombineMessages(failure), ExceptionUtility.CombineStackTraces(failure) ?? "", seconds);

        private void Write(string outcome, string name, string message, string stack, decimal seconds = 0)
        {
            _counts.AddOrUpdate(outcome, 1, (_, count) => count + 1);
            lock (_gate)
            {
                file.WriteLine(string.Join('\t', new[] { outcome, name, message, stack }.Select(OnOneLine)));
            }

            Say(string.Create(CultureInfo.InvariantCulture, $"  [{seconds:F1} s] {outcome} {name}{(message.Length == 0 ? "" : "\n    ")}{message}"));
        }

        private void Say(string text)
        {
            lock (_gate)
            {
                Console.WriteLine(text);
            }
        }

        private static string OnOneLine(string text) => text.ReplaceLineEndings("\\n").Replace('\t', ' ');
    }
}
