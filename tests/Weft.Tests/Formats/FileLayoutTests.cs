using System.IO.Compression;
using System.Text.Json.Nodes;

using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Formats;

public sealed class FileLayoutTests
{
    private static Model Trained(Optimizer optimizer)
    {
        Sequential model = new([8, 8, 1], seed: 2, name: "laid_out")
        {
            new Conv2D(2, 3, Activation.Relu) { Name = "first" },
            new MaxPooling2D(2),
            new Conv2D(3, 2),
            new Flatten(),
            new Dense(10, Activation.Softmax),
        };
        model.Compile(optimizer, new SparseCategoricalCrossentropy(), Metric.Accuracy);
        float[] pixels = [.. Enumerable.Range(0, 4 * 64).Select(i => i % 7 / 7f)];
        model.Fit(new TensorDataset(new Tensor([4, 8, 8, 1], pixels), (int[])[0, 1, 2, 3], "d"), batchSize: 2);
        return model;
    }

    [Fact]
    public void Archive_HasKerasMembersStored()
    {
        using TemporaryFolder folder = new();
        Trained(new Adam()).Save(folder["m.keras"]);
        using ZipArchive archive = ZipFile.OpenRead(folder["m.keras"]);
        Assert.Equal(["metadata.json", "config.json", "model.weights.h5", "weft.json"], archive.Entries.Select(entry => entry.FullName));
        Assert.All(archive.Entries, entry => Assert.Equal(entry.Length, entry.CompressedLength));
        JsonNode metadata = Json(archive, "metadata.json");
        Assert.StartsWith("3.", (string)metadata["keras_version"]!);
        Assert.Matches(@"^\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d$", (string)metadata["date_saved"]!);
    }

    [Fact]
    public void Config_HasWhatKerasReads()
    {
        using TemporaryFolder folder = new();
        Trained(new Adam()).Save(folder["m.keras"]);
        using ZipArchive archive = ZipFile.OpenRead(folder["m.keras"]);
        JsonNode config = Json(archive, "config.json");
        Assert.Equal(["module", "class_name", "config", "registered_name", "build_config", "compile_config"], config.AsObject().Select(member => member.Key));
        AssertJson("""{"input_shape":[null,8,8,1]}""", config["build_config"]);
        JsonArray layers = config["config"]!["layers"]!.AsArray();
        Assert.Equal(["InputLayer", "Conv2D", "MaxPooling2D", "Conv2D", "Flatten", "Dense"], layers.Select(layer => (string)layer!["class_name"]!));
        AssertJson(
            """
            {"module":"keras.layers","class_name":"Conv2D","config":{"name":"first","trainable":true,
            "dtype":{"module":"keras","class_name":"DTypePolicy","config":{"name":"float32"},"registered_name":null},
            "filters":2,"kernel_size":[3,3],"strides":[1,1],"padding":"valid","data_format":"channels_last","dilation_rate":[1,1],"groups":1,
            "activation":"relu","use_bias":true,
            "kernel_initializer":{"module":"keras.initializers","class_name":"GlorotUniform","config":{"seed":null},"registered_name":null},
            "bias_initializer":{"module":"keras.initializers","class_name":"Zeros","config":{},"registered_name":null},
            "kernel_regularizer":null,"bias_regularizer":null,"activity_regularizer":null,"kernel_constraint":null,"bias_constraint":null},
            "registered_name":null,"build_config":{"input_shape":[null,8,8,1]}}
            """,
            layers[1]);
        AssertJson(
            """
            {"optimizer":{"module":"keras.optimizers","class_name":"Adam","config":{"name":"adam","learning_rate":0.001,"weight_decay":null,"clipnorm":null,
            "global_clipnorm":null,"clipvalue":null,"use_ema":false,"ema_momentum":0.99,"ema_overwrite_frequency":null,"loss_scale_factor":null,
            "gradient_accumulation_steps":null,"beta_1":0.9,"beta_2":0.999,"epsilon":1E-07,"amsgrad":false},"registered_name":null},
            "loss":{"module":"keras.losses","class_name":"SparseCategoricalCrossentropy","config":{"name":"sparse_categorical_crossentropy",
            "reduction":"sum_over_batch_size","from_logits":false,"ignore_class":null},"registered_name":null},
            "loss_weights":null,"metrics":["accuracy"],"weighted_metrics":null,"run_eagerly":false,"steps_per_execution":1,"jit_compile":false}
            """,
            config["compile_config"]);
    }

    [Fact]
    public void Weights_ReadByH5py_LieWhereKerasLooks()
    {
        using TemporaryFolder folder = new();
        Model model = Trained(new Adam(0.002));
        model.Save(folder["m.keras"]);
        string output = Python.Run(
            """
            import h5py, io, sys, zipfile
            with h5py.File(io.BytesIO(zipfile.ZipFile(sys.argv[1]).read('model.weights.h5'))) as f:
                def show(path, item):
                    if isinstance(item, h5py.Dataset):
                        print(path, item.dtype, list(item.shape), item.chunks, '%.9g' % item[()].ravel()[-1])
                    elif path.endswith('vars'):
                        print(path, len(item), item.attrs['name'])
                f.visititems(show)
            """,
            folder["m.keras"]);
        string[] lines = output.Replace("e-", "E-", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Weight kernel = model.Layers[2].Weights[0];
        Weight bias = model.Layers[2].Weights[1];
        Assert.NotEqual(model.Session!.SlotsOf(bias)[0][^1], model.Session!.SlotsOf(bias)[1][^1]);
        Assert.Contains("layers/conv2d/vars 2 first", lines);
        Assert.Contains("layers/conv2d_1/vars 2 conv2d", lines);
        Assert.Contains("layers/max_pooling2d/vars 0 max_pooling2d", lines);
        Assert.Contains("layers/flatten/vars 0 flatten", lines);
        Assert.Contains("layers/dense/vars 2 dense", lines);
        Assert.Contains("optimizer/vars 14 adam", lines);
        Assert.Contains("vars 0 laid_out", lines);
        Assert.Contains(FormattableString.Invariant($"layers/conv2d_1/vars/0 float32 [2, 2, 2, 3] None {(double)kernel.Span[^1]:G9}"), lines);
        Assert.Contains("optimizer/vars/0 int64 [] None 2", lines);
        Assert.Contains(lines, line => line.StartsWith("optimizer/vars/1 float32 [] None 0.00200000", StringComparison.Ordinal));
        Assert.Contains(FormattableString.Invariant($"optimizer/vars/8 float32 [3] None {(double)model.Session!.SlotsOf(bias)[0][^1]:G9}"), lines);
        Assert.Contains(FormattableString.Invariant($"optimizer/vars/9 float32 [3] None {(double)model.Session!.SlotsOf(bias)[1][^1]:G9}"), lines);
        Assert.Contains(lines, line => line.StartsWith("optimizer/vars/13 float32 [10] None", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(0.9, 8)]
    public void Sgd_KeepsVelocitiesOnlyWithMomentum(double momentum, int variables)
    {
        using TemporaryFolder folder = new();
        Trained(new SGD(0.01, momentum)).Save(folder["m.keras"]);
        string output = Python.Run(
            "import h5py, io, sys, zipfile; print(len(h5py.File(io.BytesIO(zipfile.ZipFile(sys.argv[1]).read('model.weights.h5')))['optimizer/vars']))",
            folder["m.keras"]);
        Assert.Equal(variables, int.Parse(output));
    }

    public static TheoryData<Optimizer, string> Variables() => new()
    {
        // For weights 0 to 5, in Keras' order: m and v of each side by side, then amsgrad's.
        { new Adam(amsgrad: true), "0.0 0.1 1.0 1.1 2.0 2.1 3.0 3.1 4.0 4.1 5.0 5.1 0.2 1.2 2.2 3.2 4.2 5.2" },
        { new RMSprop(momentum: 0.5, centered: true), "0.0 1.0 2.0 3.0 4.0 5.0 0.1 1.1 2.1 3.1 4.1 5.1 0.2 1.2 2.2 3.2 4.2 5.2" },
        { new Adagrad() { UseEma = true }, "0.0 1.0 2.0 3.0 4.0 5.0 0.1 1.1 2.1 3.1 4.1 5.1" },
        {
            new Nadam() { UseEma = true, GradientAccumulationSteps = 2 },
            "0.0 1.0 2.0 3.0 4.0 5.0 0.1 1.1 2.1 3.1 4.1 5.1 0.2 0.3 1.2 1.3 2.2 2.3 3.2 3.3 4.2 4.3 5.2 5.3 u"
        },
    };

    [Theory]
    [MemberData(nameof(Variables), DisableDiscoveryEnumeration = true)]
    public void OptimizerVariables_ReadByH5py_LieInKerasOrder(Optimizer optimizer, string order)
    {
        using TemporaryFolder folder = new();
        Model model = Trained(optimizer);
        Weight[] weights = [.. model.Weights];
        for (int weight = 0; weight < weights.Length; weight++)
        {
            for (int slot = 0; slot < model.Session!.SlotsOf(weights[weight]).Length; slot++)
            {
                Array.Fill(model.Session!.SlotsOf(weights[weight])[slot], weight + (slot / 10f));
            }
        }

        model.Save(folder["m.keras"]);
        string output = Python.Run(
            """
            import h5py, io, sys, zipfile
            with h5py.File(io.BytesIO(zipfile.ZipFile(sys.argv[1]).read('model.weights.h5'))) as f:
                vars = f['optimizer/vars']
                print(*['%.1f' % vars[str(i)][()].ravel()[0] if vars[str(i)].shape else 'u' for i in range(2, len(vars))])
            """,
            folder["m.keras"]);
        Assert.Equal(order, output.Trim());
        Model loaded = Model.Load(folder["m.keras"]);
        Assert.Equal(weights.Select(model.Session!.SlotsOf), loaded.Weights.Select(loaded.Session!.SlotsOf));
    }

    private static JsonNode Json(ZipArchive archive, string name)
    {
        using Stream stream = archive.GetEntry(name)!.Open();
        return JsonNode.Parse(stream)!;
    }

    private static void AssertJson(string expected, JsonNode? actual) => Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), actual!.ToJsonString());
}
