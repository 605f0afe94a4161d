using Weft.Data;

namespace Weft.Training;

/// <summary>Which shapes of samples a model's input takes beside its own.</summary>
internal static class SampleShape
{
    private const int Colours = 3;

    /// <summary>
    /// Whether two shapes hold the same values in the same order and mean the same picture: <c>[28, 28]</c>, <c>[28, 28, 1]</c> and
    /// <c>[784]</c>.
    /// </summary>
    /// <remarks>
    /// One of them may be flat, or they differ by a last extent of 1. <c>[14, 56]</c> has as many values as <c>[28, 28]</c> and is another
    /// picture.
    /// </remarks>
    public static bool IsSame(Shape one, Shape other) =>
        one == other || (Count(one) == Count(other) && (one.Rank == 1 || other.Rank == 1 || Bare(one).SequenceEqual(Bare(other))));

    /// <summary>Whether a shape is that of one sample; where it may be that of a batch as well, it is a batch's.</summary>
    public static bool IsOne(Shape shape, Shape input) => shape == input || (!IsBatch(shape, input) && IsSame(shape, input));

    /// <summary>Whether a shape is that of samples one after another.</summary>
    public static bool IsBatch(Shape shape, Shape input) => shape != input && shape.Rank > 1 && IsSame([.. shape.Skip(1)], input);

    /// <summary>The data set as a model's input takes it; null where it does not.</summary>
    /// <remarks>
    /// Grey pictures fit a model of colour: their channel is repeated. Colour is never made grey unasked: that would lose what the pictures
    /// show.
    /// </remarks>
    public static Dataset? Fit(Dataset data, Shape input)
    {
        if (data.Shape == input)
        {
            return data;
        }

        bool isSame = IsSame(data.Shape, input);
        bool isGreyForColour = input.Rank == 3 && input[2] == Colours && data.Shape.Rank > 1 && IsSame(data.Shape, [input[0], input[1], 1]);
        return isSame || isGreyForColour ? new RearrangedDataset(data, input) : null;
    }

    /// <summary>Whether the data is the model's pictures in colour, and the model takes them in grey.</summary>
    public static bool IsColourForGrey(Shape data, Shape input) => data.Rank == 3 && data[2] == Colours
        && IsSame([data[0], data[1], 1], input);

    // A shape with extents that no array can have is a shape all the same.
    private static Int128 Count(Shape shape) => shape.Aggregate((Int128)1, (product, extent) => product * extent);

    private static IEnumerable<int> Bare(Shape shape) => shape.Rank > 1 && shape[^1] == 1 ? shape.SkipLast(1) : shape;
}
