using System.Runtime.CompilerServices;

namespace DaxNative.Testing;

/// <summary>
/// Finds functions that the compiler made <c>async void</c>: they return at their first await, what comes after it is in no run,
/// and what it throws ends the process.
/// </summary>
internal static class AsyncVoid
{
    /// <exception cref="CrashScenarioException">The function is such a one.</exception>
    internal static void Refuse(Delegate? function, string what)
    {
        foreach (Delegate one in function?.GetInvocationList() ?? [])
        {
            if (one.Method is var method && method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false))
            {
                throw new CrashScenarioException(
                    $"{what} is an async function without a task: it returns at its first await, and what it does after that is not recorded. "
                    + "Make it synchronous: wait for each task where it is made, with GetAwaiter().GetResult(), or use Writers for work on several threads.");
            }
        }
    }

    /// <exception cref="CrashScenarioException">Nobody would wait for what the function returns.</exception>
    internal static void RefuseTask(Type result, string what)
    {
        if (typeof(Task).IsAssignableFrom(result) || result == typeof(ValueTask) || (result.IsGenericType && result.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            throw new CrashScenarioException(
                $"{what} returns a {result.Name}, which nobody waits for. Make it synchronous: wait for each task where it is made, with GetAwaiter().GetResult().");
        }
    }
}
