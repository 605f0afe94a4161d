using Weft.Layers;

namespace Weft.Formats;

/// <summary>The layers that Keras has for some of its applications alone, each in the application's module.</summary>
internal static class ApplicationLayerCodecs
{
    private const string ConvNeXt = "keras.src.applications.convnext", InceptionResNet = "keras.src.applications.inception_resnet_v2";

    public static IEnumerable<LayerCodec> All =>
    [
        LayerCodec.Of<LayerScale>(
            "LayerScale",
            (layer, json) => (json["init_values"], json["projection_dim"]) = (layer.InitValues, layer.ProjectionDim),
            config => new LayerScale(config.Number("init_values"), config.Integer("projection_dim")),
            isBuilt: true) with { Module = ConvNeXt },
        LayerCodec.Of<StochasticDepth>("StochasticDepth", (layer, json) => json["drop_path_rate"] = layer.DropPathRate, config => new StochasticDepth(config.Number("drop_path_rate"))) with { Module = ConvNeXt },
        LayerCodec.Of<CustomScaleLayer>("CustomScaleLayer", (layer, json) => json["scale"] = layer.Scale, config => new CustomScaleLayer(config.Number("scale")), isBuilt: true) with { Module = InceptionResNet },
    ];
}
