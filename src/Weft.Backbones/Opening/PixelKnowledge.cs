using Weft.Layers;

namespace Weft.Backbones.Opening;

/// <summary>What is known of the pixels that a model takes: from its file, its layers, its make, or whoever opens it.</summary>
internal static class PixelKnowledge
{
    // Keras' applications that take pixels made elsewhere, by layers that each has and no other does.
    private static readonly (string Layer, BackbonePixels Pixels)[] s_applications =
    [
        ("conv2_block1_preact_bn", BackbonePixels.MinusOneToOne), // ResNet50V2 and deeper
        ("conv2_block1_3_conv", BackbonePixels.Caffe), // ResNet50 and deeper
        ("block5_conv3", BackbonePixels.Caffe), // VGG
        ("conv5_block16_concat", BackbonePixels.ImageNet), // DenseNet
        ("conv_dw_13", BackbonePixels.MinusOneToOne), // MobileNet
        ("block_16_project", BackbonePixels.MinusOneToOne), // MobileNetV2
        ("expanded_conv_10_project", BackbonePixels.MinusOneToOne), // MobileNetV3 without preprocessing
        ("block14_sepconv2", BackbonePixels.MinusOneToOne), // Xception
        ("mixed10", BackbonePixels.MinusOneToOne), // InceptionV3
        ("conv_7b", BackbonePixels.MinusOneToOne), // InceptionResNetV2
        ("reduction_concat_stem_1", BackbonePixels.MinusOneToOne), // NASNet
    ];

    /// <summary>What the model takes; null where nothing is known.</summary>
    /// <param name="model">The model as its file has it.</param>
    /// <param name="isTorch">Whether the file is arrays of a network of PyTorch.</param>
    /// <param name="option">What whoever opens it says.</param>
    public static BackbonePixels? Of(Model model, bool isTorch, BackbonePixels? option) =>
        OfFile(model) ?? OfLayers(model) ?? option ?? (isTorch ? BackbonePixels.ImageNet : OfMake(model));

    // A model of Weft's own has a seed in its file, and takes what it was trained on whether or not that is in it as well.
    private static BackbonePixels? OfFile(Model model) => model.Metadata is { PixelScale: not null } or { Seed: not null }
        ? new BackbonePixels([model.PixelScale], [model.PixelOffset])
        : null;

    private static BackbonePixels? OfLayers(Model model) => model.PixelScale == 1
        ? BackbonePixels.AsTheyAre
        : model.Graph.Leaves.FirstOrDefault(layer => layer.Layer is not RandomLayer) is { Layer: Normalization { Invert: false } }
            ? BackbonePixels.ZeroToOne
            : null;

    private static BackbonePixels? OfMake(Model model)
    {
        HashSet<string> names = [.. model.Graph.Leaves.Select(layer => layer.Name)];
        return s_applications.FirstOrDefault(application => names.Contains(application.Layer)).Pixels;
    }
}
