namespace Weft.Tests.Formats;

public sealed class PreparationCodecTests
{
    public static TheoryData<string> Names => ["Garment", "Character", "DarkBackground", "FitOnly", "own", "none"];

    [Theory]
    [MemberData(nameof(Names))]
    public void SaveAndLoad_Preparation_ComesBack(string name)
    {
        PicturePreparation? preparation = name switch
        {
            "Garment" => PicturePreparation.Garment,
            "Character" => PicturePreparation.Character,
            "DarkBackground" => PicturePreparation.DarkBackground,
            "FitOnly" => PicturePreparation.FitOnly,
            "own" => new PicturePreparation { Orient = false, OverWhite = false, Sharpen = true, Margin = 0.125 },
            _ => null,
        };
        using Weft.Tests.TemporaryFolder folder = new();
        Sequential model = new([4], seed: 1) { new Weft.Layers.Dense(2) };
        model.Metadata = model.Metadata with { Preparation = preparation };

        model.Save(folder.File("m.keras"));

        Assert.Equal(preparation, Model.Load(folder.File("m.keras")).Metadata.Preparation);
    }
}
