using Weft.Layers;

namespace Weft.Applications;

/// <summary>A published network, to be made for pictures of a size and a number of classes.</summary>
/// <remarks>
/// <code>
/// Model model = new MobileNetV2 { Alpha = 0.35 }.Create([96, 96, 3], classes: 10, seed: 1);
/// Model features = new ResNet50().Create([224, 224, 3], includeTop: false, pooling: new GlobalAveragePooling2D());
/// </code>
/// Names of layers, their order, and every number are those of <c>keras.applications</c>, so that weights that were filed by name fit. The weights are first ones, drawn by the seed.
/// </remarks>
public abstract partial record Application
{
    private protected Application()
    {
    }

    /// <summary>What Keras' function is called: <c>ResNet50</c>.</summary>
    public string Name => GetType().Name;

    /// <summary>Height and width of the pictures that the network was made for.</summary>
    public abstract int DefaultSize { get; }

    /// <summary>The least height and width that it takes.</summary>
    public virtual int LeastSize => 32;

    /// <summary>The network with its first weights.</summary>
    /// <param name="inputShape">The shape of one picture; null for <see cref="DefaultSize"/> and three colours.</param>
    /// <param name="includeTop">Whether the layers that tell the classes apart come last, or the network ends in features.</param>
    /// <param name="classes">How many classes the top has; 1000 by default.</param>
    /// <param name="pooling">What ends a network without a top; null leaves the features an image. With a top it does nothing.</param>
    /// <param name="classifierActivation">The function at the end of the top; null for softmax, <see cref="Activation.Linear"/> for logits.</param>
    /// <param name="seed">What the weights are drawn by; null draws a seed.</param>
    /// <exception cref="ShapeException">The input is no image, or smaller than <see cref="LeastSize"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no class.</exception>
    public Model Create(
        Shape? inputShape = null,
        bool includeTop = true,
        int classes = 1000,
        GlobalPooling2D? pooling = null,
        Activation? classifierActivation = null,
        int? seed = null)
    {
        Shape shape = inputShape ?? [DefaultSize, DefaultSize, 3];
        int chosen = seed ?? Random.Shared.Next();
        (Node input, Node output) = Call(shape, includeTop, classes, pooling, classifierActivation, chosen);
        return new Model(input, output, chosen, ModelName(shape));
    }

    /// <summary>The network's layers, before they have names and weights.</summary>
    internal (Node Input, Node Output) Call(Shape shape, bool includeTop, int classes, GlobalPooling2D? pooling, Activation? classifierActivation, int seed)
    {
        RequirePicture(shape);
        Guard.Positive(classes, Name);
        Node input = new Input(shape);
        Node features = Features(input, seed);
        return (input, includeTop ? Top(features, classes, classifierActivation ?? Activation.Softmax) : Pool(features, pooling));
    }

    /// <summary>The name of the model.</summary>
    private protected virtual string ModelName(Shape input) => Name.ToLowerInvariant();

    /// <summary>The layers from the input to the last features.</summary>
    /// <param name="input">The pictures.</param>
    /// <param name="seed">What models inside the network are drawn by.</param>
    private protected abstract Node Features(Node input, int seed);

    /// <summary>The layers that tell the classes apart.</summary>
    private protected virtual Node Top(Node features, int classes, Activation activation) => features.Then(
        new GlobalAveragePooling2D { Name = "avg_pool" },
        new Dense(classes, activation) { Name = "predictions" });

    /// <summary>What comes last without a top.</summary>
    private protected virtual Node Pool(Node features, GlobalPooling2D? pooling) => pooling is null
        ? features
        : features.Then(pooling with { Name = pooling.Name ?? (pooling is GlobalAveragePooling2D ? "avg_pool" : "max_pool") });

    private void RequirePicture(Shape shape)
    {
        if (shape.Rank != 3 || shape[0] < LeastSize || shape[1] < LeastSize)
        {
            throw new ShapeException($"{Name}: expected pictures [height, width, channels] of at least {LeastSize}x{LeastSize}, got {shape}. Enlarge them, or take a network for smaller ones.");
        }
    }
}
