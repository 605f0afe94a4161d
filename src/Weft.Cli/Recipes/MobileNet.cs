using Weft.Layers;

namespace Weft.Cli.Recipes;

/// <summary>A small network of depthwise and 1x1 convolutions, batch-normalised, after Howard et al. 2017: 0.14 million weights.</summary>
internal static class MobileNet
{
    public static IEnumerable<Layer> Layers(int classes)
    {
        foreach (Layer layer in Normalized(new Conv2D(32, kernelSize: 3, padding: Padding.Same, useBias: false)))
        {
            yield return layer;
        }

        foreach ((int filters, int strides) in ((int, int)[])[(64, 1), (128, 2), (128, 1), (256, 2), (256, 1)])
        {
            foreach (Layer layer in Normalized(new DepthwiseConv2D(3, strides: strides, padding: Padding.Same, useBias: false)).Concat(Normalized(new Conv2D(filters, kernelSize: 1, useBias: false))))
            {
                yield return layer;
            }
        }

        yield return new GlobalAveragePooling2D();
        yield return new Dense(classes, Activation.Softmax);
    }

    private static Layer[] Normalized(Layer convolution) => [convolution, new BatchNormalization(), new ReLU()];
}
