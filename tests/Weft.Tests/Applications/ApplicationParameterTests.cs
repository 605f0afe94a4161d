using Weft.Applications;
using Weft.Layers;

namespace Weft.Tests.Applications;

/// <summary>The numbers of weights that Keras publishes, and what an application refuses.</summary>
public sealed class ApplicationParameterTests
{
    // All, and those that are trained: with 1000 classes, at the size it was made for. Torchvision publishes the second.
    [Theory]
    [InlineData("ResNet18", 11_699_112, 11_689_512)]
    [InlineData("ResNet34", 21_814_696, 21_797_672)]
    [InlineData("MobileNet", 4_253_864, 4_231_976)]
    [InlineData("MobileNetV2", 3_538_984, 3_504_872)]
    [InlineData("MobileNetV3Small", 2_554_968, 2_542_856)]
    [InlineData("MobileNetV3Large", 5_507_432, 5_483_032)]
    [InlineData("ResNet50", 25_636_712, 25_583_592)]
    [InlineData("ResNet101", 44_707_176, 44_601_832)]
    [InlineData("ResNet152", 60_419_944, 60_268_520)]
    [InlineData("ResNet50V2", 25_613_800, 25_568_360)]
    [InlineData("ResNet101V2", 44_675_560, 44_577_896)]
    [InlineData("ResNet152V2", 60_380_648, 60_236_904)]
    [InlineData("DenseNet121", 8_062_504, 7_978_856)]
    [InlineData("DenseNet169", 14_307_880, 14_149_480)]
    [InlineData("DenseNet201", 20_242_984, 20_013_928)]
    [InlineData("EfficientNetB0", 5_330_571, 5_288_548)]
    [InlineData("EfficientNetB1", 7_856_239, 7_794_184)]
    [InlineData("EfficientNetB2", 9_177_569, 9_109_994)]
    [InlineData("EfficientNetB3", 12_320_535, 12_233_232)]
    [InlineData("EfficientNetB4", 19_466_823, 19_341_616)]
    [InlineData("EfficientNetB5", 30_562_527, 30_389_784)]
    [InlineData("EfficientNetB6", 43_265_143, 43_040_704)]
    [InlineData("EfficientNetB7", 66_658_687, 66_347_960)]
    [InlineData("EfficientNetV2B0", 7_200_312, 7_139_704)]
    [InlineData("EfficientNetV2B1", 8_212_124, 8_141_052)]
    [InlineData("EfficientNetV2B2", 10_178_374, 10_096_086)]
    [InlineData("EfficientNetV2B3", 14_467_622, 14_358_406)]
    [InlineData("EfficientNetV2S", 21_612_360, 21_458_488)]
    [InlineData("EfficientNetV2M", 54_431_388, 54_139_356)]
    [InlineData("EfficientNetV2L", 119_027_848, 118_515_272)]
    [InlineData("VGG16", 138_357_544, 138_357_544)]
    [InlineData("VGG19", 143_667_240, 143_667_240)]
    [InlineData("InceptionV3", 23_851_784, 23_817_352)]
    [InlineData("InceptionResNetV2", 55_873_736, 55_813_192)]
    [InlineData("Xception", 22_910_480, 22_855_952)]
    [InlineData("NASNetMobile", 5_326_716, 5_289_978)]
    [InlineData("ConvNeXtTiny", 28_589_128, 28_589_128)]
    public void Create_WithoutArguments_HasThePublishedNumberOfWeights(string name, int all, int trained)
    {
        Assert.Equal((all, trained), ParameterCount.Of(Application.Named(name)));
    }

    [Fact]
    public void Create_SameSeed_DrawsTheSameWeights()
    {
        foreach (Application application in (Application[])[new MobileNetV2 { Alpha = 0.35 }, new ConvNeXtTiny()])
        {
            Model first = application.Create([32, 32, 3], classes: 3, seed: 5), second = application.Create([32, 32, 3], classes: 3, seed: 5), other = application.Create([32, 32, 3], classes: 3, seed: 6);
            Assert.All(first.Weights.Zip(second.Weights), pair => Assert.Equal(pair.First.Span, pair.Second.Span));
            Assert.Contains(first.Weights.Zip(other.Weights), pair => !pair.First.Span.SequenceEqual(pair.Second.Span));
        }
    }

    [Theory]
    [InlineData("MobileNetV2", 31, 40, "32x32")]
    [InlineData("ResNet18", 40, 31, "32x32")]
    [InlineData("Xception", 70, 80, "71x71")]
    [InlineData("InceptionV3", 74, 75, "75x75")]
    public void Create_PictureTooSmall_SaysTheLeastSize(string name, int height, int width, string least)
    {
        string message = Assert.Throws<ShapeException>(() => Application.Named(name).Create([height, width, 3])).Message;
        Assert.Contains(name, message);
        Assert.Contains(least, message);
        Assert.Contains($"[{height}, {width}, 3]", message);
    }

    [Fact]
    public void Create_LeastSize_Fits()
    {
        foreach (Application application in Application.All)
        {
            (Node input, Node output) = application.Call([application.LeastSize, application.LeastSize, 1], includeTop: false, 2, pooling: null, classifierActivation: null, seed: 1);
            Assert.Equal([application.LeastSize, application.LeastSize, 1], input.Shape);
            Assert.Equal(3, output.Shape.Rank);
        }
    }

    [Fact]
    public void Create_NoImage_IsRefused() => Assert.Throws<ShapeException>(() => new ResNet18().Create([64]));

    [Fact]
    public void Create_NoClass_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ResNet18().Create(classes: 0));

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MobileNet { Alpha = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MobileNet { DepthMultiplier = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MobileNetV2 { Alpha = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MobileNetV3Large { Alpha = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConvNeXtTiny { DropPathRate = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EfficientNetB0 { Dropout = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EfficientNetV2B0 { DropConnect = 1 });
    }

    [Fact]
    public void Named_AnyCase_IsTheApplication()
    {
        Assert.Equal(new MobileNetV3Small(), Application.Named("mobilenetv3small"));
        Assert.Equal(Application.All.Count, Application.All.Select(application => application.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("MobileNetV2", Assert.Throws<ArgumentException>(() => Application.Named("mobilenet9")).Message);
    }

    [Fact]
    public void Create_TheTopsOptions_AreTaken()
    {
        Model probabilities = new MobileNetV2 { Alpha = 0.35 }.Create([32, 32, 3], classes: 4, seed: 1);
        Assert.Equal(new Dense(4, Activation.Softmax) { Name = "predictions" }, probabilities.Layers[^1].Layer);
        Model largest = new ResNet18().Create([32, 32, 3], includeTop: false, pooling: new GlobalMaxPooling2D(), seed: 1);
        Assert.Equal(new GlobalMaxPooling2D { Name = "max_pool" }, largest.Layers[^1].Layer);
        Model image = new ResNet18().Create([64, 32, 3], includeTop: false, seed: 1);
        Assert.Equal([2, 1, 512], image.OutputShape);
    }
}
