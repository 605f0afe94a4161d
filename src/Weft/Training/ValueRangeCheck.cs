using Weft.Data;
using Weft.Layers;

namespace Weft.Training;

/// <summary>Checks that layers which change pictures and know the range of pixels are given pixels of that range: one that adds up to 255 to values from 0 to 1 leaves nothing of a picture.</summary>
internal static class ValueRangeCheck
{
    // Ranges that differ by less may both be meant.
    private const double Factor = 10;

    /// <exception cref="DataException">The data is bytes, and a layer at the model's beginning, or at that of a model in it, expects another range than it gets.</exception>
    public static void Run(Model model, Dataset data)
    {
        if (data.HoldsBytes)
        {
            Walk(model.Graph, new() { [model.Input] = (model.PixelOffset, (byte.MaxValue * (double)model.PixelScale) + model.PixelOffset) }, data);
        }
    }

    // What the range of a value is, as far as layers are known to keep or to scale it.
    private static void Walk(ModelGraph graph, Dictionary<Node, Interval> ranges, Dataset data)
    {
        foreach (LayerCall call in graph.Calls)
        {
            if (call.Inputs is not [var input] || !ranges.TryGetValue(input, out Interval range))
            {
                continue;
            }

            switch (call.Layer.Layer)
            {
                case NestedModel { Graph: var inner }:
                    Dictionary<Node, Interval> inside = new() { [inner.Inputs[0]] = range };
                    Walk(inner, inside, data);
                    foreach ((Node output, Node given) in inner.Outputs.Zip(call.Outputs).Where(pair => inside.ContainsKey(pair.First)))
                    {
                        ranges[given] = inside[output];
                    }

                    break;
                default:
                    if (After(call.Layer, range, data) is { } known)
                    {
                        ranges[call.Outputs[0]] = known;
                    }

                    break;
            }
        }
    }

    // Null where nobody knows.
    private static Interval? After(BuiltLayer built, Interval range, Dataset data)
    {
        foreach (Layer layer in Parts(built.Layer))
        {
            switch (layer)
            {
                case Rescaling rescaling:
                    range = Widest(range, rescaling);
                    break;
                case PictureLayer { Pixels: { } pixels } when pixels.Length > Factor * range.Length || range.Length > Factor * pixels.Length:
                    throw new DataException(
                        $"{built}: expected pixels from {pixels}, its valueRange; those of data set '{data.Name}' are from {Rounded(range)} there. "
                        + $"Pass valueRange: ({Rounded(range).Low}, {Rounded(range).High}).");
                case { } when Model.KeepsRange(layer):
                    break;
                default:
                    return null;
            }
        }

        return range;
    }

    private static IReadOnlyList<Layer> Parts(Layer layer) => layer is PictureLayer picture ? picture.Parts : [layer];

    // From the lowest end of any channel to the highest of any; a negative factor turns the two round.
    private static Interval Widest(Interval range, Rescaling rescaling)
    {
        double[] lows = [.. Channels().Select(channel => (range.Low * channel.Scale) + channel.Offset)], highs = [.. Channels().Select(channel => (range.High * channel.Scale) + channel.Offset)];
        return lows[0] <= highs[0] ? (lows.Min(), highs.Max()) : (lows.Max(), highs.Min());

        IEnumerable<(double Scale, double Offset)> Channels() => Enumerable.Range(0, rescaling.Channels).Select(rescaling.At);
    }

    // 255 times a float's 1 / 255 is a little more than 1.
    private static Interval Rounded(Interval range) => (Math.Round(range.Low, 4), Math.Round(range.High, 4));
}
