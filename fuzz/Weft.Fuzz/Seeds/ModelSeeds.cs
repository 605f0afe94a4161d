using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

using Weft.Data;
using Weft.Formats;
using Weft.Fuzz.Mutations;
using Weft.Layers;
using Weft.Regularizers;

namespace Weft.Fuzz.Seeds;

/// <summary>Small models that use much of the file format, alone, compiled, trained, and as checkpoints.</summary>
internal static class ModelSeeds
{
    private static readonly (string, string) s_date =
        ("metadata.json", "{\"keras_version\": \"3.13.0\", \"date_saved\": \"2026-01-01@00:00:00\"}");

    public static IEnumerable<(string Reader, Seed Seed)> All()
    {
        Model plain = Plain(), branches = Branches(), trained = Trained();
        yield return ("model-json", new Seed("plain.json", Text(plain.ToJson())));
        yield return ("model-json", new Seed("branches.json", Text(branches.ToJson())));
        yield return ("model-json", new Seed("trained.json", Text(trained.ToJson())));
        yield return ("keras", File("plain.keras", plain));
        yield return ("keras", File("branches.keras", branches));
        yield return ("keras", File("trained.keras", trained));
        Dictionary<string, byte[]> members = ZipMutation.Members(File("trained.keras", trained).Bytes)
            .ToDictionary(member => member.Name, member => member.Bytes);
        yield return ("shared", new Seed("weights-config.json", members["config.json"]));
        yield return ("shared", new Seed("weights.h5", members["model.weights.h5"]));
        yield return ("weights-h5", new Seed("trained.h5", members["model.weights.h5"]));
        yield return ("weft-json", new Seed("trained.json", members["weft.json"]));
        byte[] position = Text(TrainingStateCodec.ToJson(State()).ToJsonString());
        yield return ("training-json", new Seed("state.json", position));
        yield return ("checkpoint", new Seed("checkpoint.keras", ZipMutation.Pack(
            [.. members.Select(member => (member.Key, member.Value)), ("weft.training.json", position),
                ("weft.training/EarlyStopping/best", FloatBytes.Write([1, 2, 3]))],
            CompressionLevel.NoCompression)));
        yield return ("run-json", new Seed("run.json", Text(new JsonObject
        {
            ["arguments"] = new JsonArray("--epochs", "5", "--data", "photos"),
            ["data"] = "/tmp/photos",
            ["directory"] = "/tmp",
        }.ToJsonString())));
    }

    private static Sequential Plain() => new([6, 6, 2], seed: 1)
    {
        new Rescaling([2, 3], [0, 1]), new RandomFlip(), new Conv2D(3, 3, Activation.Relu) { KernelRegularizer = new L2(0.01) },
        new BatchNormalization(), new Residual(Activation.Relu) { new Conv2D(3, 3, padding: Padding.Same) }, new MaxPooling2D(2),
        new Flatten(), new Dropout(0.5), new Dense(2, Activation.Softmax),
    };

    private static Model Branches()
    {
        Node input = new Input([6, 6, 3]);
        Node left = new Conv2D(2, 3, padding: Padding.Same).Call(input), right = new DepthwiseConv2D(3).Call(input);
        BuiltLayer shared = new(new Dense(2));
        Node one = shared.Call([new GlobalAveragePooling2D().Call(left)]), two = shared.Call([new GlobalMaxPooling2D().Call(left)]);
        Node joined = new Concatenate().Call([one, two, new GlobalMaxPooling2D().Call(right)]);
        return new Model(input, new Dense(2, Activation.Sigmoid).Call(joined * 0.5), seed: 1);
    }

    private static Sequential Trained()
    {
        Sequential model = new([4, 4, 1], seed: 1) { new Conv2D(2, 3, Activation.Relu), new Flatten(), new Dense(2, Activation.Softmax) };
        model.Metadata = model.Metadata with
        {
            ClassNames = ["hat", "bag"],
            PixelScale = 1 / 255f,
            TrainedOn = "sketches",
            Epochs = 1,
            Temperature = 1.5,
            TestTimeFlip = true,
            Preparation = new PicturePreparation { CutOut = true, Margin = 0.1 },
        };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(labelSmoothing: 0.1), Metric.Accuracy, new ExpectedCalibrationError());
        model.Fit(new ImageDataset(new byte[64], new int[] { 0, 1, 0, 1 }, [4, 4, 1], "four", ["hat", "bag"]), epochs: 1, batchSize: 2);
        return model;
    }

    private static TrainingState State() => new()
    {
        Identity = new RunIdentity("0123", "4567", 64, true, "", "mixup"),
        Epoch = 2,
        Step = 3,
        Stopped = false,
        Totals = [1.5, double.NaN],
        LearningRate = 0.001,
        Seconds = 1.25,
        Epochs = [new EpochResult(1, 2.5, 0.001, new Dictionary<string, double> { ["loss"] = 0.5, ["accuracy"] = 0.75 })],
        Warnings = ["The classes come in another mix."],
        Callbacks = new Dictionary<string, CallbackState>
        {
            ["EarlyStopping"] = new() { Numbers = { ["wait"] = 1 }, Arrays = { ["best"] = [1, 2, 3] } },
        },
    };

    // The date is taken out, so that the corpus changes with the format alone.
    private static Seed File(string name, Model model)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.keras");
        model.Save(path);
        List<(string Name, byte[] Bytes)> members = ZipMutation.Members(System.IO.File.ReadAllBytes(path));
        System.IO.File.Delete(path);
        return new Seed(name, ZipMutation.Pack(
            members.Select(member => member.Name == s_date.Item1 ? (s_date.Item1, Text(s_date.Item2)) : member),
            CompressionLevel.NoCompression));
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
