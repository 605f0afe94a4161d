using Weft.Layers;

namespace Weft.Applications;

/// <summary>What the arrays of a MobileNet or EfficientNet do not say, and is known of networks with its stages.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="Signature">The kinds of its stages' blocks, see <see cref="MobileModules.Kind"/>.</param>
/// <param name="Strides">The strides of each stage's first block.</param>
/// <param name="Function">The function behind normalisations.</param>
/// <param name="Reluctant">How many stages have a plain ReLU instead.</param>
internal sealed record MobileKind(string Name, string Signature, IReadOnlyList<int> Strides, Activation Function, int Reluctant = 0)
{
    /// <summary>
    /// Howard et al. 2019; Sandler et al. 2018; Tan and Le 2019 and 2021, with timm's smallest one (<c>test_efficientnet</c>). The
    /// signature
    /// tells each from networks of the same names, such as MnasNet, whose functions or strides are others.
    /// </summary>
    private static readonly MobileKind[] s_known =
    [
        new("mobilenetv2", "ds3 ir3 ir3 ir3 ir3 ir3 ir3", [1, 2, 2, 2, 1, 2, 1], Activation.Relu6),
        new("mobilenetv3small", "ds3s ir3 ir5s ir5s ir5s cn1", [2, 2, 2, 1, 2, 1], Activation.HardSilu, Reluctant: 2),
        new("mobilenetv3large", "ds3 ir3 ir5s ir3 ir3s ir5s cn1", [1, 2, 2, 2, 1, 2, 1], Activation.HardSilu, Reluctant: 3),
        new("efficientnet", "ds3s ir3s ir5s ir3s ir5s ir5s ir3s", [1, 2, 2, 2, 1, 2, 1], Activation.Silu),
        new("efficientnet-lite", "ds3 ir3 ir5 ir3 ir5 ir5 ir3", [1, 2, 2, 2, 1, 2, 1], Activation.Relu6),
        new("efficientnetv2", "cn3 er3 er3 ir3s ir3s ir3s", [1, 2, 2, 2, 1, 2], Activation.Silu),
        new("efficientnetv2", "er3 er3 er3 ir3s ir3s ir3s", [1, 2, 2, 2, 1, 2], Activation.Silu),
        new("efficientnetv2", "cn3 er3 er3 ir3s ir3s ir3s ir3s", [1, 2, 2, 2, 1, 2, 1], Activation.Silu),
        new("efficientnetv2", "cn3 er3 er3 ir3s ir3s", [1, 2, 2, 2, 2], Activation.Silu),
    ];

    /// <summary>Whether it is a MobileNetV3: its gates have other functions, and its last layers another order.</summary>
    public bool IsThird => Reluctant > 0;

    /// <summary>Whether its blocks have MobileNet's names and not EfficientNet's.</summary>
    public bool IsMobile => Name.StartsWith("mobilenet", StringComparison.Ordinal);

    /// <summary>The network with stages of such blocks; null where none is known.</summary>
    public static MobileKind? Of(MobileNetwork network, TorchModules modules) => network.Signature(modules) is { } signature
        ? Array.Find(s_known, kind => kind.Signature == signature && kind.IsThird == (network.AfterMean is not null))
        : null;

    /// <summary>
    /// What torchvision adds to variances: 1e-3 for MobileNetV3, for EfficientNetV2, and for the deep EfficientNets, B5 to B7, whose first
    /// stages have three blocks or more.
    /// </summary>
    public double TorchvisionEpsilon(MobileNetwork network) =>
        IsThird || Name == "efficientnetv2" || (!IsMobile && network.Stages[0].Count > 2) ? 1e-3 : 1e-5;

    /// <summary>The function of a stage's blocks.</summary>
    public ActivationLayer FunctionOf(int stage, string name) => new(stage < Reluctant ? Activation.Relu : Function) { Name = name };
}
