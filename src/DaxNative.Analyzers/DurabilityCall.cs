using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace DaxNative.Analyzers;

/// <summary>What a call does to the write-back that the thread has under way.</summary>
internal enum DurabilityEffect
{
    /// <summary>Nothing, or it is no call of the library.</summary>
    None,

    /// <summary>Starts a write-back and does not wait for it.</summary>
    Flush,

    /// <summary>Waits for what the thread has started.</summary>
    Drain,

    /// <summary>Waits, by the kernel, also for what another thread has started.</summary>
    DeepFlush,

    /// <summary>Waits or not: an option decides that is no constant.</summary>
    Either,
}

/// <summary>Tells what a call of the library is by its receiver's type and its name or its options, whatever the shape of the call.</summary>
internal static class DurabilityCall
{
    private const int NoDrain = 1;
    private const int NoFlush = 2;

    internal static DurabilityEffect EffectOf(this LibraryTypes types, IInvocationOperation call)
    {
        IOperation? receiver = types.ReceiverOf(call);
        if (receiver is null)
        {
            return DurabilityEffect.None;
        }

        if (types.IsBatch(receiver.Type))
        {
            return call.TargetMethod.Name switch
            {
                // Whoever handed the batch in disposes of it.
                "Add" when receiver is ILocalReferenceOperation => DurabilityEffect.Flush,
                "Dispose" => DurabilityEffect.Drain,
                _ => DurabilityEffect.None,
            };
        }

        return call.TargetMethod.Name switch
        {
            "Flush" => DurabilityEffect.Flush,
            "Drain" or "Persist" => DurabilityEffect.Drain,
            "DeepFlush" => DurabilityEffect.DeepFlush,
            _ => types.OptionsOf(call) is { } options ? EffectOf(options) : DurabilityEffect.None,
        };
    }

    /// <summary>How a message names the call.</summary>
    internal static string NameOf(this LibraryTypes types, IInvocationOperation call) =>
        types.OptionsOf(call) is null ? call.TargetMethod.Name : $"{call.TargetMethod.Name} with NoDrain";

    /// <summary>What a message proposes for a flush that is not drained.</summary>
    internal static string RemedyOf(this LibraryTypes types, IInvocationOperation call)
    {
        if (types.IsBatch(types.ReceiverOf(call)?.Type))
        {
            return "dispose of the batch, best by 'using'";
        }

        return types.OptionsOf(call) is null
            ? "call Drain on the same thread, or Persist instead of Flush"
            : "call Drain on the same thread, or leave out NoDrain";
    }

    private static DurabilityEffect EffectOf(IOperation options) => options.ConstantValue.Value switch
    {
        int value when (value & NoFlush) != 0 => DurabilityEffect.None,
        int value when (value & NoDrain) != 0 => DurabilityEffect.Flush,
        int => DurabilityEffect.Drain,
        _ => DurabilityEffect.Either,
    };

    private static IOperation? OptionsOf(this LibraryTypes types, IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => types.IsOptions(argument.Parameter?.Type))?.Value;
}
