using Weft.Applications;
using Weft.Layers;

namespace Weft.Tests.Applications;

/// <summary>How many weights a network has, without drawing them.</summary>
internal static class ParameterCount
{
    /// <summary>Of the call without arguments.</summary>
    public static (int All, int Trained) Of(Application application) => Of(application, [application.DefaultSize, application.DefaultSize, 3], includeTop: true, classes: 1000);

    /// <summary>Of a call. Without a top it ends in means.</summary>
    public static (int All, int Trained) Of(Application application, Shape input, bool includeTop, int classes)
    {
        (Node from, Node to) = application.Call(input, includeTop, classes, new GlobalAveragePooling2D(), classifierActivation: null, seed: 1);
        WeightSpec[] weights = [.. new ModelGraph("counted", [from], [to], isSequential: false).Leaves.SelectMany(layer => layer.Layer.Weights(layer.InputShape))];
        return (weights.Sum(weight => weight.Shape.Size), weights.Where(weight => weight.Trainable).Sum(weight => weight.Shape.Size));
    }
}
