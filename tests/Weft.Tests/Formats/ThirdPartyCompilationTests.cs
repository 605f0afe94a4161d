namespace Weft.Tests.Formats;

public sealed class ThirdPartyCompilationTests : IDisposable
{
    private static readonly (string, Shape)[] DenseWeights = [("layers/dense/vars/0", [3, 2]), ("layers/dense/vars/1", [2])];

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["theirs.keras"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"adam\"", "\"sparse_categorical_crossentropy\"", "[\"acc\"]")]
    [InlineData(
        "{\"module\": \"keras.optimizers\", \"class_name\": \"Adam\", \"config\": {\"learning_rate\": 0.001, \"clipnorm\": null, \"use_ema\": false, \"amsgrad\": false, \"jit_compile\": true}}",
        "{\"module\": \"builtins\", \"class_name\": \"function\", \"config\": \"sparse_categorical_crossentropy\", \"registered_name\": \"function\"}",
        "[[{\"module\": \"keras.metrics\", \"class_name\": \"SparseCategoricalAccuracy\", \"config\": {\"name\": \"a\"}}]]")]
    public void Compilation_InAnySpelling_IsRestored(string optimizer, string loss, string metrics)
    {
        WriteCompiled(optimizer, loss, metrics, "softmax");
        Model model = Model.Load(Path);
        Assert.Equal(new Adam(), model.Optimizer);
        Assert.Equal(new SparseCategoricalCrossentropy(), model.Loss);
        Assert.Equal([Metric.Accuracy], model.Metrics);
        Assert.Empty(model.LoadNotes);
    }

    [Theory]
    [InlineData("\"bold_driver\"", "\"mse\"", "bold_driver")]
    [InlineData("{\"class_name\": \"Muon\", \"config\": {\"exclude_layers\": [\"(?<=a)b\"]}}", "\"mse\"", "ExcludeLayers")]
    [InlineData("{\"class_name\": \"MultiOptimizer\", \"config\": {}}", "\"mse\"", "MultiOptimizer")]
    [InlineData("\"adam\"", "\"circle\"", "circle")]
    [InlineData("{\"class_name\": \"Adam\", \"config\": {\"loss_scale_factor\": -8.0}}", "\"mse\"", "LossScaleFactor")]
    [InlineData("{\"class_name\": \"Adam\", \"config\": {\"clipnorm\": 1.0, \"clipvalue\": 2.0}}", "\"mse\"", "ClipValue")]
    [InlineData("{\"class_name\": \"Adam\", \"config\": {\"beta_1\": \"x\"}}", "\"mse\"", "beta_1")]
    [InlineData("{\"class_name\": \"SGD\", \"config\": {\"momentum\": 7}}", "\"mse\"", "momentum")]
    [InlineData("\"adam\"", "{\"class_name\": \"MeanSquaredError\", \"config\": {\"reduction\": null}}", "reduction")]
    [InlineData("\"adam\"", "{\"class_name\": \"CategoricalCrossentropy\", \"config\": {\"axis\": 0}}", "axis")]
    [InlineData("{\"class_name\": \"Adam\", \"config\": {\"learning_rate\": {\"class_name\": \"TheirDecay\", \"config\": {}}}}", "\"mse\"", "TheirDecay")]
    public void Compilation_ThatWeftDoesNotHave_LoadsForPredictionWithANote(string optimizer, string loss, string named)
    {
        WriteCompiled(optimizer, loss, "null");
        Model model = Model.Load(Path);
        Assert.Null(model.Optimizer);
        Assert.Contains(named, Assert.Single(model.LoadNotes));
        Assert.Equal(2, model.Predict(new Tensor([3])).Size);
    }

    [Fact]
    public void Metric_ThatWeftDoesNotHave_IsLeftOutWithANote()
    {
        WriteCompiled("\"adam\"", "\"mse\"", "[\"accuracy\", \"r2_score\"]");
        Model model = Model.Load(Path);
        Assert.Equal([Metric.Accuracy], model.Metrics);
        Assert.Contains("r2_score", Assert.Single(model.LoadNotes));
    }

    [Theory]
    [InlineData("""{"class_name": "Accuracy", "config": {}}""")]
    [InlineData("""{"class_name": "AUC", "config": {"label_weights": "tf.Tensor([0.5 0.2], shape=(2,), dtype=float32)"}}""")]
    [InlineData("""{"class_name": "AUC", "config": {"summation_method": "guessing"}}""")]
    [InlineData("""{"class_name": "F1Score", "config": {"average": "harmonic"}}""")]
    [InlineData("""{"class_name": "CosineSimilarity", "config": {"axis": 0}}""")]
    [InlineData("""{"class_name": "SparseTopKCategoricalAccuracy", "config": {"k": 2, "from_sorted_ids": true}}""")]
    public void Metric_WithWhatWeftDoesNotHave_IsLeftOutWithANote(string metric)
    {
        WriteCompiled("\"adam\"", "\"mse\"", $"[{metric}]");
        Model model = Model.Load(Path);
        Assert.Empty(model.Metrics);
        Assert.Contains("is left out", Assert.Single(model.LoadNotes));
    }

    [Theory]
    [InlineData("""{"class_name": "Precision", "config": {"thresholds": null, "top_k": 2}}""", null, 2)]
    [InlineData("""{"class_name": "Precision", "config": {"thresholds": [0.25], "top_k": 2}}""", 0.25, 2)]
    [InlineData("""{"class_name": "Precision", "config": {"thresholds": 1}}""", 1.0, null)]
    public void Precision_InAnySpelling_IsRestored(string metric, double? threshold, int? k)
    {
        WriteCompiled("\"adam\"", "\"mse\"", $"[{metric}]");
        Assert.Equal([new Precision(threshold, k)], Model.Load(Path).Metrics);
    }

    // Keras' words for functions, which mean their defaults.
    [Fact]
    public void LossesAsMetrics_ByTheirShortNames_AreRestored()
    {
        WriteCompiled("\"adam\"", "\"MAE\"", """["mse", "MAE", "logcosh", "huber", {"module": "builtins", "class_name": "function", "config": "poisson"}]""");
        Model model = Model.Load(Path);
        Assert.Equal(new MeanAbsoluteError(), model.Loss);
        Loss[] losses = [new MeanSquaredError(), new MeanAbsoluteError(), new LogCosh(), new Huber(), new Poisson()];
        Assert.Equal(losses.Select(loss => new LossMetric(loss)), model.Metrics);
        Assert.Empty(model.LoadNotes);
    }

    [Theory]
    [InlineData("\"binary_accuracy\"", 0.5)]
    [InlineData("""{"class_name": "BinaryAccuracy", "config": {"threshold": 0.25}}""", 0.25)]
    public void BinaryAccuracy_InAnySpelling_IsRestored(string metric, double threshold)
    {
        WriteCompiled("\"adam\"", "\"mse\"", $"[{metric}]");
        Assert.Equal([new BinaryAccuracy(threshold)], Model.Load(Path).Metrics);
    }

    [Fact]
    public void Optimizer_WithOptionsThatAreOff_IsRestored()
    {
        WriteCompiled("""{"class_name": "SGD", "config": {"use_ema": false, "ema_momentum": 7.0, "ema_overwrite_frequency": 0, "clipnorm": 0.0, "gradient_accumulation_steps": 0}}""", "\"mse\"", "null");
        Assert.Equal(new SGD(), Model.Load(Path).Optimizer);
    }

    // Keras before 3.10 had a weight's average and its accumulator side by side.
    [Fact]
    public void OptimizerState_InAnotherOrder_StartsAfreshWithANote()
    {
        string config = KerasArchive.Sequential(KerasArchive.Dense, """, "compile_config": {"optimizer": {"class_name": "SGD", "config": {"use_ema": true, "gradient_accumulation_steps": 2}}, "loss": "mse"}""");
        KerasArchive.Write(
            Path, config, [.. DenseWeights, ("optimizer/vars/0", []), ("optimizer/vars/1", []), .. Enumerable.Range(0, 4).Select(i => ($"optimizer/vars/{i + 2}", (Shape)(i < 2 ? [3, 2] : [2])))]);
        Model model = Model.Load(Path);
        Assert.Contains("expected [2] in optimizer/vars/3 (average), got [3, 2]", Assert.Single(model.LoadNotes));
        Assert.Equal(0, model.Iterations);
    }

    [Fact]
    public void OptimizerState_ThatDoesNotFit_StartsAfreshWithANote()
    {
        string config = KerasArchive.Sequential(KerasArchive.Dense, """, "compile_config": {"optimizer": "adam", "loss": "mse"}""");
        KerasArchive.Write(
            Path,
            config,
            [.. DenseWeights, ("optimizer/vars/0", [1]), .. Enumerable.Range(0, 4).Select(i => ($"optimizer/vars/{i + 2}", (Shape)(i < 2 ? [3, 2] : [2])))]);
        Assert.Contains("expected 6 variables", Assert.Single(Model.Load(Path).LoadNotes));
    }

    [Fact]
    public void OptimizerState_WrittenByH5py_IsTakenOver()
    {
        string config = KerasArchive.Sequential(KerasArchive.Dense, """, "compile_config": {"optimizer": "adam", "loss": "mse"}""");
        KerasArchive.Write(_folder["base.keras"], config, DenseWeights);
        Python.Run(
            """
            import h5py, io, numpy as np, sys, zipfile
            z = zipfile.ZipFile(sys.argv[1])
            weights = io.BytesIO(z.read('model.weights.h5'))
            with h5py.File(weights, 'r+') as f:
                vars = f.create_group('optimizer/vars')
                vars['0'], vars['1'] = np.int64(41), np.float32(0.25)
                for i, shape in enumerate([(3, 2), (3, 2), (2,), (2,)]):
                    vars[str(i + 2)] = np.full(shape, i + 1, 'f4')
            with zipfile.ZipFile(sys.argv[2], 'w') as out:
                out.writestr('config.json', z.read('config.json'))
                out.writestr('model.weights.h5', weights.getvalue())
            """,
            _folder["base.keras"],
            Path);
        Model model = Model.Load(Path);
        Assert.Equal(41, model.Iterations);
        Assert.Equal(new Adam(0.25), model.Optimizer);
        Assert.Equal([1, 2, 3, 4], model.Weights.SelectMany(model.Session!.SlotsOf).Select(slot => slot[^1]));
    }

    // Keras 3.0 to 3.8 file Nadam's running product before its moments, later ones after them.
    [Theory]
    [InlineData(2, 3)]
    [InlineData(6, 2)]
    public void NadamState_OfEitherAge_IsTakenOver(int product, int firstMoment)
    {
        string config = KerasArchive.Sequential(KerasArchive.Dense, """, "compile_config": {"optimizer": "nadam", "loss": "mse"}""");
        Shape[] moments = [[3, 2], [3, 2], [2], [2]];
        KerasArchive.Write(
            Path,
            config,
            [.. DenseWeights, ("optimizer/vars/0", []), ("optimizer/vars/1", []), ($"optimizer/vars/{product}", []), .. moments.Select((shape, i) => ($"optimizer/vars/{firstMoment + i}", shape))]);
        Model model = Model.Load(Path);
        Assert.Empty(model.LoadNotes);
        Assert.IsType<Nadam>(model.Optimizer);
    }

    private void WriteCompiled(string optimizer, string loss, string metrics, string activation = "linear") => KerasArchive.Write(
        Path,
        KerasArchive.Sequential(KerasArchive.Dense.Replace("relu", activation), $$$""", "compile_config": {"optimizer": {{{optimizer}}}, "loss": {{{loss}}}, "loss_weights": null, "metrics": {{{metrics}}} }"""),
        DenseWeights);
}
