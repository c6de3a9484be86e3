using System.Reflection;
using DaxNative.Raft;
using DotNext.Net.Cluster.Consensus.Raft;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What the class inherits works on a log of its own that is empty: a member that is left to it uses the wrong log, and says nothing.</summary>
public class RaftInterfaceTests
{
    // A property with nothing behind it but the value that was set; its setter is DotNext's alone.
    private static readonly string[] s_shared = ["get_ConfigurationStorage", "set_ConfigurationStorage"];

    [Fact]
    public void EveryMemberOfTheInterface_IsItsOwn() => Assert.Equal(
        s_shared,
        from type in typeof(IPersistentState).GetInterfaces().Append(typeof(IPersistentState))
        let map = typeof(PersistentRaftLog).GetInterfaceMap(type)
        from i in Enumerable.Range(0, map.InterfaceMethods.Length)
        where !map.InterfaceMethods[i].IsStatic && !map.InterfaceMethods[i].IsPrivate && map.TargetMethods[i]?.DeclaringType != typeof(PersistentRaftLog)
        orderby map.InterfaceMethods[i].Name
        select map.InterfaceMethods[i].Name);

    [Fact]
    public void EveryPublicMemberOfTheStockLog_IsItsOwn()
    {
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;
        IEnumerable<string> own = typeof(PersistentRaftLog).GetMethods(Declared).Select(Signature);

        // Dispose and DisposeAsync of the base lead to what is overridden here.
        Assert.Equal(
            [.. s_shared.Append("DisposeAsync()").Order(StringComparer.Ordinal)],
            typeof(WriteAheadLog).GetMethods(Declared).Select(Signature).Except(own).Select(name => s_shared.FirstOrDefault(shared => name.StartsWith(shared, StringComparison.Ordinal)) ?? name).Order(StringComparer.Ordinal));
    }

    private static string Signature(MethodInfo method) => $"{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})";
}
