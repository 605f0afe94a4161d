using System.IO.Compression;
using System.Text;

using Weft.Layers;
using Weft.Regularizers;

namespace Weft.Tests.Formats;

public sealed class ThirdPartyTests : IDisposable
{
    private static readonly (string, Shape)[] DenseWeights = [("layers/dense/vars/0", [3, 2]), ("layers/dense/vars/1", [2])];

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["theirs.keras"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SequentialOfKeras_Loads_AndPredicts()
    {
        KerasArchive.Write(Path, KerasArchive.Sequential(KerasArchive.Dense), DenseWeights);
        Model model = Model.Load(Path);
        Assert.Equal("theirs", model.Name);
        Assert.Equal(new Dense(2, Activation.Relu) { Name = "d" }, model.Layers[0].Layer);

        // kernel [[0, .5], [1, 1.5], [2, 2.5]], bias [0, .5]
        Assert.Equal([0 + 2 + 6, 0.5f + 3 + 7.5f + 0.5f], model.Predict(new Tensor([3], [1, 2, 3])).Span.ToArray());
        Assert.Null(model.Optimizer);
        Assert.Empty(model.LoadNotes);
    }

    [Theory]
    [InlineData("\"relu\"", ActivationKind.Relu, 0)]
    [InlineData("null", ActivationKind.Linear, 0)]
    [InlineData("\"swish\"", ActivationKind.Silu, 0)]
    [InlineData("\"keras.activations.tanh\"", ActivationKind.Tanh, 0)]
    [InlineData("{\"module\": \"builtins\", \"class_name\": \"function\", \"config\": \"relu\", \"registered_name\": \"function\"}", ActivationKind.Relu, 0)]
    [InlineData("{\"module\": \"keras.layers\", \"class_name\": \"LeakyReLU\", \"config\": {\"negative_slope\": 0.25}}", ActivationKind.LeakyRelu, 0.25f)]
    [InlineData("{\"module\": \"keras.layers\", \"class_name\": \"ELU\", \"config\": {\"alpha\": 2}}", ActivationKind.Elu, 2)]
    [InlineData("{\"module\": \"keras.layers\", \"class_name\": \"ReLU\", \"config\": {\"max_value\": 6.0, \"threshold\": 0.0}}", ActivationKind.Relu6, 0)]
    public void Activation_InAnySpelling_IsUnderstood(string spelling, ActivationKind kind, float alpha)
    {
        KerasArchive.Write(Path, KerasArchive.Sequential(KerasArchive.Dense.Replace("\"relu\"", spelling)), DenseWeights);
        Assert.Equal(new Activation(kind, alpha), ((Dense)Model.Load(Path).Layers[0].Layer).Activation);
    }

    [Theory]
    [InlineData("\"float32\"", 0)]
    [InlineData("{\"module\": \"keras\", \"class_name\": \"DTypePolicy\", \"config\": {\"name\": \"float32\"}, \"registered_name\": null, \"shared_object_id\": 140}", 0)]
    [InlineData("{\"module\": \"keras\", \"class_name\": \"DTypePolicy\", \"config\": {\"name\": \"mixed_float16\"}}", 1)]
    [InlineData("{\"module\": \"keras\", \"class_name\": \"DTypePolicyMap\", \"config\": {\"default_policy\": null}}", 1)]
    public void Dtype_InAnySpelling_IsUnderstood(string dtype, int notes)
    {
        KerasArchive.Write(Path, KerasArchive.Sequential(KerasArchive.Dense.Replace("\"units\"", $"\"dtype\": {dtype}, \"units\"")), DenseWeights);
        Assert.Equal(notes, Model.Load(Path).LoadNotes.Count);
    }

    [Theory]
    [InlineData("\"pool_size\": 2", 2, 2, 2, 2)]
    [InlineData("\"pool_size\": [3, 2], \"strides\": null, \"padding\": \"valid\"", 3, 2, 3, 2)]
    [InlineData("\"pool_size\": {\"class_name\": \"__tuple__\", \"items\": [2, 3]}, \"strides\": 1", 2, 3, 1, 1)]
    public void Sizes_AsNumberListOrTuple_AreUnderstood(string options, int height, int width, int down, int right)
    {
        KerasArchive.Write(Path, $$$"""
            {"class_name": "Sequential", "config": {"layers": [
                {"class_name": "MaxPooling2D", "config": {"name": "p", {{{options}}}, "data_format": "channels_last", "unheard_of": [1]}}],
                "build_input_shape": [null, 6, 6, 1]}, "future": {} }
            """);
        Model model = Model.Load(Path);
        Assert.Equal(new MaxPooling2D((height, width), (down, right)) { Name = "p" }, model.Layers[0].Layer);
        Assert.Equal([6, 6, 1], model.InputShape);
    }

    [Theory]
    [InlineData("""{"class_name": "InputLayer", "config": {"batch_input_shape": [null, 3], "name": "x"}},""", "", "")]
    [InlineData("", """, "build_input_shape": [null, 3]""", "")]
    [InlineData("", "", """, "build_config": {"input_shape": [null, 3]}""")]
    [InlineData("""{"class_name": "InputLayer", "config": {"batch_shape": [32, 3], "name": "x", "sparse": false, "ragged": false}},""", "", "")]
    public void InputShape_WhereverItStands_IsFound(string inputLayer, string inConfig, string inModel)
    {
        KerasArchive.Write(Path, $$$"""{"class_name": "Sequential", "config": {"name": "s", "layers": [{{{inputLayer}}} {{{KerasArchive.Dense}}}]{{{inConfig}}}}{{{inModel}}} }""", DenseWeights);
        Assert.Equal([3], Model.Load(Path).InputShape);
    }

    [Fact]
    public void InputShape_OfTheFirstLayersBuild_IsFound()
    {
        string dense = KerasArchive.Dense.Replace("\"registered_name\"", "\"build_config\": {\"input_shape\": [null, 3]}, \"registered_name\"");
        KerasArchive.Write(Path, $$$"""{"class_name": "Sequential", "config": {"name": "s", "layers": [{{{dense}}}]} }""", DenseWeights);
        Assert.Equal([3], Model.Load(Path).InputShape);
    }

    [Fact]
    public void InputShape_Nowhere_IsAnErrorThatSaysSo()
    {
        KerasArchive.Write(Path, $$$"""{"class_name": "Sequential", "config": {"name": "s", "layers": [{{{KerasArchive.Dense}}}]} }""", DenseWeights);
        Assert.Contains("input's shape", Assert.Throws<ModelFileException>(() => Model.Load(Path)).Message);
    }

    [Fact]
    public void KerasOfTensorFlow_SpellingsAndGroups_Load()
    {
        string config = KerasArchive.Sequential(KerasArchive.Dense.Replace("\"keras.layers\"", "\"keras.src.layers.core.dense\"").Replace("null}", "\"Dense\"}"));
        KerasArchive.Write(Path, config, ("_layer_checkpoint_dependencies/dense/vars/0", [3, 2]), ("_layer_checkpoint_dependencies/dense/vars/1", [2]));
        Assert.Equal(0.5f, Model.Load(Path).Layers[0].Weights[0].Span[1]);
    }

    [Fact]
    public void Groups_FollowTheClassCounter_NotTheNames()
    {
        string second = """{"class_name": "Dense", "config": {"name": "dense", "units": 1}}""";
        KerasArchive.Write(
            Path,
            KerasArchive.Sequential($"{KerasArchive.Dense.Replace("\"d\"", "\"dense_1\"")}, {second}"),
            [.. DenseWeights, ("layers/dense_1/vars/0", [2, 1]), ("layers/dense_1/vars/1", [1])]);
        Assert.Equal(["dense_1", "dense"], Model.Load(Path).Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void DeflatedZip_Loads()
    {
        KerasArchive.WriteMembers(
            Path,
            CompressionLevel.SmallestSize,
            ("config.json", Encoding.UTF8.GetBytes(KerasArchive.Sequential(KerasArchive.Dense))),
            ("model.weights.h5", KerasArchive.Weights(DenseWeights)));
        Assert.Equal([0, 0.5f], Model.Load(Path).Layers[0].Weights[1].Span.ToArray());
    }

    [Fact]
    public void NestedSequential_IsALayerOfItsOwn()
    {
        string inner = $$$"""{"class_name": "Sequential", "config": {"name": "inner", "layers": [{"class_name": "InputLayer", "config": {"batch_shape": [null, 3]}}, {{{KerasArchive.Dense}}}]} }""";
        KerasArchive.Write(
            Path,
            KerasArchive.Sequential($"{inner}, {KerasArchive.Dense}"),
            ("layers/sequential/layers/dense/vars/0", [3, 2]),
            ("layers/sequential/layers/dense/vars/1", [2]),
            ("layers/dense/vars/0", [2, 2]),
            ("layers/dense/vars/1", [2]));
        Model model = Model.Load(Path);
        Assert.Equal([("inner", 8), ("d", 6)], model.Layers.Select(layer => (layer.Name, layer.ParameterCount)));
        Assert.Equal(["d/kernel [3, 2]", "d/bias [2]", "d/kernel [2, 2]", "d/bias [2]"], model.Weights.Select(weight => $"{weight.Name} {weight.Shape}"));
    }

    [Theory]
    [InlineData("""{"class_name": "LSTM", "config": {"name": "memory"}}""", "LSTM 'memory'")]
    [InlineData("""{"class_name": "Dense", "config": {"name": "d", "units": 2, "activation": "maxout"}}""", "maxout")]
    [InlineData("""{"class_name": "Dense", "config": {"name": "d", "units": -2}}""", "units")]
    [InlineData("""{"class_name": "Dense", "config": {"name": "d", "units": 2.5}}""", "units")]
    [InlineData("""{"class_name": "Dense", "config": {"name": "d"}}""", "units")]
    [InlineData("""{"class_name": "Dense", "config": {"name": "d", "units": 2147483647}}""", "2147483647")]
    [InlineData("""{"class_name": "Dense", "config": {"name": "d", "units": 3}}""", "[3, 3]")]
    [InlineData("""{"class_name": "Conv2D", "config": {"name": "c", "filters": 1, "kernel_size": 3, "data_format": "channels_first"}}""", "channels_first")]
    [InlineData("""{"class_name": "Conv2D", "config": {"name": "c", "filters": 1, "kernel_size": 3, "dilation_rate": 0}}""", "dilation_rate")]
    [InlineData("""{"class_name": "Conv2D", "config": {"name": "c", "filters": 1, "kernel_size": 3}}""", "Conv2D 'c'")]
    [InlineData("""{"class_name": "Dropout", "config": {"name": "o", "rate": 1.5}}""", "Dropout 'o'")]
    [InlineData("""{"class_name": "Softmax", "config": {"name": "s", "axis": 0}}""", "axes from 1 to 1")]
    [InlineData("""{"class_name": "Dense", "config": {"name": "d", "units": 2, "activation": {"class_name": "Softmax", "config": {"axis": 0}}}}""", "axis")]
    [InlineData("""{"class_name": "LeakyReLU", "config": {"name": "l", "negative_slope": -0.5}}""", "NegativeSlope")]
    [InlineData("""{"class_name": "ReLU", "config": {"name": "r", "max_value": -3.0}}""", "MaxValue")]
    [InlineData("""{"class_name": "BatchNormalization", "config": {"name": "n", "axis": 2}}""", "an axis from 1 to 1")]
    [InlineData("""{"class_name": "BatchNormalization", "config": {"name": "n", "epsilon": 0}}""", "epsilon")]
    [InlineData("""{"class_name": "UpSampling2D", "config": {"name": "u", "interpolation": "area"}}""", "interpolation")]
    [InlineData("""{"class_name": "Reshape", "config": {"name": "r", "target_shape": [4, -1]}}""", "target shape of 3")]
    [InlineData("""{"class_name": "PReLU", "config": {"name": "p", "shared_axes": [1, 2]}}""", "shared axes")]
    [InlineData("""17""", "objects")]
    public void Layer_ThatWeftCannotHave_IsAnErrorThatNamesIt(string layer, string named)
    {
        KerasArchive.Write(Path, KerasArchive.Sequential(layer), DenseWeights);
        string message = Assert.Throws<ModelFileException>(() => Model.Load(Path)).Message;
        Assert.Contains(named, message);
        Assert.StartsWith(Path, message);
    }

    [Theory]
    [InlineData("""{"module": "__main__", "class_name": "Dense", "config": {"name": "d", "units": 2}, "registered_name": null}""", "__main__.Dense")]
    [InlineData("""{"module": "builtins", "class_name": "Dense", "config": {"name": "d", "units": 2}, "registered_name": "mine>Dense"}""", "mine>Dense")]
    public void Layer_OfSomebodysOwn_IsAnErrorThoughItIsCalledLikeKeras(string layer, string named)
    {
        KerasArchive.Write(Path, KerasArchive.Sequential(layer), DenseWeights);
        Assert.Contains(named, Assert.Throws<ModelFileException>(() => Model.Load(Path)).Message);
    }

    [Fact]
    public void Model_ThatIsNotTrained_HasNoTrainableLayers()
    {
        KerasArchive.Write(Path, KerasArchive.Sequential(KerasArchive.Dense).Replace("\"name\": \"theirs\"", "\"name\": \"theirs\", \"trainable\": false"), DenseWeights);
        Assert.False(Assert.Single(Model.Load(Path).Layers).Layer.Trainable);
    }

    [Fact]
    public void Seed_OfAGenerator_IsItsNumber()
    {
        const string dropout = """, {"class_name": "Dropout", "config": {"name": "o", "rate": 0.5, "seed": {"class_name": "SeedGenerator", "config": {"name": "s", "seed": 17}}}}""";
        KerasArchive.Write(Path, KerasArchive.Sequential(KerasArchive.Dense + dropout), DenseWeights);
        Assert.Equal(new Dropout(0.5, seed: 17) { Name = "o" }, Model.Load(Path).Layers[1].Layer);
    }

    [Theory]
    [InlineData("[100.0]", "[4000.0]", 1)]
    [InlineData("[0.5]", "[9.0]", 1)]
    [InlineData("[0.3]", "[0.1]", 1f / 255)]
    public void Normalization_OfBytes_TakesThemAsTheyAre(string mean, string variance, float scale)
    {
        string norm = $$$"""{"class_name": "Normalization", "config": {"name": "n", "axis": [-1], "mean": {{{mean}}}, "variance": {{{variance}}}}}, """;
        KerasArchive.Write(Path, KerasArchive.Sequential(norm + KerasArchive.Dense), DenseWeights);
        Assert.Equal(scale, Model.Load(Path).PixelScale);
    }

    [Fact]
    public void Softmax_OverTheLastAxisByNumber_IsUnderstood()
    {
        KerasArchive.Write(Path, KerasArchive.Sequential(KerasArchive.Dense + """, {"class_name": "Softmax", "config": {"name": "s", "axis": 1}}"""), DenseWeights);
        Assert.Equal(1, Model.Load(Path).Predict(new Tensor([3], [1, 2, 3])).Span.ToArray().Sum(), 1e-6);
    }

    [Fact]
    public void Slashes_InNames_BecomeWhatKeras3Allows()
    {
        KerasArchive.Write(Path, KerasArchive.Sequential(KerasArchive.Dense.Replace("\"d\"", "\"block/d\"")).Replace("\"theirs\"", "\"their/s\""), DenseWeights);
        Model model = Model.Load(Path);
        Assert.Equal(("their_s", "block_d"), (model.Name, Assert.Single(model.Layers).Name));
    }

    [Fact]
    public void ActivityRegularizer_OfAnyLayer_IsTakenOver()
    {
        const string activation = """, {"class_name": "Activation", "config": {"name": "a", "activation": "relu", "activity_regularizer": {"class_name": "L2", "config": {"l2": 0.01}}}}""";
        KerasArchive.Write(Path, KerasArchive.Sequential(KerasArchive.Dense + activation), DenseWeights);
        Model model = Model.Load(Path);
        Assert.Empty(model.LoadNotes);
        Assert.Equal(new L2(0.01), model.Layers[1].Layer.ActivityRegularizer);
    }

    [Fact]
    public void TrainingOnlyOptions_AreNoted()
    {
        string[] theirs = ["bias_regularizer", "kernel_initializer", "kernel_constraint", "activity_regularizer"];
        string options = string.Concat(theirs.Select(option => $"\"{option}\": {{\"class_name\": \"Their_{option}\", \"config\": {{}}}}, "));
        string dense = KerasArchive.Dense.Replace("\"units\"", $"{options}\"units\"");
        KerasArchive.Write(Path, KerasArchive.Sequential(dense), DenseWeights);
        IReadOnlyList<string> notes = Model.Load(Path).LoadNotes;
        Assert.Equal(theirs.Length, notes.Count);
        Assert.All(theirs, option => Assert.Contains(notes, note => note.Contains($"Their_{option}", StringComparison.Ordinal)));
    }

    [Fact]
    public void ActivityRegularizer_ForMatrices_IsNoted()
    {
        KerasArchive.Write(Path, KerasArchive.Sequential(KerasArchive.Dense.Replace("\"units\"", "\"activity_regularizer\": {\"class_name\": \"OrthogonalRegularizer\", \"config\": {}}, \"units\"")), DenseWeights);
        Assert.Contains("OrthogonalRegularizer", Assert.Single(Model.Load(Path).LoadNotes));
    }

    [Theory]
    [InlineData("\"kernel_constraint\": {\"class_name\": \"MaxNorm\", \"config\": {\"axis\": [0, 5]}}", "axes from -2 to 1")]
    [InlineData("\"bias_regularizer\": {\"class_name\": \"OrthogonalRegularizer\", \"config\": {}}", "expected a matrix")]
    [InlineData("\"kernel_constraint\": {\"class_name\": \"MaxNorm\", \"config\": {\"max_value\": -1}}", "maxValue")]
    [InlineData("\"kernel_constraint\": {\"class_name\": \"MinMaxNorm\", \"config\": {\"axis\": \"all\"}}", "axis")]
    public void Option_ThatDoesNotFitItsWeight_SaysWhy(string option, string named)
    {
        KerasArchive.Write(Path, KerasArchive.Sequential(KerasArchive.Dense.Replace("\"units\"", $"{option}, \"units\"")), DenseWeights);
        Assert.Contains(named, Assert.Throws<ModelFileException>(() => Model.Load(Path)).Message);
    }

    [Theory]
    [InlineData("{\"module\": \"keras.regularizers\", \"class_name\": \"L2\", \"config\": {\"l2\": 0.03}}", 0, 0.03)]
    [InlineData("{\"class_name\": \"L1L2\", \"config\": {\"l1\": 0.5, \"l2\": 0.25}}", 0.5, 0.25)]
    [InlineData("\"l1\"", 0.01, 0)]
    public void Regularizer_InAnySpelling_IsUnderstood(string spelling, double absolute, double square)
    {
        KerasArchive.Write(Path, KerasArchive.Sequential(KerasArchive.Dense.Replace("\"units\"", $"\"kernel_regularizer\": {spelling}, \"units\"")), DenseWeights);
        Model model = Model.Load(Path);
        Assert.Equal((absolute, square), (((ElementRegularizer)((Dense)model.Layers[0].Layer).KernelRegularizer!).Absolute, ((ElementRegularizer)((Dense)model.Layers[0].Layer).KernelRegularizer!).Square));
        Assert.Empty(model.LoadNotes);
    }

    [Theory]
    [InlineData("""{"class_name": "BatchNormalization", "config": {"name": "n", "axis": [3]}}""")]
    [InlineData("""{"class_name": "BatchNormalization", "config": {"name": "n", "axis": -1, "synchronized": false, "renorm": false}}""")]
    [InlineData("""{"class_name": "LayerNormalization", "config": {"name": "n", "axis": [3], "rms_scaling": false}}""")]
    [InlineData("""{"class_name": "ZeroPadding2D", "config": {"name": "n", "padding": [[1, 0], [2, 3]]}}""")]
    [InlineData("""{"class_name": "ZeroPadding2D", "config": {"name": "n", "padding": 2}}""")]
    [InlineData("""{"class_name": "UpSampling2D", "config": {"name": "n", "size": 3, "interpolation": "bilinear"}}""")]
    [InlineData("""{"class_name": "Normalization", "config": {"name": "n", "axis": [-1], "mean": [[[[0.5]]]], "variance": [2.0]}}""")]
    [InlineData("""{"class_name": "PReLU", "config": {"name": "n", "shared_axes": [1, 2]}}""")]
    [InlineData("""{"class_name": "Reshape", "config": {"name": "n", "target_shape": {"class_name": "__tuple__", "items": [8, 2]}}}""")]
    public void Layer_AsTheyWriteIt_IsUnderstood(string layer)
    {
        (string, Shape)[] weights = [.. from name in (string[])["batch_normalization", "layer_normalization", "p_re_lu"] from i in Enumerable.Range(0, name[0] == 'b' ? 4 : name[0] == 'l' ? 2 : 1) select ($"layers/{name}/vars/{i}", (Shape)(name[0] == 'p' ? [1, 1, 1] : [1]))];
        KerasArchive.Write(Path, $$$"""{"class_name": "Sequential", "config": {"name": "s", "layers": [{{{layer}}}], "build_input_shape": [null, 4, 4, 1]} }""", weights);
        Model model = Model.Load(Path);
        Assert.Equal("n", Assert.Single(model.Layers).Name);
        Assert.Empty(model.LoadNotes);
    }

    [Theory]
    [InlineData("a=dict(dtype='<f2')")]
    [InlineData("a=dict(dtype='<f8')")]
    [InlineData("a=dict(dtype='<f4', chunks=(2, 1))")]
    [InlineData("a=dict(dtype='<f4', chunks=(2, 2), compression='gzip', shuffle=True)")]
    [InlineData("a=dict(dtype='bfloat16')")]
    [InlineData("a=dict(dtype='<f4'); lib='latest'")]
    public void Weights_WrittenByH5py_InAnyNumberTypeAndLayout_AreRead(string how)
    {
        KerasArchive.Write(_folder["base.keras"], KerasArchive.Sequential(KerasArchive.Dense));
        Python.Run(
            """
            import h5py, io, numpy as np, sys, zipfile
            lib = None
            exec(sys.argv[3])
            out = io.BytesIO()
            with h5py.File(out, 'w', libver=lib) as f:
                vars = f.create_group('layers/dense/vars')
                vars.attrs['name'] = 'd'
                kernel, bias = np.arange(6, dtype='f4').reshape(3, 2) / 2, np.array([0, 0.5], 'f4')
                if a['dtype'] == 'bfloat16':
                    for name, x in (('0', kernel), ('1', bias)):
                        d = vars.create_dataset(name, data=(x.view('u4') >> 16).astype('u2').view('V2'))
                        d.attrs['dtype'] = 'bfloat16'
                else:
                    vars.create_dataset('0', data=kernel, **a)
                    vars.create_dataset('1', data=bias, dtype=a['dtype'])
            with zipfile.ZipFile(sys.argv[2], 'w') as z:
                z.writestr('metadata.json', '{}')
                z.writestr('config.json', zipfile.ZipFile(sys.argv[1]).read('config.json'))
                z.writestr('model.weights.h5', out.getvalue())
            """,
            _folder["base.keras"],
            Path,
            how);
        Model model = Model.Load(Path);
        Assert.Equal(KerasArchive.Values([3, 2]), model.Layers[0].Weights[0].Span.ToArray());
        Assert.Equal([0, 0.5f], model.Layers[0].Weights[1].Span.ToArray());
    }
}
