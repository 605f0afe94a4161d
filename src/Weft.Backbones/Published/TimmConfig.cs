using System.Text.Json;

namespace Weft.Backbones.Published;

/// <summary>What <c>config.json</c> says of a network of timm's.</summary>
/// <param name="Architecture">timm's name of the network.</param>
/// <param name="Channels">Channels of its pictures.</param>
/// <param name="Height">Their height.</param>
/// <param name="Width">Their width.</param>
/// <param name="Pixels">What it takes pixels for.</param>
/// <param name="Licence">What its weights may be used under; null where it is not said.</param>
internal sealed record TimmConfig(string Architecture, int Channels, int Height, int Width, BackbonePixels Pixels, string? Licence)
{
    // Options that the arrays show by their shapes, or that mean nothing to features.
    private static readonly HashSet<string> s_shown = ["num_classes", "channels", "dims", "in_chans", "drop_rate", "drop_path_rate"];

    /// <summary>Reads one: of today, with <c>pretrained_cfg</c>, or of before, where all of it stands at the top.</summary>
    /// <exception cref="ModelFileException">It is damaged, says nothing of a network, or of one that Weft does not have.</exception>
    public static TimmConfig Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Of(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or IndexOutOfRangeException
            or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"{path}: expected the config.json of a model of timm's, and it is none: {error.Message}", error);
        }
        catch (ModelFileException error)
        {
            throw new ModelFileException($"{path}: {error.Message}", error);
        }
    }

    private static TimmConfig Of(JsonElement root)
    {
        JsonElement pretrained = Member(root, "pretrained_cfg") ?? root;
        string architecture = Text(root, "architecture")
            ?? throw new ModelFileException("expected the architecture of a model of timm's, got none.");
        TimmArchitectures.Require(architecture);
        RequirePlain(root);
        int[] size = Member(pretrained, "input_size")?.EnumerateArray().Select(extent => extent.GetInt32()).ToArray() ?? [3, 224, 224];
        BackbonePixels pixels = BackbonePixels.Moments(
            Numbers(pretrained, "mean") ?? [0.485, 0.456, 0.406], Numbers(pretrained, "std") ?? [0.229, 0.224, 0.225]);
        return new(architecture, size[0], size[1], size[2], pixels, Text(pretrained, "license"));
    }

    // What would make another network of the same arrays.
    private static void RequirePlain(JsonElement root)
    {
        if (Text(root, "global_pool") is { } pool and not "avg")
        {
            throw new ModelFileException($"expected features that are means (global_pool avg), got global_pool '{pool}'.");
        }

        if (Member(root, "model_args") is { } arguments
            && arguments.EnumerateObject().Select(argument => argument.Name).Where(name => !s_shown.Contains(name)).ToArray() is { Length: > 0 } others)
        {
            throw new ModelFileException($"expected a network as its architecture has it, got model_args {string.Join(", ", others)}.");
        }
    }

    private static JsonElement? Member(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement owner, string name) =>
        Member(owner, name) is { } value && value.GetString() is { Length: > 0 } text ? text : null;

    private static double[]? Numbers(JsonElement owner, string name) =>
        Member(owner, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(number => number.GetDouble())]
        : Member(owner, name) is { } number ? [number.GetDouble()] : null;
}
