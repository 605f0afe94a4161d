using Weft.Layers;

namespace Weft.Applications;

/// <summary>VGGs of PyTorch, in torchvision's and in timm's names, with batch normalisations and without.</summary>
/// <remarks>
/// Simonyan and Zisserman 2014. The modules are counted through, those without arrays too: a gap of one more than usual between two
/// convolutions is a pooling. Behind the last pooling, pictures of 7x7 are read, larger and smaller ones brought to it by means.
/// </remarks>
/// <param name="modules">The arrays' modules.</param>
/// <param name="isTimm">Whether the names are timm's.</param>
internal sealed class TorchVgg(TorchModules modules, bool isTimm)
{
    private const int Last = 7, Poolings = 5;

    /// <summary>How it is made; null where names are others.</summary>
    public static TorchPlan? Plan(TorchModules modules)
    {
        bool isTimm = modules.Has("pre_logits.fc1.weight") && modules.Has("head.fc.weight");
        return modules.Has("features.0.weight") && (isTimm || (modules.Has("classifier.0.weight") && modules.Has("classifier.6.weight")))
            ? new TorchPlan("vgg", "features.0", new TorchVgg(modules, isTimm).Build)
            : null;
    }

    private Node Build(Node input, Activation activation)
    {
        bool isNormalised = modules.Has("features.1.weight");
        int[] places = [.. Enumerable.Range(0, 64).Where(i => modules.Has($"features.{i}.weight"))];
        int[] convolutions = [.. places.Where((_, i) => !isNormalised || i % 2 == 0)];
        Node x = input;
        int stage = 1, number = 1;
        foreach ((int i, int place) in convolutions.Index())
        {
            string name = $"block{stage}_conv{number++}";
            x = modules.Convolution(x, $"features.{place}", name);
            x = isNormalised ? modules.Normalized(x, $"features.{place + 1}", $"{name}_bn") : x;
            x = x.Then(new ActivationLayer(Activation.Relu) { Name = $"{name}_relu" });
            bool isLast = i == convolutions.Length - 1;
            if (isLast || convolutions[i + 1] - place > (isNormalised ? 3 : 2))
            {
                x = x.Then(new MaxPooling2D(2) { Name = $"block{stage}_pool" });
                (stage, number) = (stage + 1, 1);
            }
        }

        return stage == Poolings + 1
            ? Top(x, activation)
            : throw new ModelFileException($"expected the {Poolings} stages of a VGG, got {stage - 1}.");
    }

    private Node Top(Node x, Activation activation)
    {
        if (!isTimm)
        {
            // PyTorch lays the channels out first.
            x = x.Then(new AdaptiveAveragePooling2D(Last) { Name = "avg_pool" }, new Permute(3, 1, 2) { Name = "permute" },
                new Flatten { Name = "flatten" });
            x = modules.Linear(x, "classifier.0", "fc1", Activation.Relu);
            return modules.Linear(modules.Linear(x, "classifier.3", "fc2", Activation.Relu), "classifier.6", "predictions", activation);
        }

        if (x.Shape[0] < Last || x.Shape[1] < Last)
        {
            x = x.Then(new AdaptiveAveragePooling2D(new Size2D(Math.Max(Last, x.Shape[0]),
                Math.Max(Last, x.Shape[1])))
            { Name = "avg_pool_7" });
        }

        x = modules.Convolution(x, "pre_logits.fc1", "fc1",
            isPadded: false).Then(new ActivationLayer(Activation.Relu) { Name = "fc1_relu" });
        x = modules.Convolution(x, "pre_logits.fc2", "fc2").Then(new ActivationLayer(Activation.Relu) { Name = "fc2_relu" });
        return modules.Top(x, "head.fc", activation);
    }
}
