using System.Globalization;

using Weft.Applications;

namespace Weft.Backbones.Published;

/// <summary>The MobileNets that Keras publishes weights of: of several widths (alpha) and sizes of pictures.</summary>
/// <remarks>Names are Keras' for these models: <c>mobilenet_0.25_128</c>, <c>mobilenetv2_1.40_224</c>; without numbers it is width 1 at
/// 224.</remarks>
internal static class KerasMobileNets
{
    private const int Default = 224;

    // Widths, and the weights of such a network.
    private static readonly (double Alpha, long Parameters)[] s_first = [(0.25, 218_544), (0.5, 829_536), (0.75, 1_832_976), (1, 3_228_864)];

    private static readonly (double Alpha, int Features, long Parameters)[] s_second =
        [(0.35, 1280, 410_208), (0.5, 1280, 706_224), (0.75, 1280, 1_382_064), (1, 1280, 2_257_984), (1.3, 1664, 3_766_048), (1.4, 1792, 4_363_712)];

    /// <summary>Each with its defaults.</summary>
    public static IReadOnlyList<KerasBackbone> Defaults { get; } =
    [
        First(1, Default, s_first[^1].Parameters, ""),
        Second(1, Default, 1280, s_second[3].Parameters, ""),
        Third(new MobileNetV3Small(), "small_224_1.0", "d3e8ec802a04aa4fc771ee12a9a9b836", 576, 939_120, ""),
        Third(new MobileNetV3Large(), "large_224_1.0", "07fb09a5933dd0c8eaafa16978110389", 960, 2_996_352, ""),
    ];

    /// <summary>All others.</summary>
    public static IReadOnlyList<KerasBackbone> Variants { get; } =
    [
        .. from width in s_first
           from size in (int[])[128, 160, 192, 224]
           select First(width.Alpha, size, width.Parameters, Numbers(width.Alpha, size)),
        .. from width in s_second
           from size in (int[])[96, 128, 160, 192, 224]
           select Second(width.Alpha, size, width.Features, width.Parameters, Numbers(width.Alpha, size)),
        Third(new MobileNetV3Small { Alpha = 0.75 }, "small_224_0.75", "ebdb5cc8e0b497cd13a7c275d475c819", 432, 583_160, "_0.75"),
        Third(new MobileNetV3Small { Minimalistic = true }, "small_minimalistic_224_1.0", "cde8136e733e811080d9fcd8a252f7e4", 576, 441_000, "_minimalistic"),
        Third(new MobileNetV3Large { Alpha = 0.75 }, "large_224_0.75", "40af19a13ebea4e2ee0c676887f69a2e", 720, 1_808_736, "_0.75"),
        Third(new MobileNetV3Large { Minimalistic = true }, "large_minimalistic_224_1.0", "ec5221f64a2f6d1ef965a614bdae7973", 960, 1_437_608, "_minimalistic"),
    ];

    // Of 0.25 the file has "2_5", of 1 "1_0".
    private static KerasBackbone First(double alpha, int size, long parameters, string variant)
    {
        string width = alpha == 1 ? "1_0" : $"{(int)(alpha * 10)}_{(int)(alpha * 100) % 10}";
        return KerasCatalog.Of(new MobileNet { Alpha = alpha }, $"mobilenet/mobilenet_{width}_{size}_tf_no_top.h5", null,
            (int)(1024 * alpha), parameters, variant, size);
    }

    private static KerasBackbone Second(double alpha, int size, int features, long parameters, string variant)
    {
        string file = $"mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{alpha.ToString("0.0#", CultureInfo.InvariantCulture)}_{size}_no_top.h5";
        return KerasCatalog.Of(new MobileNetV2 { Alpha = alpha }, file, null, features, parameters, variant, size);
    }

    private static KerasBackbone Third(MobileNetV3 application, string kind, string hash, int features, long parameters, string variant) =>
        KerasCatalog.Of(application, $"mobilenet_v3/weights_mobilenet_v3_{kind}_float_no_top_v2.h5", hash, features, parameters, variant);

    private static string Numbers(double alpha, int size) => string.Create(CultureInfo.InvariantCulture, $"_{alpha:0.00}_{size}");
}
