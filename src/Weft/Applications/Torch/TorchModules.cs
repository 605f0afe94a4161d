using Weft.Data;
using Weft.Layers;

namespace Weft.Applications;

/// <summary>The modules of a network of PyTorch, as the names and shapes of its arrays tell them, and layers made of them.</summary>
/// <remarks>
/// A convolution's array <c>NAME.weight</c> is <c>[out, in / groups, height, width]</c> and says everything but strides and padding; these
/// are the network's. PyTorch pads both sides alike; timm's networks from TensorFlow (<c>tf_</c>) pad as that does, and have its epsilon.
/// </remarks>
/// <param name="arrays">The arrays.</param>
/// <param name="isTensorFlow">Whether it pads as TensorFlow does.</param>
internal sealed class TorchModules(NamedArrays arrays, bool isTensorFlow)
{
    private readonly HashSet<string> _modules = [.. arrays.Shapes.Keys.SelectMany(Modules)];
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    /// <summary>Added to variances; what the network's library has by default, until a network sets another.</summary>
    public double Epsilon { get; set; } = isTensorFlow ? 1e-3 : 1e-5;

    /// <summary>The module of each layer that was made, by the layer's name.</summary>
    public IReadOnlyDictionary<string, string> Paths => _paths;

    /// <summary>Whether there is a module, or an array, of this name.</summary>
    public bool Has(string name) => _modules.Contains(name) || arrays.Shapes.ContainsKey(name);

    /// <summary>How many modules there are of a list: <c>layer1.0</c>, <c>layer1.1</c>, ...</summary>
    public int Count(string list)
    {
        int count = 0;
        while (_modules.Contains($"{list}.{count}"))
        {
            count++;
        }

        return count;
    }

    /// <summary>The shape of an array: for a convolution <c>[out, in / groups, height, width]</c>.</summary>
    /// <exception cref="ModelFileException">There is none of this name and rank.</exception>
    public Shape Weight(string module, int rank)
    {
        if (!arrays.Shapes.TryGetValue($"{module}.weight", out Shape shape))
        {
            throw new ModelFileException($"expected an array '{module}.weight', as other names of the file ask for, got none.");
        }

        return shape.Rank == rank && shape.All(extent => extent > 0)
            ? shape
            : throw new ModelFileException($"expected '{module}.weight' to have {rank} extents, none of them 0, got {shape}.");
    }

    /// <summary>A convolution, depthwise where every channel has a kernel of its own. An odd window is padded by half of it.</summary>
    public Node Convolution(Node x, string module, string name, int strides = 1, bool isPadded = true)
    {
        Shape kernel = Weight(module, rank: 4);
        (int filters, int inputs, int channels) = (kernel[0], kernel[1], x.Shape[2]);
        if (channels % inputs != 0)
        {
            throw new ModelFileException($"expected '{module}.weight' to read {channels} channels, got {kernel}.");
        }

        Size2D window = new(kernel[2], kernel[3]);
        bool pads = isPadded && kernel[2] % 2 == 1 && kernel[3] % 2 == 1, isSame = pads && (strides == 1 || isTensorFlow);
        if (pads && !isSame && kernel[2] * kernel[3] > 1)
        {
            x = x.Then(new ZeroPadding2D(new Size2D(kernel[2] / 2, kernel[3] / 2)) { Name = $"{name}_pad" });
        }

        Padding padding = isSame ? Padding.Same : Padding.Valid;
        bool hasBias = arrays.Shapes.ContainsKey($"{module}.bias");
        return Made(name, module, x, inputs == 1 && channels > 1 && filters % channels == 0
            ? new DepthwiseConv2D(window, strides: strides, padding: padding, depthMultiplier: filters / channels, useBias: hasBias)
            : new Conv2D(filters, window, strides: strides, padding: padding, useBias: hasBias) { Groups = channels / inputs });
    }

    /// <summary>A batch normalisation.</summary>
    public Node Normalized(Node x, string module, string name) =>
        Made(name, module, x, new BatchNormalization(momentum: isTensorFlow ? 0.99 : 0.9, epsilon: Epsilon));

    /// <summary>A normalisation of every place's channels.</summary>
    public Node LayerNormalized(Node x, string module, string name) => Made(name, module, x, new LayerNormalization(epsilon: Epsilon));

    /// <summary>A linear map of the last axis.</summary>
    public Node Linear(Node x, string module, string name, Activation? activation = null) => Made(
        name, module, x, new Dense(Weight(module, rank: 2)[0], activation, useBias: arrays.Shapes.ContainsKey($"{module}.bias")));

    /// <summary>The mean of each channel, and a linear map of these to the classes.</summary>
    public Node Top(Node features, string module, Activation activation) =>
        Linear(features.Then(new GlobalAveragePooling2D { Name = "avg_pool" }), module, "predictions", activation);

    /// <summary>A layer whose weights are a module's.</summary>
    public Node Made(string name, string module, Node x, Layer layer)
    {
        _paths.Add(name, module);
        return x.Then(layer with { Name = name });
    }

    // conv1, and layer1, layer1.0 and layer1.0.conv1.
    private static IEnumerable<string> Modules(string array)
    {
        for (int dot = array.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = array.IndexOf('.', dot + 1))
        {
            yield return array[..dot];
        }
    }
}
