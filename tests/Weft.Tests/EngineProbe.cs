using System.Reflection;
using System.Runtime.ExceptionServices;

using Weft.Data;

namespace Weft.Tests;

/// <summary>What tests need to see of a training step and users do not: gradients before they are applied, and one step on a batch as it stands.</summary>
internal static class EngineProbe
{
    /// <summary>The gradient of the mean loss of one batch by every trainable weight, in order. Weights stay as they are.</summary>
    public static IReadOnlyList<Tensor> Gradients(Sequential model, Dataset batch) => (IReadOnlyList<Tensor>)Call(model, "Gradients", batch);

    /// <summary>One optimizer step on exactly these samples in this order; the mean loss before it.</summary>
    public static double TrainStep(Sequential model, Dataset batch) => (double)Call(model, "TrainStep", batch);

    private static object Call(Sequential model, string method, Dataset batch)
    {
        MethodInfo info = typeof(Sequential).GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic, [typeof(Dataset)])
            ?? throw new MissingMethodException(nameof(Sequential), method);
        try
        {
            return info.Invoke(model, [batch])!;
        }
        catch (TargetInvocationException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
            throw;
        }
    }
}
