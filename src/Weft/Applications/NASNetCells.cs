using Weft.Initializers;
using Weft.Layers;

namespace Weft.Applications;

/// <summary>The cells of NASNet-A. Each reads what the cell before it made, and what the one before that made, adjusted to the same size.</summary>
internal sealed class NASNetCells
{
    // Keras numbers layers without a name as they are made, cell by cell. A walk back from the output meets them in another order.
    private int _relus;

    public ActivationLayer Relu() => new(Activation.Relu) { Name = _relus++ == 0 ? "activation" : $"activation_{_relus - 1}" };

    public static BatchNormalization Normalization(string name) => new(momentum: 0.9997) { Name = name };

    /// <summary>Keeps the size.</summary>
    public Node Normal(Node x, Node before, int filters, string id)
    {
        Node p = Adjust(before, x, filters, id);
        Node h = x.Then(Relu(), Single(filters, $"normal_conv_1_{id}"), Normalization($"normal_bn_1_{id}"));
        Node first = Sum($"normal_add_1_{id}", Separable(h, filters, 5, 1, $"normal_left1_{id}"), Separable(p, filters, 3, 1, $"normal_right1_{id}"));
        Node second = Sum($"normal_add_2_{id}", Separable(p, filters, 5, 1, $"normal_left2_{id}"), Separable(p, filters, 3, 1, $"normal_right2_{id}"));
        Node third = Sum($"normal_add_3_{id}", Average(h, $"normal_left3_{id}"), p);
        Node fourth = Sum($"normal_add_4_{id}", Average(p, $"normal_left4_{id}"), Average(p, $"normal_right4_{id}"));
        Node fifth = Sum($"normal_add_5_{id}", Separable(h, filters, 3, 1, $"normal_left5_{id}"), h);
        return new Concatenate { Name = $"normal_concat_{id}" }.Call(p, first, second, third, fourth, fifth);
    }

    /// <summary>Halves the size.</summary>
    public Node Reduction(Node x, Node before, int filters, string id)
    {
        Node p = Adjust(before, x, filters, id);
        Node h = x.Then(Relu(), Single(filters, $"reduction_conv_1_{id}"), Normalization($"reduction_bn_1_{id}"));
        Node padded = h.Then(StridedPadding.Before(h.Shape, 3, $"reduction_pad_1_{id}"));
        Node first = Sum($"reduction_add_1_{id}", Separable(h, filters, 5, 2, $"reduction_left1_{id}"), Separable(p, filters, 7, 2, $"reduction_right1_{id}"));
        Node second = Sum(
            $"reduction_add_2_{id}",
            padded.Then(new MaxPooling2D(3, strides: 2) { Name = $"reduction_left2_{id}" }),
            Separable(p, filters, 7, 2, $"reduction_right2_{id}"));
        Node third = Sum(
            $"reduction_add3_{id}",
            padded.Then(new AveragePooling2D(3, strides: 2) { Name = $"reduction_left3_{id}" }),
            Separable(p, filters, 5, 2, $"reduction_right3_{id}"));
        Node fourth = second + Average(first, $"reduction_left4_{id}");
        Node fifth = Sum(
            $"reduction_add4_{id}",
            Separable(first, filters, 3, 1, $"reduction_left4_{id}"),
            padded.Then(new MaxPooling2D(3, strides: 2) { Name = $"reduction_right5_{id}" }));
        return new Concatenate { Name = $"reduction_concat_{id}" }.Call(second, third, fourth, fifth);
    }

    // The cell before the last may be twice as large, or have other channels.
    private Node Adjust(Node before, Node x, int filters, string id)
    {
        if (before == x)
        {
            return x;
        }

        if (before.Shape[1] != x.Shape[1])
        {
            Node active = before.Then(new ActivationLayer(Activation.Relu) { Name = $"adjust_relu_1_{id}" });
            Node even = active.Then(new AveragePooling2D(1, strides: 2) { Name = $"adjust_avg_pool_1_{id}" }, Single(filters / 2, $"adjust_conv_1_{id}"));
            Node odd = active.Then(
                new ZeroPadding2D(0, 1, 0, 1),
                new Cropping2D(1, 0, 1, 0),
                new AveragePooling2D(1, strides: 2) { Name = $"adjust_avg_pool_2_{id}" },
                Single(filters / 2, $"adjust_conv_2_{id}"));
            return new Concatenate().Call(even, odd).Then(Normalization($"adjust_bn_{id}"));
        }

        return before.Shape[2] == filters
            ? before
            : before.Then(Relu(), Single(filters, $"adjust_conv_projection_{id}"), Normalization($"adjust_bn_{id}"));
    }

    private Node Separable(Node x, int filters, int kernel, int strides, string id)
    {
        x = x.Then(Relu());
        if (strides == 2)
        {
            x = x.Then(StridedPadding.Before(x.Shape, kernel, $"separable_conv_1_pad_{id}"));
        }

        return x.Then(
            new SeparableConv2D(filters, kernel, strides: strides, padding: strides == 2 ? Padding.Valid : Padding.Same, useBias: false) { Name = $"separable_conv_1_{id}" },
            Normalization($"separable_conv_1_bn_{id}"),
            Relu(),
            new SeparableConv2D(filters, kernel, padding: Padding.Same, useBias: false) { Name = $"separable_conv_2_{id}" },
            Normalization($"separable_conv_2_bn_{id}"));
    }

    private static Conv2D Single(int filters, string name) => new(filters, 1, padding: Padding.Same, useBias: false) { Name = name, KernelInitializer = new HeNormal() };

    private static Node Average(Node x, string name) => x.Then(new AveragePooling2D(3, strides: 1, padding: Padding.Same) { Name = name });

    private static Node Sum(string name, Node left, Node right) => new Add { Name = name }.Call(left, right);
}
