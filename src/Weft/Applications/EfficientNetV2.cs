using Weft.Initializers;
using Weft.Layers;

namespace Weft.Applications;

/// <summary>EfficientNetV2: EfficientNet with ordinary convolutions in its first blocks, which trains faster. It takes pixels as they are, 0 to 255.</summary>
/// <remarks>Tan and Le 2021, table 4.</remarks>
public abstract record EfficientNetV2 : Application
{
    private readonly (double Width, double Depth) _scale;

    private protected EfficientNetV2(double width, double depth, int size)
    {
        _scale = (width, depth);
        DefaultSize = size;
    }

    /// <inheritdoc/>
    public override int DefaultSize { get; }

    /// <summary>The rate of the dropout before the classes; 0.2 by default, and 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Dropout { get; init => field = Guard.Fraction(value, nameof(EfficientNetV2)); } = 0.2;

    /// <summary>The part of the samples for which training leaves out the last block; those before it have less, in proportion to their place. 0.2 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double DropConnect { get; init => field = Guard.Fraction(value, nameof(EfficientNetV2)); } = 0.2;

    /// <summary>Whether the network takes pixels as they are, 0 to 255, and scales them; true by default.</summary>
    public bool IncludePreprocessing { get; init; } = true;

    private protected abstract IReadOnlyList<Stage> Stages { get; }

    /// <summary>Brings pixels to the range that the convolutions take: to about -1 to 1.</summary>
    private protected virtual Node Preprocess(Node pixels) => pixels.Then(new Rescaling(1 / 128.0, -1));

    // Keras: efficientnetv2-b0.
    private protected override string ModelName(Shape input) => $"efficientnetv2-{char.ToLowerInvariant(Name["EfficientNetV2".Length])}{Name["EfficientNetV2".Length..][1..]}";

    private protected override Node Features(Node input, int seed)
    {
        Node x = IncludePreprocessing ? Preprocess(input) : input;
        x = x.Then(
            EfficientBlock.Convolution(Filters(Stages[0].InputFilters), 3, 2, Padding.Same, "stem_conv"),
            Normalization("stem_bn"),
            EfficientBlock.Swish("stem_activation"));

        // The parts are of the blocks that the table has, before it is made deeper: Keras' count.
        int block = 0, blocks = Stages.Sum(stage => stage.Repeats);
        foreach ((Stage stage, int number) in Stages.Select((stage, i) => (stage, i + 1)))
        {
            for (int i = 0; i < (int)Math.Ceiling(stage.Repeats * _scale.Depth); i++)
            {
                x = Block(x, stage, i == 0 ? stage.Strides : 1, DropConnect * block / blocks, $"block{number}{(char)('a' + i)}");
                block++;
            }
        }

        return x.Then(
            EfficientBlock.Convolution(Filters(1280), 1, 1, Padding.Same, "top_conv"),
            Normalization("top_bn"),
            EfficientBlock.Swish("top_activation"));
    }

    private protected override Node Top(Node features, int classes, Activation activation) => EfficientBlock.Top(features, Dropout, classes, activation, new Constant(0));

    private Node Block(Node input, Stage stage, int strides, double drop, string prefix)
    {
        (int channels, int filters) = (input.Shape[2], Filters(stage.Filters));
        Node x = stage.IsFused ? Fused(input, stage, strides, prefix) : Separated(input, stage, strides, prefix);
        return strides == 1 && channels == filters ? EfficientBlock.Shortcut(input, x, drop, prefix) : x;
    }

    private Node Separated(Node input, Stage stage, int strides, string prefix)
    {
        int channels = input.Shape[2];
        Node x = input.Then(
            EfficientBlock.Convolution(channels * stage.Expansion, 1, 1, Padding.Same, $"{prefix}_expand_conv"),
            Normalization($"{prefix}_expand_bn"),
            EfficientBlock.Swish($"{prefix}_expand_activation"),
            EfficientBlock.Depthwise(3, strides, Padding.Same, $"{prefix}_dwconv2"),
            Normalization($"{prefix}_bn"),
            EfficientBlock.Swish($"{prefix}_activation"));
        return EfficientBlock.Gate(x, squeezed: channels / 4, prefix).Then(
            EfficientBlock.Convolution(Filters(stage.Filters), 1, 1, Padding.Same, $"{prefix}_project_conv"),
            Normalization($"{prefix}_project_bn"));
    }

    // One 3x3 convolution in the place of a 1x1 and a depthwise one.
    private Node Fused(Node input, Stage stage, int strides, string prefix)
    {
        if (stage.Expansion == 1)
        {
            return input.Then(
                EfficientBlock.Convolution(Filters(stage.Filters), 3, strides, Padding.Same, $"{prefix}_project_conv"),
                Normalization($"{prefix}_project_bn"),
                EfficientBlock.Swish($"{prefix}_project_activation"));
        }

        return input.Then(
            EfficientBlock.Convolution(input.Shape[2] * stage.Expansion, 3, strides, Padding.Same, $"{prefix}_expand_conv"),
            Normalization($"{prefix}_expand_bn"),
            EfficientBlock.Swish($"{prefix}_expand_activation"),
            EfficientBlock.Convolution(Filters(stage.Filters), 1, 1, Padding.Same, $"{prefix}_project_conv"),
            Normalization($"{prefix}_project_bn"));
    }

    private static BatchNormalization Normalization(string name) => new(momentum: 0.9) { Name = name };

    // Never a tenth up, as the first EfficientNet does.
    private int Filters(int filters) => Math.Max(8, (int)((filters * _scale.Width) + 4) / 8 * 8);

    /// <summary>A row of the paper's table: blocks of one kind.</summary>
    /// <param name="IsFused">Whether they have one ordinary convolution in the place of a 1x1 and a depthwise one, and no gate.</param>
    /// <param name="Expansion">How much wider a block is in its middle.</param>
    /// <param name="Repeats">How many blocks there are.</param>
    /// <param name="InputFilters">Channels before the first.</param>
    /// <param name="Filters">Channels at their ends.</param>
    /// <param name="Strides">Strides of the first.</param>
    private protected sealed record Stage(bool IsFused, int Expansion, int Repeats, int InputFilters, int Filters, int Strides);
}
