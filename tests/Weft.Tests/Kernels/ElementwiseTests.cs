using Weft.Kernels;

namespace Weft.Tests.Kernels;

public sealed class ElementwiseTests
{
    [Theory]
    [InlineData(1f)]
    [InlineData(1f / 255)]
    public void Scale_OfAnyLength_IsEveryByteTimesTheFactor(float factor)
    {
        byte[] bytes = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7))];
        for (int length = 0; length < bytes.Length; length++)
        {
            float[] scaled = [.. Enumerable.Repeat(-1f, length + 1)];
            Elementwise.Scale(bytes.AsSpan(0, length), factor, scaled);
            Assert.Equal(bytes.Take(length).Select(value => value * factor).Append(-1), scaled);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void IsFinite_OneValueAnywhereIsNot_IsFalse(float broken)
    {
        float[] values = [.. Enumerable.Range(0, 75).Select(i => i % 2 == 0 ? float.MaxValue : -float.MaxValue)];
        for (int length = 0; length <= values.Length; length++)
        {
            Assert.True(Elementwise.IsFinite(values.AsSpan(0, length)));
        }

        for (int place = 0; place < values.Length; place++)
        {
            float before = values[place];
            values[place] = broken;
            Assert.False(Elementwise.IsFinite(values));
            values[place] = before;
        }
    }
}
