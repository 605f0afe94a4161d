using System.IO.Compression;
using System.Text.Json;

using Weft.Data;
using Weft.Tests.Keras;

namespace Weft.Tests.Onnx;

/// <summary>The files of other programs' exporters, and what ONNX Runtime answers.</summary>
internal static class OnnxFiles
{
    public static IReadOnlyDictionary<string, JsonElement> Cases { get; } = KerasFiles.Cases("onnx");

    public static string Folder => KerasFiles.Require("onnx");

    /// <summary>What is to become of a case: right, refuse, or a sentence that leaves both open.</summary>
    public static string Expected(string name) => Cases[name].TryGetProperty("expect", out JsonElement expected) ? expected.GetString()!
        : "right";

    public static string PathOf(string name) => Path.Combine(Folder, $"{name}.onnx");

    /// <summary>The arrays of a zip of them, by name.</summary>
    public static IReadOnlyDictionary<string, Tensor> Arrays(Stream stream)
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Read, leaveOpen: true);
        Dictionary<string, Tensor> arrays = [];
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using Stream content = entry.Open();
            NpyArray array = NpyArray.Read(content, entry.Length, entry.FullName);
            arrays[entry.FullName[..^".npy".Length]] = new Tensor([.. array.Shape],
                [.. Enumerable.Range(0, array.Count).Select(i => (float)array.Number(i))]);
        }

        return arrays;
    }

    public static IReadOnlyDictionary<string, Tensor> Arrays(string name)
    {
        using FileStream stream = File.OpenRead(Path.Combine(Folder, $"{name}.npz"));
        return Arrays(stream);
    }

    /// <summary>The largest difference of the model's answers, in parts of the largest expected value.</summary>
    public static double Difference(Model model, IReadOnlyDictionary<string, Tensor> arrays)
    {
        IReadOnlyList<Tensor> outputs = model.PredictAll([.. model.Inputs.Select((_, i) => arrays[Key("x", i)])]);
        double worst = 0;
        for (int i = 0; i < outputs.Count; i++)
        {
            Tensor expected = arrays[Key("y", i)];
            Assert.True(outputs[i].Shape == expected.Shape || (expected.Shape.Rank == 1 && outputs[i].Size == expected.Size),
                $"output {i}: expected {expected.Shape}, got {outputs[i].Shape}");
            double largest = Math.Max(expected.Span.ToArray().Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max(), 1e-6);
            for (int k = 0; k < expected.Size; k++)
            {
                (float one, float other) = (expected.Span[k], outputs[i].Span[k]);
                double distance = one.Equals(other) ? 0 : Math.Abs((double)one - other) / largest;
                worst = double.IsNaN(distance) ? double.PositiveInfinity : Math.Max(worst, distance);
            }
        }

        return worst;

        static string Key(string name, int index) => index == 0 ? name : $"{name}{index + 1}";
    }

    /// <summary>The size of a case's pictures, where its file leaves it open.</summary>
    public static Size2D? Size(Tensor x) => x.Shape.Rank == 4 ? new Size2D(x.Shape[2], x.Shape[3]) : null;
}
