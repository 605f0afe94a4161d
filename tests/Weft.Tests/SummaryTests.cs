using Weft.Data;
using Weft.Layers;

namespace Weft.Tests;

public sealed class SummaryTests
{
    private static Sequential Seed() => new([28, 28, 1], seed: 1)
    {
        new Conv2D(32, 3, Activation.Relu),
        new MaxPooling2D(2),
        new Conv2D(64, 3, Activation.Relu),
        new MaxPooling2D(2),
        new Conv2D(64, 3, Activation.Relu),
        new Flatten(),
        new Dense(64, Activation.Relu),
        new Dense(10, Activation.Softmax),
    };

    [Fact]
    public void Summary_OfTheSeedsNetwork_IsKeras()
    {
        Assert.Equal(
            """
            Model: "sequential"
            ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
            ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
            ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
            │ conv2d (Conv2D)                 │ (None, 26, 26, 32)     │           320 │
            ├─────────────────────────────────┼────────────────────────┼───────────────┤
            │ max_pooling2d (MaxPooling2D)    │ (None, 13, 13, 32)     │             0 │
            ├─────────────────────────────────┼────────────────────────┼───────────────┤
            │ conv2d_1 (Conv2D)               │ (None, 11, 11, 64)     │        18,496 │
            ├─────────────────────────────────┼────────────────────────┼───────────────┤
            │ max_pooling2d_1 (MaxPooling2D)  │ (None, 5, 5, 64)       │             0 │
            ├─────────────────────────────────┼────────────────────────┼───────────────┤
            │ conv2d_2 (Conv2D)               │ (None, 3, 3, 64)       │        36,928 │
            ├─────────────────────────────────┼────────────────────────┼───────────────┤
            │ flatten (Flatten)               │ (None, 576)            │             0 │
            ├─────────────────────────────────┼────────────────────────┼───────────────┤
            │ dense (Dense)                   │ (None, 64)             │        36,928 │
            ├─────────────────────────────────┼────────────────────────┼───────────────┤
            │ dense_1 (Dense)                 │ (None, 10)             │           650 │
            └─────────────────────────────────┴────────────────────────┴───────────────┘
             Total params: 93,322 (364.54 KB)
             Trainable params: 93,322 (364.54 KB)
             Non-trainable params: 0 (0.00 B)
            """.ReplaceLineEndings("\n"),
            Seed().Summary());
    }

    [Fact]
    public void Summary_OfATrainedModel_TellsOptimizerParametersApart()
    {
        Model model = Seed();
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        Assert.DoesNotContain("Optimizer params", model.Summary());
        model.Fit(new TensorDataset(new Tensor([2, 28, 28, 1]), (int[])[0, 1], "blank"));
        string[] totals = model.Summary().Split('\n')[^4..];
        Assert.Equal(
            [
                " Total params: 279,968 (1.07 MB)",
                " Trainable params: 93,322 (364.54 KB)",
                " Non-trainable params: 0 (0.00 B)",
                " Optimizer params: 186,646 (729.09 KB)",
            ],
            totals);
    }

    [Fact]
    public void Summary_WithALongName_KeepsItsColumnsStraight()
    {
        Sequential model = new([4], name: "wide") { new Dense(3) { Name = "a_layer_with_a_name_longer_than_the_column", Trainable = false } };
        string[] lines = model.Summary().Split('\n');
        Assert.Single(lines[1..7].Select(line => line.Length).Distinct());
        Assert.Contains(" a_layer_with_a_name_longer_tha… ", lines[4]);
        Assert.StartsWith("│ (Dense) ", lines[5]);
        Assert.Contains("a_layer_with_a_name_longer_than_the_column (Dense)", model.Summary(lineLength: 120));
        Assert.Equal(" Non-trainable params: 15 (60.00 B)", lines[^1]);
    }
}
