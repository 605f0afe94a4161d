namespace Weft.Applications;

/// <content>All of them, by name.</content>
public abstract partial record Application
{
    /// <summary>Every application with its defaults, family by family.</summary>
    public static IReadOnlyList<Application> All { get; } =
    [
        new MobileNet(), new MobileNetV2(), new MobileNetV3Small(), new MobileNetV3Large(),
        new ResNet18(), new ResNet34(), new ResNet50(), new ResNet101(), new ResNet152(),
        new ResNet50V2(), new ResNet101V2(), new ResNet152V2(),
        new DenseNet121(), new DenseNet169(), new DenseNet201(),
        new EfficientNetB0(), new EfficientNetB1(), new EfficientNetB2(), new EfficientNetB3(),
        new EfficientNetB4(), new EfficientNetB5(), new EfficientNetB6(), new EfficientNetB7(),
        new EfficientNetV2B0(), new EfficientNetV2B1(), new EfficientNetV2B2(), new EfficientNetV2B3(),
        new EfficientNetV2S(), new EfficientNetV2M(), new EfficientNetV2L(),
        new VGG16(), new VGG19(),
        new InceptionV3(), new InceptionResNetV2(), new Xception(), new NASNetMobile(), new ConvNeXtTiny(),
    ];

    /// <summary>The application of a name, in letters of any case: <c>resnet50</c>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Application Named(string name) => All.FirstOrDefault(application => string.Equals(application.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"Application: expected one of {string.Join(", ", All.Select(application => application.Name))}, got '{name}'.", nameof(name));
}
