using System.IO.Compression;
using System.Text.Json;

using Weft.Applications;
using Weft.Layers;
using Weft.Tests.Keras;

namespace Weft.Tests.Applications;

/// <summary>What the real program says of one network: a <c>NAME.json.gz</c> of keras-files/applications.</summary>
internal sealed class StoredApplication
{
    private const string Folder = "applications";

    /// <summary>Those whose features without the layer of classes are stored.</summary>
    public static TheoryData<string> WithFeatures =>
    [
        "ConvNeXtTiny", "DenseNet121", "EfficientNetB0", "EfficientNetV2B0", "InceptionV3", "MobileNet", "MobileNetV2", "MobileNetV3Small", "NASNetMobile", "ResNet50", "VGG16", "Xception",
    ];

    private StoredApplication(string name)
    {
        string path = Path.Combine(KerasFiles.Require(Folder), $"{name}.json.gz");
        using GZipStream stream = new(File.OpenRead(path), CompressionMode.Decompress);
        Name = name;
        Root = JsonDocument.Parse(stream).RootElement;
    }

    public string Name { get; }

    public JsonElement Root { get; }

    /// <summary>Height, width and channels.</summary>
    public Shape InputShape => new([.. Root.GetProperty("input_shape").EnumerateArray().Skip(1).Select(extent => extent.GetInt32())]);

    private bool IsBytes => Root.GetProperty("input").GetString() is "u*255";

    /// <summary>The logits of both samples.</summary>
    public double[] Logits =>
        [.. Root.GetProperty("logits").EnumerateArray().SelectMany(sample => sample.EnumerateArray()).Select(value => value.GetDouble())];

    /// <summary>
    /// How far a right float32 program may be off, in parts of the largest logit: a few roundings, and eight times what TensorFlow's own
    /// float32 is from float64.
    /// </summary>
    public double Tolerance => 5e-6 + (8 * Root.GetProperty("float32_noise").GetDouble() / Logits.Max(Math.Abs));

    /// <summary>The rule with the numbers of this file.</summary>
    public FillRule Rule => new(Seed, Gain);

    private int Seed => Root.GetProperty("rule").GetProperty("seed").GetInt32();

    private double Gain => Root.GetProperty("rule").GetProperty("g").GetDouble();

    /// <summary>The layers of <c>model.operations</c>.</summary>
    public IReadOnlyList<StoredLayerRow> Layers => [.. Root.GetProperty("layers").EnumerateArray().Select(StoredLayerRow.Of)];

    /// <summary>Paths and shapes of <c>model.weights</c>.</summary>
    public IReadOnlyList<(string Path, int[] Shape)> Weights =>
        [.. Root.GetProperty("weights").EnumerateArray().Select(weight => (weight[0].GetString()!, Extents(weight[1])))];

    /// <summary>The stored ones whose names begin as Keras' functions do: with a capital. None where there are no files.</summary>
    public static IReadOnlyList<string> KerasNames => KerasFiles.Find(Folder) is { } path
        ? [.. Directory.GetFiles(path, "*.json.gz").Select(NameOf).Where(name => char.IsUpper(name[0])).Order(StringComparer.Ordinal)]
        : [];

    public static StoredApplication Open(string name) => new(name);

    /// <summary>The application of the call that Keras was given.</summary>
    public Application Application()
    {
        Application application = Weft.Applications.Application.Named(Root.GetProperty("function").GetString()!);
        foreach (JsonProperty argument in Root.GetProperty("arguments").EnumerateObject())
        {
            application = (application, argument.Name) switch
            {
                (_, "input_shape" or "classes" or "classifier_activation" or "weights") => application,
                (MobileNet net, "alpha") => net with { Alpha = argument.Value.GetDouble() },
                (MobileNet net, "depth_multiplier") => net with { DepthMultiplier = argument.Value.GetInt32() },
                (MobileNetV2 net, "alpha") => net with { Alpha = argument.Value.GetDouble() },
                (MobileNetV3 net, "alpha") => net with { Alpha = argument.Value.GetDouble() },
                (MobileNetV3 net, "minimalistic") => net with { Minimalistic = argument.Value.GetBoolean() },
                (MobileNetV3 net, "include_preprocessing") => net with { IncludePreprocessing = argument.Value.GetBoolean() },
                (EfficientNetV2 net, "include_preprocessing") => net with { IncludePreprocessing = argument.Value.GetBoolean() },
                (ConvNeXtTiny net, "include_preprocessing") => net with { IncludePreprocessing = argument.Value.GetBoolean() },
                _ => throw new InvalidOperationException($"{Name}: no test for the argument {argument.Name}."),
            };
        }

        return application;
    }

    /// <summary>The two samples.</summary>
    public Tensor Input() => Rule.Input(InputShape, IsBytes);

    /// <summary>A network of this file with the rule's weights.</summary>
    public Model Filled(Model model)
    {
        Rule.Fill(model);
        return model;
    }

    /// <summary>The network that the file is about: ten classes, logits.</summary>
    public Model Model() => Application().Create(InputShape, classes: 10, classifierActivation: Activation.Linear, seed: 1);

    /// <summary>The same without a top, ending in means.</summary>
    public Model Features() => Application().Create(InputShape, includeTop: false, pooling: new GlobalAveragePooling2D(), seed: 1);

    private static string NameOf(string file) => Path.GetFileName(file)[..^".json.gz".Length];

    private static int[] Extents(JsonElement shape) => [.. shape.EnumerateArray().Select(extent => extent.GetInt32())];
}

/// <summary>A row of a file's layers.</summary>
/// <param name="Name">The name.</param>
/// <param name="Class">The class; <c>op:Add</c> for arithmetic without a layer.</param>
/// <param name="Shape">One sample of its output.</param>
/// <param name="Inputs">The layers it reads.</param>
/// <param name="Mean">The mean magnitude of its outputs.</param>
/// <param name="First">The first values of the first sample's output.</param>
internal sealed record StoredLayerRow(string Name, string Class, int[] Shape, string[] Inputs, double Mean, double[] First)
{
    public static StoredLayerRow Of(JsonElement row) => new(
        row[0].GetString()!,
        row[1].GetString()!,
        [.. row[2].EnumerateArray().Skip(1).Select(extent => extent.GetInt32())],
        [.. row[3].EnumerateArray().Select(name => name.GetString()!)],
        row[4].GetDouble(),
        [.. row[5].EnumerateArray().Select(value => value.GetDouble())]);

    public bool IsOperation => Class.StartsWith("op:", StringComparison.Ordinal);
}
