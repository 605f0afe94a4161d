using Weft.Layers;

namespace Weft.Applications;

/// <summary>VGG: five stages of 3x3 convolutions, a pooling behind each, and two wide dense layers.</summary>
/// <remarks>Simonyan and Zisserman 2014, table 1. Keras' files take pixels 0 to 255 in the order blue, green, red, less their means.</remarks>
public abstract record Vgg : Application
{
    private readonly int _deepStage;

    private protected Vgg(int deepStage) => _deepStage = deepStage;

    /// <inheritdoc/>
    public override int DefaultSize => 224;

    private protected override Node Features(Node input, int seed)
    {
        Node x = input;
        (int Filters, int Convolutions)[] stages = [(64, 2), (128, 2), (256, _deepStage), (512, _deepStage), (512, _deepStage)];
        foreach (((int filters, int convolutions), int stage) in stages.Select((stage, i) => (stage, i + 1)))
        {
            for (int i = 1; i <= convolutions; i++)
            {
                x = x.Then(new Conv2D(filters, 3, Activation.Relu, padding: Padding.Same) { Name = $"block{stage}_conv{i}" });
            }

            x = x.Then(new MaxPooling2D(2) { Name = $"block{stage}_pool" });
        }

        return x;
    }

    private protected override Node Top(Node features, int classes, Activation activation) => features.Then(
        new Flatten { Name = "flatten" },
        new Dense(4096, Activation.Relu) { Name = "fc1" },
        new Dense(4096, Activation.Relu) { Name = "fc2" },
        new Dense(classes, activation) { Name = "predictions" });

    private protected override Node Pool(Node features, GlobalPooling2D? pooling) => pooling is null ? features : features.Then(pooling);
}

/// <summary>VGG with 16 layers: 138 million weights.</summary>
public sealed record VGG16() : Vgg(deepStage: 3);

/// <summary>VGG with 19 layers: 144 million weights.</summary>
public sealed record VGG19() : Vgg(deepStage: 4);
