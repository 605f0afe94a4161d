using Weft.Backbones.Opening;
using Weft.Data;
using Weft.Onnx;

namespace Weft.Backbones.Packages;

/// <summary>Makes the features of a network that came in a package: its mean picture becomes a layer.</summary>
internal static class PackagedNetwork
{
    /// <summary>The model of the features.</summary>
    /// <param name="packaged">What the files are.</param>
    /// <param name="folder">Where they are.</param>
    /// <param name="options">The layer and the size.</param>
    public static Model Read(PackagedBackbone packaged, string folder, BackboneOptions options)
    {
        Model network = OnnxModel.Load(Path.Combine(folder, packaged.Network.Name));
        Tensor mean = MeanPicture(Path.Combine(folder, packaged.Mean.Name));
        if (options.ImageSize is { } size && size != network.InputShape[0])
        {
            // A picture of another size has no mean picture, and a mean colour: the picture's own.
            BackbonePixels pixels = new([1], MeanColour(mean)) { BlueFirst = true };
            return FeatureModel.Of(network, packaged.Name, PixelSteps.Of(pixels, channels: 3), options);
        }

        Model features = FeatureModel.Of(network, packaged.Name, PixelSteps.LessPicture(), options);
        BuiltLayer layer = features.Layers[PixelSteps.MeanPicture];
        layer.SetWeights([mean, new Tensor(mean.Shape, [.. Enumerable.Repeat(1f, mean.Shape.Size)]), new Tensor([], [1])]);
        return features;
    }

    // The file beside the network subtracts the picture, so what it makes of black is the picture's negative. Outputs have the file's
    // order, channels first.
    private static Tensor MeanPicture(string path)
    {
        Model subtracts = OnnxModel.Load(path);
        Shape pictures = subtracts.InputShape;
        float[] negative = subtracts.Predict(new ImageDataset(new byte[pictures.Size], new int[1], pictures, "black")).Span.ToArray();
        (int pixels, int channels) = (pictures[0] * pictures[1], pictures[2]);
        return subtracts.OutputShape == [channels, pictures[0], pictures[1]]
            ? new Tensor(pictures, [.. negative.Select((_, i) => -negative[(i % channels * pixels) + (i / channels)])])
            : throw new ModelFileException($"{path}: expected a network that gives pictures, channels first, got {subtracts.OutputShape}.");
    }

    private static double[] MeanColour(Tensor mean) =>
        [.. Enumerable.Range(0, 3).Select(channel => -mean.Span.ToArray().Where((_, i) => i % 3 == channel).Average())];
}
