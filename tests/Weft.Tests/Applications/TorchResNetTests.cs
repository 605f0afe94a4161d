using System.Text.Json;

namespace Weft.Tests.Applications;

/// <summary>The ResNets that Keras has not give torchvision's logits with torchvision's weights.</summary>
public sealed class TorchResNetTests
{
    [Theory]
    [InlineData("torchvision-resnet18", "ResNet18")]
    [InlineData("torchvision-resnet18-75x67", "ResNet18")]
    [InlineData("torchvision-resnet34", "ResNet34")]
    [InlineData("timm-resnet18", "ResNet18")]
    [InlineData("timm-resnet34", "ResNet34")]
    public void Predict_FilledByTheRule_GivesTorchvisionsLogits(string file, string name)
    {
        StoredApplication stored = StoredApplication.Open(file);
        Model model = Weft.Applications.Application.Named(name).Create(stored.InputShape, classes: 10, classifierActivation: Activation.Linear, seed: 1);
        Dictionary<string, Weight> weights = model.Weights.ToDictionary(weight => weight.Name);
        ulong number = 0;
        foreach (JsonElement entry in stored.Root.GetProperty("state_dict").EnumerateArray())
        {
            string path = entry[0].GetString()!;
            if (!path.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            {
                Assert.True(weights.Remove(KerasPath(path), out Weight? weight), path);
                Fill(stored.Rule, weight, number++);
            }
        }

        Assert.Empty(weights);
        float[] logits = model.Predict(stored.Input()).Span.ToArray();
        double scale = stored.Logits.Max(Math.Abs);
        Assert.All(stored.Logits.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, stored.Tolerance * scale));
    }

    // layer2.0.downsample.1.running_var -> conv3_block1_0_bn/moving_variance
    private static string KerasPath(string path)
    {
        string[] parts = path.Split('.');
        string block = parts[0].StartsWith("layer", StringComparison.Ordinal) ? $"conv{parts[0][^1] - '0' + 1}_block{int.Parse(parts[1], null) + 1}_" : "conv1_";
        (string layer, bool isNorm) = parts[^2] switch
        {
            "fc" => ("predictions", false),
            "0" => ($"{block}0_conv", false),
            "1" => ($"{block}0_bn", true),
            ['c', .., char conv] => (parts.Length == 2 ? "conv1_conv" : $"{block}{conv}_conv", false),
            [.., char norm] => (parts.Length == 2 ? "conv1_bn" : $"{block}{norm}_bn", true),
            _ => throw new ArgumentException($"unknown {path}", nameof(path)),
        };
        string weight = parts[^1] switch
        {
            "weight" => isNorm ? "gamma" : "kernel",
            "bias" => isNorm ? "beta" : "bias",
            "running_mean" => "moving_mean",
            _ => "moving_variance",
        };
        return $"{layer}/{weight}";
    }

    // PyTorch numbers a kernel's values with the outputs first: [out, in, height, width], [out, in].
    private static void Fill(FillRule rule, Weight weight, ulong number)
    {
        int[] shape = [.. weight.Shape];
        if (shape.Length == 1)
        {
            rule.Fill(weight.Values, number, FillRule.Of(weight.Name.Split('/')[1]));
            return;
        }

        (int outputs, int inputs, int window) = (shape[^1], shape[^2], weight.Shape.Size / shape[^1] / shape[^2]);
        float[] values = new float[weight.Shape.Size];
        rule.Fill(values, number, rule.Kernel(inputs * window));
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                for (int at = 0; at < window; at++)
                {
                    weight.Values[(((at * inputs) + i) * outputs) + o] = values[(((o * inputs) + i) * window) + at];
                }
            }
        }
    }
}
