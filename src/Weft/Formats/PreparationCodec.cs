using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>How photos are prepared, as an object of weft.json; steps the file does not name are not done.</summary>
internal static class PreparationCodec
{
    public static JsonObject ToJson(PicturePreparation preparation) => new()
    {
        ["orient"] = preparation.Orient,
        ["over_white"] = preparation.OverWhite,
        ["crop"] = preparation.Crop,
        ["cut_out"] = preparation.CutOut,
        ["sharpen"] = preparation.Sharpen,
        ["negate"] = preparation.Negate,
        ["grey"] = preparation.Grey,
        ["margin"] = preparation.Margin,
    };

    public static PicturePreparation Read(KerasConfig config) => new()
    {
        Orient = config.Flag("orient", missing: false),
        OverWhite = config.Flag("over_white", missing: false),
        Crop = config.Flag("crop", missing: false),
        CutOut = config.Flag("cut_out", missing: false),
        Sharpen = config.Flag("sharpen", missing: false),
        Negate = config.Flag("negate", missing: false),
        Grey = config.Flag("grey", missing: false),
        Margin = config.Number("margin", 0) is >= 0 and < 0.5 and double margin
            ? margin
            : throw config.Expected("margin", "a number from 0 to below 0.5"),
    };
}
