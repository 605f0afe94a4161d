using Weft.Layers;
using Weft.Onnx;

namespace Weft.Tests.Cli;

/// <summary><c>weft convert</c>: from one kind of file to another and back.</summary>
public sealed class ConvertCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Convert_ToOnnxAndBack_KeepsTheAnswers()
    {
        string keras = Saved(), onnx = _folder.File("b.onnx"), again = _folder.File("c.keras");
        CliRun there = await CliRun.Async("convert", keras, onnx, "--layout", "nchw");
        Assert.True(there.ExitCode == 0, there.Error);
        CliRun back = await CliRun.Async("convert", onnx, again);
        Assert.True(back.ExitCode == 0, back.Error);
        Tensor x = new([1, 3, 6, 6], [.. Enumerable.Range(0, 108).Select(i => i / 108f)]);
        Assert.All(OnnxModel.Load(onnx).Predict(x).Span.ToArray().Zip(Model.Load(again).Predict(x).Span.ToArray()), pair =>
            Assert.Equal(pair.First, pair.Second));
        Assert.Equal(0, (await CliRun.Async("summary", onnx)).ExitCode);
    }

    [Theory]
    [InlineData("b.weights.h5")]
    [InlineData("b.safetensors")]
    [InlineData("b.npz")]
    public async Task Convert_ToWeights_LoadsIntoTheModel(string name)
    {
        string keras = Saved();
        CliRun run = await CliRun.Async("convert", keras, _folder.File(name));
        Assert.True(run.ExitCode == 0, run.Error);
        Model model = Model.Load(keras);
        float[] before = model.Weights.First().Span.ToArray();
        model.Weights.First().Values.AsSpan().Clear();
        model.LoadWeights(_folder.File(name));
        Assert.Equal(before, model.Weights.First().Span.ToArray());
    }

    [Fact]
    public async Task Convert_OverAFile_AsksForOverwrite()
    {
        string keras = Saved(), onnx = _folder.File("b.onnx");
        File.WriteAllText(onnx, "here");
        CliRun refused = await CliRun.Async("convert", keras, onnx);
        Assert.Equal((2, "here"), (refused.ExitCode, File.ReadAllText(onnx)));
        Assert.Contains("--overwrite", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.Async("convert", keras, onnx, "--overwrite")).ExitCode);
    }

    [Theory]
    [InlineData("b.bin")]
    [InlineData("b.keras", "--layout", "nchw")]
    [InlineData("b.onnx", "--full-range")]
    [InlineData("b.onnx", "--opset", "12")]
    public async Task Convert_WhatDoesNotGoTogether_IsWrongUsage(string to, params string[] options)
    {
        CliRun run = await CliRun.Async(["convert", Saved(), _folder.File(to), .. options]);
        Assert.Equal(2, run.ExitCode);
        Assert.False(File.Exists(_folder.File(to)));
    }

    [Fact]
    public async Task Convert_Int8_SaysTheAccuracyBeforeAndAfter()
    {
        string data = SmallIdx.Create(_folder), run = _folder.File("run"), onnx = _folder.File("eight.onnx");
        CliRun trained = await CliRun.Async("train", "--data", data, "--epochs", "6", "--batch-size", "8", "--output", run, "--json");
        Assert.True(trained.ExitCode == 0, trained.Error);
        CliRun converted = await CliRun.Async("convert", run, onnx, "--int8", "--data", data, "--json");
        Assert.True(converted.ExitCode == 0, converted.Error);
        Assert.Equal(trained.Json.GetProperty("testAccuracy").GetDouble(), converted.Json.GetProperty("accuracyBefore").GetDouble(), 12);
        Assert.InRange(converted.Json.GetProperty("accuracyAfter").GetDouble(),
            converted.Json.GetProperty("accuracyBefore").GetDouble() - 0.1, 1);
    }

    private string Saved()
    {
        string path = _folder.File("a.keras");
        new Sequential([6, 6, 3], seed: 1) { new Conv2D(4, 3, Activation.Relu), new Flatten(),
            new Dense(3, Activation.Softmax) }.Save(path);
        return path;
    }
}
