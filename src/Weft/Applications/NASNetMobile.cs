using Weft.Initializers;
using Weft.Layers;

namespace Weft.Applications;

/// <summary>NASNet-A (4 @ 1056): two kinds of cells found by a search, each reading the two cells before it. 5.3 million weights. Pixels go from -1 to 1.</summary>
/// <remarks>Zoph et al. 2017, figure 4 and appendix A.</remarks>
public sealed record NASNetMobile : Application
{
    private const int Filters = 44, Repeats = 4;

    /// <inheritdoc/>
    public override int DefaultSize => 224;

    private protected override string ModelName(Shape input) => "nasnet_mobile";

    private protected override Node Features(Node input, int seed)
    {
        NASNetCells cells = new();
        Node stem = input.Then(
            new Conv2D(32, 3, strides: 2, useBias: false) { Name = "stem_conv1", KernelInitializer = new HeNormal() },
            NASNetCells.Normalization("stem_bn1"));
        (Node before, Node x) = (stem, cells.Reduction(stem, stem, Filters / 4, "stem_1"));
        (before, x) = (x, cells.Reduction(x, before, Filters / 2, "stem_2"));
        for (int stage = 0; stage < 3; stage++)
        {
            int filters = Filters << stage;
            if (stage > 0)
            {
                (before, x) = (x, cells.Reduction(x, before, filters, $"reduce_{stage * Repeats}"));
            }

            for (int i = 0; i < Repeats; i++)
            {
                (before, x) = (x, cells.Normal(x, before, filters, $"{(stage * Repeats) + i + (stage > 0 ? 1 : 0)}"));
            }
        }

        return x.Then(cells.Relu());
    }

    private protected override Node Top(Node features, int classes, Activation activation) =>
        features.Then(new GlobalAveragePooling2D(), new Dense(classes, activation) { Name = "predictions" });

    private protected override Node Pool(Node features, GlobalPooling2D? pooling) => pooling is null ? features : features.Then(pooling);
}
