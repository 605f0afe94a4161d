using Weft.Applications;

namespace Weft.Backbones.Published;

/// <summary>The weights that Keras publishes: addresses, hashes and names of files as its sources have them (3.15), and the applications
/// they are of.</summary>
internal static class KerasCatalog
{
    private const string Storage = "https://storage.googleapis.com/tensorflow/keras-applications/";

    // How files of the first years are called.
    private const string Converted = "_weights_tf_dim_ordering_tf_kernels_notop.h5";

    private const string Licence = "not said; see keras.io/api/applications";

    /// <summary>Every application by its name in small letters, then the variants of the MobileNets.</summary>
    public static IReadOnlyList<KerasBackbone> All { get; } =
    [
        .. KerasMobileNets.Defaults,
        Of(new ResNet50(), "resnet/resnet50" + Converted, "4d473c1dd8becc155b73f8504c6f6626", 2048, 23_587_712),
        Of(new ResNet101(), "resnet/resnet101" + Converted, "88cf7a10940856eca736dc7b7e228a21", 2048, 42_658_176),
        Of(new ResNet152(), "resnet/resnet152" + Converted, "ee4c566cf9a93f14d82f913c2dc6dd0c", 2048, 58_370_944),
        Of(new ResNet50V2(), "resnet/resnet50v2" + Converted, "fac2f116257151a9d068a22e544a4917", 2048, 23_564_800),
        Of(new ResNet101V2(), "resnet/resnet101v2" + Converted, "c0ed64b8031c3730f411d2eb4eea35b5", 2048, 42_626_560),
        Of(new ResNet152V2(), "resnet/resnet152v2" + Converted, "ed17cf2e0169df9d443503ef94b23b33", 2048, 58_331_648),
        Of(new DenseNet121(), "densenet/densenet121" + Converted, "30ee3e1110167f948a6b9946edeeb738", 1024, 7_037_504),
        Of(new DenseNet169(), "densenet/densenet169" + Converted, "b8c4d4c20dd625c148057b9ff1c1176b", 1664, 12_642_880),
        Of(new DenseNet201(), "densenet/densenet201" + Converted, "c13680b51ded0fb44dff2d8f86ac8bb1", 1920, 18_321_984),
        First(new EfficientNetB0(), "50bc09e76180e00e4465e1a485ddc09d", 1280, 4_049_571),
        First(new EfficientNetB1(), "74c4e6b3e1f6a1eea24c589628592432", 1280, 6_575_239),
        First(new EfficientNetB2(), "111f8e2ac8aa800a7a99e3239f7bfb39", 1408, 7_768_569),
        First(new EfficientNetB3(), "af6d107764bb5b1abb91932881670226", 1536, 10_783_535),
        First(new EfficientNetB4(), "ebc24e6d6c33eaebbd558eafbeedf1ba", 1792, 17_673_823),
        First(new EfficientNetB5(), "38879255a25d3c92d5e44e04ae6cec6f", 2048, 28_513_527),
        First(new EfficientNetB6(), "9ecce42647a20130c1f39a5d4cb75743", 2304, 40_960_143),
        First(new EfficientNetB7(), "cbcfe4450ddf6f3ad90b1b398090fe4a", 2560, 64_097_687),
        Of(new EfficientNetV2B0(), "efficientnet_v2/efficientnetv2-b0_notop.h5", "893217f2bb855e2983157299931e43ff", 1280, 5_919_312),
        Of(new EfficientNetV2B1(), "efficientnet_v2/efficientnetv2-b1_notop.h5", "0e80663031ca32d657f9caa404b6ec37", 1280, 6_931_124),
        Of(new EfficientNetV2B2(), "efficientnet_v2/efficientnetv2-b2_notop.h5", "1dfe2e7a5d45b6632553a8961ea609eb", 1408, 8_769_374),
        Of(new EfficientNetV2B3(), "efficientnet_v2/efficientnetv2-b3_notop.h5", "f6abf7b5849ac99a89b50dd3fd532856", 1536, 12_930_622),
        Of(new EfficientNetV2S(), "efficientnet_v2/efficientnetv2-s_notop.h5", "af0682fb74e8c54910f2d4393339c070", 1280, 20_331_360),
        Of(new EfficientNetV2M(), "efficientnet_v2/efficientnetv2-m_notop.h5", "1b8dc055df72dde80d614482840fe342", 1280, 53_150_388),
        Of(new EfficientNetV2L(), "efficientnet_v2/efficientnetv2-l_notop.h5", "b0b66b5c863aef5b46e8608fe1711615", 1280, 117_746_848),
        Of(new VGG16(), "vgg16/vgg16" + Converted, "6d6bbae143d832006294945121d1f1fc", 512, 14_714_688),
        Of(new VGG19(), "vgg19/vgg19" + Converted, "253f8cb515780f3b799900260a226db6", 512, 20_024_384),
        Of(new InceptionV3(), "inception_v3/inception_v3" + Converted, "bcbd6486424b2319ff4ef7d526e38f63", 2048, 21_802_784),
        Of(new InceptionResNetV2(), "inception_resnet_v2/inception_resnet_v2" + Converted, "d19885ff4a710c122648d3b5c3b684e4", 1536, 54_336_736),
        Of(new Xception(), "xception/xception" + Converted, "b0042744bf5b25fce3cb969f33bebb97", 2048, 20_861_480),
        Of(new NASNetMobile(), "nasnet/NASNet-mobile-no-top.h5", "1ed92395b5b598bdda52abe5c0dbfd63", 1056, 4_269_716) with
        {
            CachedName = "nasnet_mobile_no_top.h5",
        },
        Of(new ConvNeXtTiny(), "convnext/convnext_tiny_notop.h5", "d547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1", 768, 27_820_128),
        .. KerasMobileNets.Variants,
    ];

    /// <summary>An application and the file of its weights.</summary>
    /// <param name="application">The application.</param>
    /// <param name="file">The file behind the address of Keras' storage.</param>
    /// <param name="hash">The file's md5 or sha256; null where Keras has none.</param>
    /// <param name="features">How many features it has.</param>
    /// <param name="parameters">How many weights, without those of classes.</param>
    /// <param name="variant">What stands behind the application's name.</param>
    /// <param name="size">Height and width of the pictures; null for the application's.</param>
    public static KerasBackbone Of(
        Application application, string file, string? hash, int features, long parameters, string variant = "", int? size = null) =>
        At(Storage, application, file, hash, features, parameters, variant, size);

    // Another bucket, and weights that want another scale.
    private static KerasBackbone First(EfficientNet application, string hash, int features, long parameters) => At(
        "https://storage.googleapis.com/keras-applications/", application with { ImageNetScaling = true },
        $"{application.Name.ToLowerInvariant()}_notop.h5", hash, features, parameters, "", null);

    private static KerasBackbone At(
        string storage, Application application, string file, string? hash, int features, long parameters, string variant, int? size)
    {
        string name = application.Name.ToLowerInvariant() + variant;
        Uri address = new(new Uri(storage), file);
        BackboneInfo info = new(name, size ?? application.DefaultSize, features, parameters, $"Keras' ImageNet weights, {address}", Licence);
        return new(info, application, new Uri(address, "."), new(Path.GetFileName(file), Hash: hash));
    }
}
