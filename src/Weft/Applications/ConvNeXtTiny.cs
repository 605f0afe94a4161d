using Weft.Layers;

namespace Weft.Applications;

/// <summary>ConvNeXt-T: ResNet's shape with what transformers brought: large depthwise windows, layer normalisation, few functions. 28.6 million weights. It takes pixels as they are, 0 to 255.</summary>
/// <remarks>Liu et al. 2022, table 9.</remarks>
public sealed record ConvNeXtTiny : Application
{
    private static readonly (int Blocks, int Channels)[] s_stages = [(3, 96), (3, 192), (9, 384), (3, 768)];

    /// <summary>Whether the network takes pixels as they are, 0 to 255, and normalises them; true by default.</summary>
    public bool IncludePreprocessing { get; init; } = true;

    /// <summary>The part of the samples for which training leaves out the last block; those before it have less, in proportion to their place. 0 by default, as in Keras.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double DropPathRate { get; init => field = Guard.Fraction(value, nameof(ConvNeXtTiny)); }

    /// <inheritdoc/>
    public override int DefaultSize => 224;

    private protected override string ModelName(Shape input) => "convnext_tiny";

    private protected override Node Features(Node input, int seed)
    {
        string name = ModelName(input.Shape);
        bool isPreprocessed = IncludePreprocessing && input.Shape[2] == 3;
        Node x = isPreprocessed ? input.Then(Preprocessing($"{name}_prestem_normalization")) : input;
        int block = 0, last = s_stages.Sum(stage => stage.Blocks) - 1;
        foreach (((int blocks, int channels), int stage) in s_stages.Select((stage, i) => (stage, i)))
        {
            x = x.Then(stage == 0 ? Stem(x.Shape, channels, name, seed + 1) : Downsampling(x.Shape, channels, name, stage - 1, seed + stage + 1));
            for (int i = 0; i < blocks; i++)
            {
                x = Block(x, DropPathRate * block / last, $"{name}_stage_{stage}_block_{i}");
                block++;
            }
        }

        return x;
    }

    private protected override Node Top(Node features, int classes, Activation activation) => features.Then(
        new GlobalAveragePooling2D { Name = "convnext_tiny_head_gap" },
        new LayerNormalization(epsilon: 1e-6) { Name = "convnext_tiny_head_layernorm" },
        new Dense(classes, activation) { Name = "convnext_tiny_head_dense" });

    private protected override Node Pool(Node features, GlobalPooling2D? pooling) =>
        (pooling is null ? features : features.Then(pooling)).Then(new LayerNormalization(epsilon: 1e-6));

    // Means and variances of ImageNet's colours, for pixels from 0 to 255.
    private static Normalization Preprocessing(string name)
    {
        static float Square(double deviation) => (float)(deviation * 255 * (deviation * 255));
        return new([(float)(0.485 * 255), (float)(0.456 * 255), (float)(0.406 * 255)], [Square(0.229), Square(0.224), Square(0.225)]) { Name = name };
    }

    private static Sequential Stem(Shape input, int channels, string name, int seed) => new(input, seed, $"{name}_stem")
    {
        new Conv2D(channels, 4, strides: 4) { Name = $"{name}_stem_conv" },
        new LayerNormalization(epsilon: 1e-6) { Name = $"{name}_stem_layernorm" },
    };

    private static Sequential Downsampling(Shape input, int channels, string name, int index, int seed) => new(input, seed, $"{name}_downsampling_block_{index}")
    {
        new LayerNormalization(epsilon: 1e-6) { Name = $"{name}_downsampling_layernorm_{index}" },
        new Conv2D(channels, 2, strides: 2) { Name = $"{name}_downsampling_conv_{index}" },
    };

    private static Node Block(Node input, double drop, string name)
    {
        int channels = input.Shape[2];
        Node x = input.Then(
            new Conv2D(channels, 7, padding: Padding.Same) { Groups = channels, Name = $"{name}_depthwise_conv" },
            new LayerNormalization(epsilon: 1e-6) { Name = $"{name}_layernorm" },
            new Dense(4 * channels) { Name = $"{name}_pointwise_conv_1" },
            new ActivationLayer(Activation.Gelu) { Name = $"{name}_gelu" },
            new Dense(channels) { Name = $"{name}_pointwise_conv_2" },
            new LayerScale(1e-6, channels) { Name = $"{name}_layer_scale" });
        return input + x.Then(drop > 0
            ? new StochasticDepth(drop) { Name = $"{name}_stochastic_depth" }
            : new ActivationLayer(Activation.Linear) { Name = $"{name}_identity" });
    }
}
