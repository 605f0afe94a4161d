using Weft.Imaging;

namespace Weft.Cli.Tour;

/// <summary>The same picture behind each layer that keeps it a picture: a row a layer, some of its channels.</summary>
internal static class LayersPicture
{
    private const int Shown = 8, Cell = 84, Gap = 8, Label = 190, MostLayers = 8;

    public static void Draw(TourSubject subject, string path)
    {
        BuiltLayer[] layers = [.. Spread([.. subject.SpatialLayers], MostLayers)];
        using DrawingSheet sheet = new(Label + Shown * (Cell + Gap) + Gap, 30 + (layers.Length + 1) * (Cell + Gap) + Gap);
        sheet.Words($"{subject.ClassOf(subject.Index)}, and what the layers make of it: of each layer the {Shown} channels that differ most within", Gap, 22, 14);
        Row(sheet, "input", subject.Input, 0);
        for (int i = 0; i < layers.Length; i++)
        {
            Row(sheet, layers[i].Name, subject.ValueOf(layers[i].Output), i + 1);
        }

        sheet.SavePng(path);
    }

    private static void Row(DrawingSheet sheet, string name, FeatureMap map, int row)
    {
        float top = 34 + row * (Cell + Gap);
        sheet.Words(name, Gap, top + Cell / 2f - 4);
        sheet.Words($"{map.Height}x{map.Width}, {map.Channels} {(map.Channels == 1 ? "channel" : "channels")}", Gap, top + Cell / 2f + 14, 11);
        int[] channels = map.ByContrast();
        for (int i = 0; i < Math.Min(Shown, channels.Length); i++)
        {
            sheet.Picture(map.Grey(channels[i]), Label + i * (Cell + Gap), top, Cell, Cell);
            sheet.Box(Label + i * (Cell + Gap), top, Cell, Cell, 0xC8C8C8);
        }
    }

    // Of a deep network some of all depths.
    private static IEnumerable<BuiltLayer> Spread(BuiltLayer[] layers, int most) => layers.Length <= most
        ? layers
        : Enumerable.Range(0, most).Select(i => layers[i * (layers.Length - 1) / (most - 1)]);
}
