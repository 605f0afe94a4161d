using Weft.Layers;

namespace Weft.Applications;

/// <summary>Inception V3: modules of convolutions of several sizes side by side, large windows cut into rows and columns. 23.9 million weights. Pixels go from -1 to 1.</summary>
/// <remarks>Szegedy et al. 2015 (arXiv 1512.00567), table 1.</remarks>
public sealed record InceptionV3 : Application
{
    /// <inheritdoc/>
    public override int DefaultSize => 299;

    /// <inheritdoc/>
    public override int LeastSize => 75;

    private protected override string ModelName(Shape input) => "inception_v3";

    private protected override Node Features(Node input, int seed)
    {
        Node x = Convolution(input, 32, 3, 3, strides: 2, Padding.Valid);
        x = Convolution(x, 32, 3, 3, padding: Padding.Valid);
        x = Convolution(x, 64, 3, 3).Then(new MaxPooling2D(3, strides: 2));
        x = Convolution(x, 80, 1, 1, padding: Padding.Valid);
        x = Convolution(x, 192, 3, 3, padding: Padding.Valid).Then(new MaxPooling2D(3, strides: 2));

        x = Grids35(x, pooled: 32, "mixed0");
        x = Grids35(x, pooled: 64, "mixed1");
        x = Grids35(x, pooled: 64, "mixed2");
        x = Reduction17(x, "mixed3");
        x = Grids17(x, inner: 128, "mixed4");
        x = Grids17(x, inner: 160, "mixed5");
        x = Grids17(x, inner: 160, "mixed6");
        x = Grids17(x, inner: 192, "mixed7");
        x = Reduction8(x, "mixed8");
        x = Grids8(x, new Concatenate { Name = "mixed9_0" }, "mixed9");
        return Grids8(x, new Concatenate { Name = "mixed9_1" }, "mixed10");
    }

    private protected override Node Pool(Node features, GlobalPooling2D? pooling) => pooling is null ? features : features.Then(pooling);

    // Figure 5 of the paper.
    private static Node Grids35(Node x, int pooled, string name)
    {
        Node single = Convolution(x, 64, 1, 1);
        Node wide = Convolution(Convolution(x, 48, 1, 1), 64, 5, 5);
        Node twice = Convolution(Convolution(Convolution(x, 64, 1, 1), 96, 3, 3), 96, 3, 3);
        return Join(name, single, wide, twice, Pooled(x, pooled));
    }

    private static Node Reduction17(Node x, string name)
    {
        Node once = Convolution(x, 384, 3, 3, strides: 2, Padding.Valid);
        Node twice = Convolution(Convolution(Convolution(x, 64, 1, 1), 96, 3, 3), 96, 3, 3, strides: 2, Padding.Valid);
        return Join(name, once, twice, x.Then(new MaxPooling2D(3, strides: 2)));
    }

    // Figure 6, with windows of 7.
    private static Node Grids17(Node x, int inner, string name)
    {
        Node single = Convolution(x, 192, 1, 1);
        Node once = Convolution(Convolution(Convolution(x, inner, 1, 1), inner, 1, 7), 192, 7, 1);
        Node twice = Convolution(Convolution(Convolution(x, inner, 1, 1), inner, 7, 1), inner, 1, 7);
        twice = Convolution(Convolution(twice, inner, 7, 1), 192, 1, 7);
        return Join(name, single, once, twice, Pooled(x, 192));
    }

    private static Node Reduction8(Node x, string name)
    {
        Node once = Convolution(Convolution(x, 192, 1, 1), 320, 3, 3, strides: 2, Padding.Valid);
        Node wide = Convolution(Convolution(Convolution(x, 192, 1, 1), 192, 1, 7), 192, 7, 1);
        wide = Convolution(wide, 192, 3, 3, strides: 2, Padding.Valid);
        return Join(name, once, wide, x.Then(new MaxPooling2D(3, strides: 2)));
    }

    // Figure 7.
    private static Node Grids8(Node x, Concatenate join, string name)
    {
        Node single = Convolution(x, 320, 1, 1);
        Node once = Convolution(x, 384, 1, 1);
        once = join.Call(Convolution(once, 384, 1, 3), Convolution(once, 384, 3, 1));
        Node twice = Convolution(Convolution(x, 448, 1, 1), 384, 3, 3);
        twice = new Concatenate().Call(Convolution(twice, 384, 1, 3), Convolution(twice, 384, 3, 1));
        return Join(name, single, once, twice, Pooled(x, 192));
    }

    private static Node Pooled(Node x, int filters) => Convolution(x.Then(new AveragePooling2D(3, strides: 1, padding: Padding.Same)), filters, 1, 1);

    private static Node Join(string name, params ReadOnlySpan<Node> branches) => new Concatenate { Name = name }.Call(branches);

    private static Node Convolution(Node x, int filters, int rows, int columns, int strides = 1, Padding padding = Padding.Same) => x.Then(
        new Conv2D(filters, new Size2D(rows, columns), strides: strides, padding: padding, useBias: false),
        new BatchNormalization(scale: false),
        new ActivationLayer(Activation.Relu));
}
