using Weft.Layers;

namespace Weft.Tests.Layers;

/// <summary>Descriptions of layers do not change with the lists that they were made of, and differ where an option does.</summary>
public sealed class UnchangingLayerTests
{
    [Fact]
    public void Reshape_OfAnArrayThatChanges_StaysAsItWas()
    {
        int[] target = [3, 1];
        Reshape reshape = new(target);
        target[0] = 1;

        Assert.Equal([3, 1], reshape.OutputShape([3]));
        Assert.Equal(new Reshape(3, 1), reshape);
        Assert.NotEqual(reshape, reshape with { ActivityRegularizer = new Regularizers.L2(1) });
        int[] noise = [1];
        Dropout dropout = new(0.5) { NoiseShape = noise };
        noise[0] = 7;
        Assert.Equal([1], dropout.NoiseShape);
        Assert.NotEqual(dropout, dropout with { ActivityRegularizer = new Regularizers.L2(1) });
    }

    [Fact]
    public void Operations_OfArraysThatChange_StayAsTheyWere()
    {
        int[] axes = [0, 2, 1];
        TransposeOperation transpose = new(axes);
        AxisPart[] parts = [new AxisPart(1)];
        GetItemOperation item = new(parts);
        Layer[] shortcut = [new Dense(2)];
        Residual block = new(shortcut: shortcut) { new Dense(2) };
        (axes[1], parts[0], shortcut[0]) = (7, new AxisPart(2), new Dense(3));

        Assert.Equal([3, 2], transpose.OutputShape([2, 3]));
        Assert.Equal(new TransposeOperation(0, 2, 1), transpose);
        Assert.Equal([3], item.OutputShape([4]));
        Assert.Equal(new GetItemOperation(new AxisPart(1)), item);
        Assert.Equal([2], block.OutputShape([5]));
        Assert.NotEqual(block, block with { ActivityRegularizer = new Regularizers.L2(1) });
    }
}
