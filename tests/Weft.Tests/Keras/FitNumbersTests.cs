using System.Text.Json;
using System.Text.Json.Nodes;

using Weft.Data;
using Weft.Formats;
using Weft.Tests.Golden;

namespace Weft.Tests.Keras;

/// <summary>
/// Runs of the real Keras with weights of classes and of samples, with validation data and several metrics, and what it evaluates
/// afterwards.
/// </summary>
public sealed class FitNumbersTests
{
    // The losses that Keras chooses by the targets' shape.
    private static readonly string[] s_unchecked = ["loss-ce", "loss-ce-sparse"];

    private readonly string _folder = KerasFiles.Require("current");

    private readonly JsonElement _file = KerasFiles.Json("current", "class-weights.json");

    [Fact]
    public void Fit_WithWeightsAndMetrics_IsThatOfKeras()
    {
        JsonElement[] cases = [.. _file.GetProperty("cases").EnumerateArray().Where(item => item.TryGetProperty("fit", out _))];
        Assert.Equal(s_unchecked, cases.Select(Name).Where(s_unchecked.Contains));
        cases = [.. cases.Where(item => !s_unchecked.Contains(Name(item)))];
        Assert.Equal(17, cases.Length);
        Assert.All(cases, Check);
    }

    [Fact]
    public void Fit_WithWeightsOfBothKinds_IsRefusedAsInKeras()
    {
        Assert.Contains("at the same time", _file.GetProperty("cases").EnumerateArray().Single(item => Name(item) == "both-weights").GetProperty("error").GetString());
        Model model = Model.Load(Path.Combine(_folder, "fit-net.keras"));
        model.Compile(new SGD(), new CategoricalCrossentropy());
        Dataset data = Data("t", weighted: true);
        string message = Assert.Throws<ArgumentException>(() => model.Fit(data, classWeights: new Dictionary<int, double> { [0] = 2 })).Message;
        Assert.Contains("class weights or sample weights", message);
    }

    [Fact]
    public void Fit_WithCallbacks_IsThatOfKeras()
    {
        int checkedCases = 0;
        foreach (JsonElement item in _file.GetProperty("cases").EnumerateArray().Where(item => Name(item) is "reduce-lr" or "early-stopping" or "learning-rate-scheduler"))
        {
            JsonElement history = item.GetProperty("history");
            Model model = Model.Load(Path.Combine(_folder, "fit-net.keras"));
            model.Compile(new SGD(0.1), new CategoricalCrossentropy());
            Callback callback = Name(item) switch
            {
                "reduce-lr" => new ReduceLROnPlateau("loss", 0.5, patience: 1, minDelta: 0.5, cooldown: 1),
                "early-stopping" => Stopping(item.GetProperty("args")),
                _ => new LearningRateScheduler((epoch, rate) => epoch > 0 ? rate * 0.7 : rate),
            };
            int epochs = Name(item) == "early-stopping" ? 12 : history.GetProperty("loss").GetArrayLength();
            History run = model.Fit(Data("t", weighted: false), epochs, batchSize: 4, shuffle: false, callbacks: [callback]);
            AssertSame(Numbers.Of(history.GetProperty("loss")).Values, run["loss"], $"{Name(item)}, loss");
            if (history.TryGetProperty("learning_rate", out JsonElement rates))
            {
                AssertSame(Numbers.Of(rates).Values, [.. run.Epochs.Select(epoch => epoch.LearningRate)], $"{Name(item)}, learning rate");
            }

            checkedCases++;
        }

        Assert.Equal(6, checkedCases);
    }

    private static EarlyStopping Stopping(JsonElement args) => new(
        args.GetProperty("monitor").GetString()!,
        Number(args, "min_delta") ?? 0,
        args.GetProperty("patience").GetInt32(),
        baseline: Number(args, "baseline"),
        restoreBestWeights: args.TryGetProperty("restore_best_weights", out _),
        startFromEpoch: (int)(Number(args, "start_from_epoch") ?? 0));

    private static double? Number(JsonElement args, string name) =>
        args.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : null;

    private static string Name(JsonElement item) => item.GetProperty("name").GetString()!;

    private void Check(JsonElement item)
    {
        (JsonElement compile, JsonElement fit) = (item.GetProperty("compile"), item.GetProperty("fit"));
        (string[] names, Metric[] metrics) = Metrics(compile);
        Model model = Model.Load(Path.Combine(_folder, "fit-net.keras"));
        JsonElement optimizer = compile.GetProperty("optimizer");
        model.Compile(
            new SGD(optimizer.GetProperty("learning_rate").GetDouble(), optimizer.GetProperty("momentum").GetDouble()),
            LossCodec.FromJson(JsonValue.Create(compile.GetProperty("loss").GetString())!, []),
            metrics);
        string targets = item.GetProperty("targets").GetString()!;
        History history = model.Fit(
            Data(targets, fit.TryGetProperty("sample_weight", out _)),
            fit.GetProperty("epochs").GetInt32(),
            fit.GetProperty("batch_size").GetInt32(),
            Number(fit, "validation_split") ?? 0,
            fit.TryGetProperty("validation_data", out _) ? Data(targets, weighted: true) : null,
            shuffle: false,
            initialEpoch: (int)(Number(fit, "initial_epoch") ?? 0),
            stepsPerEpoch: (int?)Number(fit, "steps_per_epoch"),
            validationFreq: (int)(Number(fit, "validation_freq") ?? 1),
            classWeights: fit.TryGetProperty("class_weight", out JsonElement weights) ? weights.EnumerateObject().ToDictionary(weight => int.Parse(weight.Name), weight => weight.Value.GetDouble()) : null);

        Dictionary<string, string> ours = names.Zip(model.Session!.MetricNames).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (JsonProperty figure in item.GetProperty("history").EnumerateObject())
        {
            string bare = figure.Name.StartsWith("val_", StringComparison.Ordinal) ? figure.Name[4..] : figure.Name;
            string name = figure.Name[..^bare.Length] + (bare == "loss" ? bare : ours[bare]);
            AssertSame(Numbers.Of(figure.Value).Values, history[name], $"{Name(item)}, {figure.Name}");
        }

        Assert.Equal(item.GetProperty("history").EnumerateObject().Count(), history.Epochs.Max(epoch => epoch.Values.Count));
        if (item.TryGetProperty("epoch", out JsonElement numbers))
        {
            Assert.Equal(numbers.EnumerateArray().Select(number => number.GetInt32() + 1), history.Epochs.Select(epoch => epoch.Epoch));
        }

        Tensor predicted = model.Predict(Data(targets, weighted: false));
        Assert.All(Numbers.Of(item.GetProperty("q")).Values.Zip(predicted.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        if (item.TryGetProperty("evaluate", out JsonElement evaluated))
        {
            Evaluations(item, evaluated, model, ours);
        }
    }

    // What is evaluated after the run, with weights and without, and after one more step on four samples.
    private void Evaluations(JsonElement item, JsonElement evaluated, Model model, Dictionary<string, string> ours)
    {
        Evaluation plain = model.Evaluate(Data("t", weighted: false));
        AssertSame(Numbers.Of(evaluated).Values, [plain.Loss, .. plain.Metrics.Values], $"{Name(item)}, evaluate");

        Evaluation weighted = model.Evaluate(Data("t", weighted: true));
        foreach (JsonProperty figure in item.GetProperty("evaluate_weighted").EnumerateObject())
        {
            double actual = figure.Name == "loss" ? weighted.Loss : weighted.Metrics[ours[figure.Name]];
            AssertSame([figure.Value.GetDouble()], [actual], $"{Name(item)}, weighted {figure.Name}");
        }

        Dataset four = Data("t", weighted: false).Take(4);
        BatchFigures trained = model.TrainOnBatch(four);
        foreach (JsonProperty figure in item.GetProperty("train_on_batch_return_dict").EnumerateObject())
        {
            AssertSame([figure.Value.GetDouble()], [trained[figure.Name == "loss" ? "loss" : ours[figure.Name]]], $"{Name(item)}, "
                + $"train_on_batch {figure.Name}");
        }

        BatchFigures tested = model.TestOnBatch(four);
        AssertSame(Numbers.Of(item.GetProperty("test_on_batch")).Values, [tested.Loss, .. tested.Metrics.ToArray()], $"{Name(item)}, "
            + "test_on_batch");
    }

    // Keras' names beside the metrics.
    private static (string[] Names, Metric[] Metrics) Metrics(JsonElement compile)
    {
        string[] plain = [.. List("metrics").Select(KerasName)];
        JsonElement[] all = [.. List("metrics"), .. List("weighted_metrics")];
        Metric[] metrics = [.. all.Select((entry, i) => Read(entry) with { Weighted = i >= plain.Length })];
        return ([.. plain, .. List("weighted_metrics").Select(entry => plain.Contains(KerasName(entry)) ? $"weighted_{KerasName(entry)}" : KerasName(entry))], metrics);

        JsonElement[] List(string name) => compile.GetProperty(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
    }

    private static string KerasName(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.String ? entry.GetString()! : entry.GetProperty("name").GetString()!;

    private static Metric Read(JsonElement entry)
    {
        JsonNode json = entry.ValueKind == JsonValueKind.String
            ? JsonValue.Create(entry.GetString())!
            : new JsonObject { ["class_name"] = entry.GetProperty("class").GetString(), ["config"] = JsonNode.Parse(entry.GetRawText()) };
        return Assert.Single(MetricCodec.FromJson(json, OwnPieces.None, []));
    }

    private Dataset Data(string targets, bool weighted)
    {
        NpzFile arrays = new(Path.Combine(_folder, "fit-net.npz"));
        float[] x = [.. arrays["x"].Select(value => (float)value)];
        Tensor samples = new([x.Length / 6, 6], x);
        TensorDataset data = targets == "s"
            ? new(samples, arrays["s"].Select(label => (int)label).ToArray())
            : new(samples, new Tensor([x.Length / 6, 4], [.. arrays["t"].Select(value => (float)value)]));
        return weighted ? data.WithSampleWeights(arrays["sample_weight"].Select(weight => (float)weight).ToArray()) : data;
    }

    private static void AssertSame(IReadOnlyList<double> expected, IReadOnlyList<double> actual, string what)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair => Numbers.AssertClose(pair.First, pair.Second, what));
    }
}
