using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

using Weft.Layers;

namespace Weft.Backbones.Opening;

/// <summary>Makes of any model of pictures one that takes red, green and blue from 0 to 255 and gives a vector of features.</summary>
internal static class FeatureModel
{
    /// <summary>The model of the features.</summary>
    /// <param name="model">The network.</param>
    /// <param name="name">What the backbone is called, for errors.</param>
    /// <param name="before">The layers that make of pixels what the network takes.</param>
    /// <param name="options">The layer and the size.</param>
    /// <exception cref="ModelFileException">There is no such layer, or the network does not take pictures of the size.</exception>
    public static Model Of(Model model, string name, IReadOnlyList<Layer> before, BackboneOptions options)
    {
        try
        {
            Node last = options.FeaturesLayer is { } layer ? FeatureCut.Named(model.Graph, layer) : FeatureCut.Last(model.Graph);
            IReadOnlyList<Layer> after = last.Shape.Rank switch
            {
                1 => [],
                3 when last.Shape[2] > 1 => [new GlobalAveragePooling2D { Name = "features" }],
                _ => [new Flatten { Name = "features" }],
            };
            Shape input = [options.ImageSize ?? model.InputShape[0], options.ImageSize ?? model.InputShape[1], 3];
            Model features = FlatCopy.Of(model, last, input, before, after, "backbone");
            features.Metadata = new ModelMetadata { PixelScale = 1, Preparation = model.Metadata.Preparation };
            return features;
        }
        catch (Exception error) when (error is ShapeException or ModelFileException)
        {
            throw new ModelFileException($"{name}: {error.Message}", error);
        }
    }

    /// <summary>A hash of all that decides what features a picture has: layers and weights.</summary>
    public static string Fingerprint(Model features)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(features.ToJson()));
        foreach (Weight weight in features.Weights)
        {
            hash.AppendData(MemoryMarshal.AsBytes(weight.Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
