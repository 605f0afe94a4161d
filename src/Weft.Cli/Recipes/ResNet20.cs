using Weft.Layers;

namespace Weft.Cli.Recipes;

/// <summary>The network of He et al. 2015, section 4.2, with n = 3: batch-normalised, 0.27 million weights.</summary>
internal static class ResNet20
{
    public static IEnumerable<Layer> Layers(int classes)
    {
        yield return Convolution(16);
        yield return new BatchNormalization();
        yield return new ReLU();
        foreach ((int filters, int strides) in ((int, int)[])[(16, 1), (16, 1), (16, 1), (32, 2), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1)])
        {
            yield return new Residual(Activation.Relu)
            {
                Convolution(filters, strides), new BatchNormalization(), new ReLU(),
                Convolution(filters), new BatchNormalization(),
            };
        }

        yield return new GlobalAveragePooling2D();
        yield return new Dense(classes, Activation.Softmax);
    }

    private static Conv2D Convolution(int filters, int strides = 1) => new(filters, 3, strides: strides, padding: Padding.Same, useBias: false);
}
