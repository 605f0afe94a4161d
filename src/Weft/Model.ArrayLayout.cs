using Weft.Training;

namespace Weft;

public partial class Model
{
    /// <summary>
    /// The shape of one sample of an array that <see cref="Predict(Tensor)"/> is given: <see cref="InputShape"/>, or <c>[channels, height,
    /// width]</c> where
    /// <see cref="ModelMetadata.ChannelsFirst"/> says so.
    /// </summary>
    public Shape ArrayShape => ArrayShapeOf(InputShape);

    private Shape ArrayShapeOf(Shape input) => Metadata.ChannelsFirst && input.Rank == 3 ? [input[2], input[0], input[1]] : input;

    // Samples as the model computes with them; a tensor of another shape is left to who refuses it.
    private Tensor ChannelsLast(Tensor x, Shape input)
    {
        Shape array = ArrayShapeOf(input);
        bool one = SampleShape.IsOne(x.Shape, array);
        if (!Metadata.ChannelsFirst || input.Rank != 3 || (!one && !SampleShape.IsBatch(x.Shape, array)))
        {
            return x;
        }

        Tensor last = new(one ? input : input.Prepend(x.Shape[0]));
        (int area, int channels) = (input[0] * input[1], input[2]);
        for (int sample = 0; sample < x.Size; sample += area * channels)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                ReadOnlySpan<float> from = x.Span.Slice(sample + (channel * area), area);
                Span<float> to = last.Span.Slice(sample, area * channels);
                for (int place = 0, at = channel; place < from.Length; place++, at += channels)
                {
                    to[at] = from[place];
                }
            }
        }

        return last;
    }
}
