using Weft.Layers;

namespace Weft.Backbones.Opening;

/// <summary>Where a network stops describing a picture and begins to tell classes apart.</summary>
/// <remarks>
/// From the output back: functions, dropout and changes of shape are passed over until the layer that makes the classes, a dense one or a
/// convolution that stands for one; the features are what it reads. A whole model of dense layers at the end is a head and is left out
/// whole. Where there is no such layer, the output is the features.
/// </remarks>
internal static class FeatureCut
{
    // How many names an error lists.
    private const int Listed = 16;

    /// <summary>The value that is the last features.</summary>
    public static Node Last(ModelGraph graph) => Unshaped(BeforeClasses(graph) ?? graph.Outputs[0]);

    /// <summary>The value that a layer gives, in the model or in a model inside it.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ModelFileException">There is no such layer, or it gives more than one value.</exception>
    public static Node Named(ModelGraph graph, string name)
    {
        ModelGraph[] graphs = [.. All(graph)];
        Node[] found = [.. graphs.SelectMany(part => part.Calls).Where(call => call.Layer.Name == name).SelectMany(call => call.Outputs)];
        return found switch
        {
            [var only] => only,
            [] => throw new ModelFileException($"expected the name of a layer whose output is the features, got '{name}'. Those "
                + $"nearest to the end are {Candidates(graph)}."),
            _ => throw new ModelFileException($"expected a layer with one output, got '{name}' with {found.Length}. Those "
                + $"nearest to the end are {Candidates(graph)}."),
        };
    }

    private static IEnumerable<ModelGraph> All(ModelGraph graph) =>
        graph.Layers.Select(layer => layer.Inner).OfType<ModelGraph>().SelectMany(All).Prepend(graph);

    private static string Candidates(ModelGraph graph) =>
        string.Join(", ", graph.Leaves.Where(layer => layer.Layer is not (RandomLayer or Dropout)).Reverse().Take(Listed)
            .Select(layer => layer.Name));

    private static Node? BeforeClasses(ModelGraph graph)
    {
        bool isPooled = false;
        for (Node at = graph.Outputs[0]; at.Inputs.Count == 1; at = at.Inputs[0])
        {
            if (at.Layer.Inner is { } inner)
            {
                return IsHead(inner) ? Described(at.Inputs[0])
                    : BeforeClasses(inner) is not { } inside ? null
                    : ReferenceEquals(inside, inner.Inputs[0]) ? Described(at.Inputs[0]) : inside;
            }

            if (MakesClasses(at, isPooled))
            {
                return Described(at.Inputs[0]);
            }

            isPooled |= at.Layer.Layer is GlobalPooling2D;
            if (at.Layer.Layer is not GlobalPooling2D && !IsPassedOver(at.Layer.Layer))
            {
                return null;
            }
        }

        return null;
    }

    // A convolution of single pixels stands for a dense layer: on an image of one pixel, or, as in SqueezeNet, right behind a dropout and
    // before the pooling that ends the network.
    private static bool MakesClasses(Node at, bool isPooled) => at.Layer.Layer switch
    {
        Dense => !isPooled && at.Shape.Size == at.Shape[^1],
        Conv2D { KernelSize: { Height: 1, Width: 1 } } when at.Inputs[0].Shape is { Rank: 3 } shape =>
            isPooled ? at.Inputs[0].Layer.Layer is Dropout : shape[0] * shape[1] == 1,
        _ => false,
    };

    private static bool IsPassedOver(Layer layer) =>
        layer is Flatten or Reshape || IsFunction(layer) || IsDropout(layer);

    private static bool IsFunction(Layer layer) => layer is ActivationLayer or ReLU or Softmax or LeakyReLU or ELU or Identity;

    private static bool IsDropout(Layer layer) => layer is Dropout or GaussianDropout or AlphaDropout or SpatialDropout2D or GaussianNoise;

    // Under another shape there may be an image of one pixel, and before it a mean over a window as large as the image. The image is what
    // is taken, and its mean made anew, so that pictures may be of any size.
    private static Node Unshaped(Node features)
    {
        Node image = features;
        while (image.Layer.Layer is Flatten or Reshape or Permute or Identity && image.Inputs.Count == 1)
        {
            image = image.Inputs[0];
        }

        if (image.Shape is not { Rank: 3 } shape || shape[0] * shape[1] != 1)
        {
            return features;
        }

        return image.Layer.Layer is AveragePooling2D { Padding: Padding.Valid } mean && image.Inputs[0].Shape is var whole
            && mean.PoolSize == (whole[0], whole[1]) ? image.Inputs[0] : image;
    }

    private static bool IsHead(ModelGraph graph) => graph.Leaves.Any(layer => layer.Layer is Dense) && graph.Leaves.All(layer =>
        layer.Layer is Dense or BatchNormalization or Flatten || IsFunction(layer.Layer) || IsDropout(layer.Layer));

    // Without the dropout in front of the classes, which would do nothing.
    private static Node Described(Node features)
    {
        while (features.Inputs.Count == 1 && IsDropout(features.Layer.Layer))
        {
            features = features.Inputs[0];
        }

        return features;
    }
}
