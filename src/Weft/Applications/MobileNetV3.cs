using Weft.Layers;

namespace Weft.Applications;

/// <summary>MobileNetV3: MobileNetV2's blocks, some with a gate on their channels, found by a search. Small and Large differ in the blocks.</summary>
/// <remarks>Howard et al. 2019.</remarks>
public abstract record MobileNetV3 : Application
{
    private readonly int _lastFilters;

    private protected MobileNetV3(int lastFilters) => _lastFilters = lastFilters;

    /// <summary>What the numbers of filters of the blocks are multiplied by; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public double Alpha { get; init => field = Guard.Positive(value, nameof(MobileNetV3)); } = 1;

    /// <summary>Whether gates, hard swish and windows of 5x5 are left out, for processors that are slow at them.</summary>
    public bool Minimalistic { get; init; }

    /// <summary>The rate of the dropout before the classes; 0.2 by default, and 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1).</exception>
    public double Dropout { get; init => field = Guard.Fraction(value, nameof(MobileNetV3)); } = 0.2;

    /// <summary>Whether the network takes pixels as they are, 0 to 255, and scales them; true by default. Otherwise they go from -1 to 1.</summary>
    public bool IncludePreprocessing { get; init; } = true;

    /// <inheritdoc/>
    public override int DefaultSize => 224;

    private protected abstract IReadOnlyList<MobileBlock> Blocks { get; }

    private protected override string ModelName(Shape input) => Name;

    private protected override Node Features(Node input, int seed)
    {
        Node x = IncludePreprocessing ? input.Then(new Rescaling(1 / 127.5, -1)) : input;
        x = x.Then(
            new Conv2D(16, 3, strides: 2, padding: Padding.Same, useBias: false) { Name = "conv" },
            Normalization("conv_bn"),
            Function(isHard: true));
        for (int i = 0; i < Blocks.Count; i++)
        {
            x = Block(x, Blocks[i], i == 0 ? "expanded_conv" : $"expanded_conv_{i}", isFirst: i == 0);
        }

        return x.Then(
            new Conv2D(Channels.NearestEight(x.Shape[2] * 6), 1, padding: Padding.Same, useBias: false) { Name = "conv_1" },
            Normalization("conv_1_bn"),
            Function(isHard: true));
    }

    private protected override Node Top(Node features, int classes, Activation activation)
    {
        Node x = features.Then(
            new GlobalAveragePooling2D(keepDims: true),
            new Conv2D(Alpha > 1 ? Channels.NearestEight(_lastFilters * Alpha) : _lastFilters, 1, padding: Padding.Same) { Name = "conv_2" },
            Function(isHard: true));
        x = Dropout > 0 ? x.Then(new Dropout(Dropout)) : x;
        return x.Then(
            new Conv2D(classes, 1, padding: Padding.Same) { Name = "logits" },
            new Flatten(),
            new ActivationLayer(activation) { Name = "predictions" });
    }

    private Node Block(Node input, MobileBlock block, string prefix, bool isFirst)
    {
        (int channels, int filters) = (input.Shape[2], Channels.NearestEight(block.Filters * Alpha));
        int kernel = Minimalistic ? 3 : block.Kernel;
        Node x = input;
        if (!isFirst)
        {
            x = x.Then(
                new Conv2D(Channels.NearestEight(channels * block.Expansion), 1, padding: Padding.Same, useBias: false) { Name = $"{prefix}_expand" },
                Normalization($"{prefix}_expand_bn"),
                Function(block.IsHard));
        }

        if (block.Strides == 2)
        {
            x = x.Then(StridedPadding.Before(x.Shape, kernel, $"{prefix}_depthwise_pad"));
        }

        Padding padding = block.Strides == 2 ? Padding.Valid : Padding.Same;
        x = x.Then(
            new DepthwiseConv2D(kernel, strides: block.Strides, padding: padding, useBias: false) { Name = $"{prefix}_depthwise" },
            Normalization($"{prefix}_depthwise_bn"),
            Function(block.IsHard));
        x = block.HasGate && !Minimalistic ? Gate(x, $"{prefix}_squeeze_excite") : x;
        x = x.Then(
            new Conv2D(filters, 1, padding: Padding.Same, useBias: false) { Name = $"{prefix}_project" },
            Normalization($"{prefix}_project_bn"));
        return block.Strides == 1 && channels == filters ? new Add { Name = $"{prefix}_add" }.Call(input, x) : x;
    }

    private static Node Gate(Node input, string prefix)
    {
        int channels = input.Shape[2];
        Node gate = input.Then(
            new GlobalAveragePooling2D(keepDims: true) { Name = $"{prefix}_avg_pool" },
            new Conv2D(Channels.NearestEight(channels * 0.25), 1, padding: Padding.Same) { Name = $"{prefix}_conv" },
            new ReLU { Name = $"{prefix}_relu" },
            new Conv2D(channels, 1, padding: Padding.Same) { Name = $"{prefix}_conv_1" });
        gate = (gate + 3).Then(new ReLU(6)) * (1 / 6.0);
        return new Multiply { Name = $"{prefix}_mul" }.Call(input, gate);
    }

    private Layer Function(bool isHard) => isHard && !Minimalistic ? new ActivationLayer(Activation.HardSilu) : new ReLU();

    private static BatchNormalization Normalization(string name) => new(momentum: 0.999) { Name = name };

    /// <summary>A row of the paper's tables.</summary>
    /// <param name="Expansion">How much wider the block is in its middle.</param>
    /// <param name="Filters">Channels at its end.</param>
    /// <param name="Kernel">The depthwise window.</param>
    /// <param name="Strides">The window's steps.</param>
    /// <param name="HasGate">Whether the channels have a gate.</param>
    /// <param name="IsHard">Whether the function is hard swish instead of ReLU.</param>
    private protected sealed record MobileBlock(double Expansion, int Filters, int Kernel, int Strides, bool HasGate, bool IsHard);
}

/// <summary>MobileNetV3-Small: 2.6 million weights.</summary>
/// <remarks>Table 2 of the paper.</remarks>
public sealed record MobileNetV3Small() : MobileNetV3(lastFilters: 1024)
{
    private protected override IReadOnlyList<MobileBlock> Blocks =>
    [
        new(1, 16, 3, 2, HasGate: true, IsHard: false),
        new(72 / 16.0, 24, 3, 2, HasGate: false, IsHard: false),
        new(88 / 24.0, 24, 3, 1, HasGate: false, IsHard: false),
        new(4, 40, 5, 2, HasGate: true, IsHard: true),
        new(6, 40, 5, 1, HasGate: true, IsHard: true),
        new(6, 40, 5, 1, HasGate: true, IsHard: true),
        new(3, 48, 5, 1, HasGate: true, IsHard: true),
        new(3, 48, 5, 1, HasGate: true, IsHard: true),
        new(6, 96, 5, 2, HasGate: true, IsHard: true),
        new(6, 96, 5, 1, HasGate: true, IsHard: true),
        new(6, 96, 5, 1, HasGate: true, IsHard: true),
    ];
}

/// <summary>MobileNetV3-Large: 5.5 million weights.</summary>
/// <remarks>Table 1 of the paper.</remarks>
public sealed record MobileNetV3Large() : MobileNetV3(lastFilters: 1280)
{
    private protected override IReadOnlyList<MobileBlock> Blocks =>
    [
        new(1, 16, 3, 1, HasGate: false, IsHard: false),
        new(4, 24, 3, 2, HasGate: false, IsHard: false),
        new(3, 24, 3, 1, HasGate: false, IsHard: false),
        new(3, 40, 5, 2, HasGate: true, IsHard: false),
        new(3, 40, 5, 1, HasGate: true, IsHard: false),
        new(3, 40, 5, 1, HasGate: true, IsHard: false),
        new(6, 80, 3, 2, HasGate: false, IsHard: true),
        new(2.5, 80, 3, 1, HasGate: false, IsHard: true),
        new(2.3, 80, 3, 1, HasGate: false, IsHard: true),
        new(2.3, 80, 3, 1, HasGate: false, IsHard: true),
        new(6, 112, 3, 1, HasGate: true, IsHard: true),
        new(6, 112, 3, 1, HasGate: true, IsHard: true),
        new(6, 160, 5, 2, HasGate: true, IsHard: true),
        new(6, 160, 5, 1, HasGate: true, IsHard: true),
        new(6, 160, 5, 1, HasGate: true, IsHard: true),
    ];
}
