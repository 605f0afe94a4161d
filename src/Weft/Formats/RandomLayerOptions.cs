using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>The options that layers which change pictures share.</summary>
internal static class RandomLayerOptions
{
    private static readonly (string Name, FillMode Mode)[] Fills =
    [
        ("reflect", FillMode.Reflect),
        ("constant", FillMode.Constant),
        ("wrap", FillMode.Wrap),
        ("nearest", FillMode.Nearest),
    ];

    private static readonly (string Name, Interpolation Mode)[] Interpolations =
    [
        ("nearest", Interpolation.Nearest),
        ("bilinear", Interpolation.Bilinear),
    ];

    // Where Keras draws from zero up to a single number.
    public static Interval FromZero(KerasConfig config, string option, double? missing = null) =>
        KerasConfig.AsNumber(config[option]) is { } number ? (0, number) : config.Has(option) || missing is null ? Range(config, option) : (0, missing.Value);

    public static void WriteColor(RandomColor layer, Interval factor, JsonObject json)
    {
        json["factor"] = Pair(factor);
        json["value_range"] = Pair(layer.ValueRange);
        WriteSeed(layer, json);
    }

    public static void WriteSeed(RandomLayer layer, JsonObject json) => json["seed"] = layer.Seed;

    public static int? Seed(KerasConfig config)
    {
        config.RequireChannelsLast();
        return config.Seed();
    }

    public static FillMode Fill(KerasConfig config) => Choice(config, "fill_mode", Fills, FillMode.Reflect);

    public static Interpolation Between(KerasConfig config) => Choice(config, "interpolation", Interpolations, Interpolation.Bilinear);

    public static float FillValue(KerasConfig config) => (float)config.Number("fill_value", 0);

    public static Interval? ValueRange(KerasConfig config) => config.Has("value_range") ? Range(config, "value_range") : null;

    public static Interval Range(KerasConfig config, string option) => KerasConfig.AsList(config[option]) switch
    {
        [var low, var high] when KerasConfig.AsNumber(low) is { } first && KerasConfig.AsNumber(high) is { } second => (first, second),
        _ => KerasConfig.AsNumber(config[option]) ?? throw config.Expected(option, "one or two numbers"),
    };

    public static Interval Range(KerasConfig config, string option, double missing) => config.Has(option) ? Range(config, option) : missing;

    public static T Choice<T>(KerasConfig config, string option, (string Name, T Mode)[] table, T missing)
    {
        if (config.OptionalText(option) is not { } text)
        {
            return missing;
        }

        int found = Array.FindIndex(table, entry => entry.Name == text);
        return found >= 0 ? table[found].Mode : throw config.Expected(option, string.Join(" or ", table.Select(entry => $"\"{entry.Name}\"")));
    }

    public static string NameOf<T>(T mode, (string Name, T Mode)[] table) => Array.Find(table, entry => EqualityComparer<T>.Default.Equals(entry.Mode, mode)).Name;

    public static JsonArray Pair(Interval range) => new(range.Low, range.High);

    public static JsonArray? MaybePair(Interval? range) => range is { } ends ? Pair(ends) : null;

    /// <summary>How far below and above: a single number is as far down as up.</summary>
    public static Interval BothWays(KerasConfig config, string option) => KerasConfig.AsNumber(config[option]) is { } number ? (number, number) : Range(config, option);

    public static string Name(FillMode mode) => NameOf(mode, Fills);

    public static string Name(Interpolation mode) => NameOf(mode, Interpolations);

    /// <summary>What a layer without a seed has.</summary>
    public static Interval? Plain(KerasConfig config, Interval? range)
    {
        config.RequireChannelsLast();
        return range;
    }
}
