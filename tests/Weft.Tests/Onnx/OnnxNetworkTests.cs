using Weft.Data;
using Weft.Layers;
using Weft.Onnx;
using Weft.Tests.Keras;

namespace Weft.Tests.Onnx;

/// <summary>Networks by PyTorch's, Keras' and tf2onnx' own exporters, odd files and faulty ones: read as they are meant, or refused by
/// name.</summary>
public sealed class OnnxNetworkTests
{
    private const double Tolerance = 1e-4;

    // Read nowhere, and why.
    private static readonly Dictionary<string, string> s_passedOver = new()
    {
        ["plain-train13"] = "exported in training mode: its answers depend on the other pictures of the batch, and its stored averages "
            + "are not the trained ones",
        ["plain-train17"] = "the same",
    };

    public static IEnumerable<TheoryDataRow<string>> Right => KerasFiles.Rows("onnx", OnnxFiles.Cases.Keys.Where(name =>
        OnnxFiles.Expected(name) == "right" && !s_passedOver.ContainsKey(name)));

    public static IEnumerable<TheoryDataRow<string>> Refused => KerasFiles.Rows("onnx", OnnxFiles.Cases.Keys.Where(name =>
        OnnxFiles.Expected(name) == "refuse" || s_passedOver.ContainsKey(name)));

    public static IEnumerable<TheoryDataRow<string>> Open => KerasFiles.Rows("onnx", OnnxFiles.Cases.Keys.Where(name =>
        OnnxFiles.Expected(name) is not ("right" or "refuse")));

    [Theory]
    [MemberData(nameof(Right))]
    public void Load_TheirNetwork_AnswersAsOnnxRuntime(string name)
    {
        IReadOnlyDictionary<string, Tensor> arrays = OnnxFiles.Arrays(name);
        Model model = OnnxModel.Load(OnnxFiles.PathOf(name), new OnnxReadOptions { InputSize = OnnxFiles.Size(arrays["x"]) });
        Assert.InRange(OnnxFiles.Difference(model, arrays), 0, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Load_WhatCannotBe_IsRefusedByName(string name)
    {
        ModelFileException error = Assert.Throws<ModelFileException>(() => OnnxModel.Load(OnnxFiles.PathOf(name)));
        string naming = OnnxFiles.Cases[name].TryGetProperty("refuse_naming", out System.Text.Json.JsonElement words) ? words.GetString()!
            : "BatchNormalization";
        Assert.Contains(Alternatives(naming), part =>
            Array.TrueForAll(part, word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    // Half precision is computed in single: the file's own distance from its single-precision source is what is allowed.
    [Theory]
    [MemberData(nameof(Open))]
    public void Load_HalfOrQuantised_IsRightOrRefusedByName(string name)
    {
        double allowed = Math.Max(Tolerance, name.StartsWith("fp16", StringComparison.Ordinal)
            ? OnnxFiles.Cases[name].GetProperty("difference_from_float_model").GetDouble() : 0);
        try
        {
            Assert.InRange(OnnxFiles.Difference(OnnxModel.Load(OnnxFiles.PathOf(name)), OnnxFiles.Arrays(name)), 0, allowed);
        }
        catch (ModelFileException error)
        {
            Assert.StartsWith("quant-", name);
            Assert.Matches("QuantizeLinear|DynamicQuantizeLinear", error.Message);
        }
    }

    [Theory]
    [InlineData("resnet-basic-old13")]
    [InlineData("mobilenetv2-new")]
    [InlineData("densenet-old11")]
    [InlineData("inception-new")]
    [InlineData("efficientnet-old13")]
    [InlineData("keras-branches-cli15-nchw")]
    [InlineData("convnext-old17")]
    [InlineData("lenet-size-old9")]
    [InlineData("squeezenet-old13")]
    public void Load_ChannelsFirst_TransposesNothing(string name)
    {
        Assert.SkipWhen(OnnxFiles.Cases.Count == 0,
            "keras-files/onnx is not on this machine: set WEFT_DATASETS to the folder that holds keras-files.");
        Model model = OnnxModel.Load(OnnxFiles.PathOf(name));
        Assert.True(model.Metadata.ChannelsFirst);
        Assert.Equal([model.InputShape[2], model.InputShape[0], model.InputShape[1]], model.ArrayShape);
        Assert.DoesNotContain(model.Layers, layer => layer.Layer is Permute or TransposeOperation);
    }

    [Fact]
    public void Load_SavedAsKeras_ComesBackWithTheSameBitsAndLayout()
    {
        Model model = OnnxModel.Load(OnnxFiles.PathOf("keras-excite-cli15-nchw"));
        Tensor x = OnnxFiles.Arrays("keras-excite-cli15-nchw")["x"];
        string path = Path.Combine(Path.GetTempPath(), $"weft-{Guid.NewGuid():N}.keras");
        try
        {
            model.Save(path);
            Model again = Model.Load(path);
            Assert.Equal(model.Predict(x).Span.ToArray(), again.Predict(x).Span.ToArray());
            Assert.Equal(model.ArrayShape, again.ArrayShape);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Fit_AfterLoad_TrainsEveryWeightAndTheAverages()
    {
        Model model = OnnxModel.Load(OnnxFiles.PathOf("plain-preserve"));
        float[][] before = [.. model.Weights.Select(weight => weight.Span.ToArray())];
        Assert.Contains(model.Layers, layer => layer.Layer is BatchNormalization { Momentum: > 0.89 and < 0.91 });
        Tensor pictures = new([8, .. model.InputShape]);
        Random random = new(3);
        foreach (ref float value in pictures.Span)
        {
            value = (float)random.NextDouble();
        }

        model.Compile(new SGD(0.01), new SparseCategoricalCrossentropy(fromLogits: true));
        model.Fit(new TensorDataset(pictures, new int[] { 0, 1, 2, 3, 4, 0, 1, 2 }), epochs: 1, batchSize: 4);
        Assert.All(model.Weights.Zip(before), pair => Assert.NotEqual(pair.Second, pair.First.Span.ToArray()));
    }

    [Fact]
    public void Load_ClassNamesInMetadata_AreTheModels()
    {
        Model model = OnnxModel.Load(OnnxFiles.PathOf("forms-metadata"));
        Assert.Equal(5, model.Metadata.ClassNames.Count);
        Assert.Contains(model.Metadata.ClassNames, name => name.Contains('\'') || name.Contains('"'));
        Assert.Contains(model.Metadata.ClassNames, name => name.Any(letter => letter > 127));
        Assert.Contains(model.Metadata.ClassNames, name => name.Contains(','));
    }

    [Fact]
    public void Load_OpenSize_AsksForIt()
    {
        string error = Assert.Throws<ModelFileException>(() => OnnxModel.Load(OnnxFiles.PathOf("anysize-old13"))).Message;
        Assert.Contains("'height'", error, StringComparison.Ordinal);
        Assert.Equal([40, 30, 3], OnnxModel.Load(OnnxFiles.PathOf("anysize-old13"),
            new OnnxReadOptions { InputSize = (40, 30) }).InputShape);
    }

    [Fact]
    public void Load_LabelBesideProbabilities_LeavesItOutAndSaysSo()
    {
        Model model = OnnxModel.Load(OnnxFiles.PathOf("forms-heads"));
        Assert.Equal(2, model.Outputs.Count);
        Assert.Contains("'label'", Assert.Single(model.LoadNotes), StringComparison.Ordinal);
    }

    // "a or b": one of them; what stands in brackets says the same in other words.
    private static string[][] Alternatives(string naming) =>
        [.. naming.Split(" or ").Select(part => part.Split('(')[0].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word is not ("the" or "a" or "and" or "extra" or "in" or "input" or "inputs")).Select(word =>
            word.Trim('.')).Select(word => word.StartsWith('/') ? word[1..] : word).ToArray())];
}
