using Weft.Cli.Choices;
using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Cli;

/// <summary><c>--pixels</c>: what a model takes pixels for, where its file does not say.</summary>
public sealed class PixelChoiceTests
{
    [Theory]
    [InlineData("0..1", 0, 1)]
    [InlineData("-1..1", -1, 1)]
    [InlineData("0..255", 0, 255)]
    [InlineData("mean=0.5,std=0.25", -2, 2)]
    public void Apply_OneRange_SaysWhatBlackAndWhiteAre(string word, double black, double white) =>
        Assert.All(Colours(Choice(word)), colour => AssertNear([black, white], colour));

    [Fact]
    public void Apply_MomentsOfChannels_ScalesEach() =>
        Assert.All(
            Colours(Choice("mean=0.5,0.25,0,std=0.5,0.25,1")).Index(),
            colour => AssertNear(colour.Index switch { 0 => [-1, 1], 1 => [-1, 3], _ => [0, 1] }, colour.Item));

    [Fact]
    public void Apply_MomentsOfChannels_GoesIntoTheFile()
    {
        using TemporaryFolder folder = new();
        Choice("mean=0.5,0.25,0,std=0.5").Apply(Identity()).Save(folder.File("a.keras"));
        Model again = Model.Load(folder.File("a.keras"));
        Assert.IsType<Rescaling>(again.Layers[0].Layer);
        Assert.Equal(1, again.PixelScale);
    }

    [Theory]
    [InlineData("0..2")]
    [InlineData("mean=0.5")]
    [InlineData("mean=0.5,std=0")]
    [InlineData("mean=0.5,0.4,std=1,1,1")]
    [InlineData("mean=a,std=1")]
    [InlineData("")]
    public void Parse_SomethingElse_IsNone(string word) => Assert.Null(PixelChoice.Parse(word));

    [Fact]
    public void Apply_MomentsOfOtherChannels_IsRefused() =>
        Assert.Contains("got 2", Assert.ThrowsAny<Exception>(() => Choice("mean=0,0,std=1,1").Apply(Identity())).Message, StringComparison.Ordinal);

    private static PixelChoice Choice(string word) => PixelChoice.Parse(word)!;

    // A model that gives its pixels back.
    private static Sequential Identity() => new([1, 2, 3], seed: 1) { new ActivationLayer(Activation.Linear) };

    // A black and a white pixel as the model gets them, channel by channel.
    private static IEnumerable<double[]> Colours(PixelChoice choice)
    {
        Tensor seen = choice.Apply(Identity()).Predict(new ImageDataset(new byte[] { 0, 0, 0, 255, 255, 255 }, new int[1], [1, 2, 3], "two"));
        return Enumerable.Range(0, 3).Select(channel => new double[] { seen.Span[channel], seen.Span[3 + channel] });
    }

    private static void AssertNear(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
}
