using Weft.Layers;

namespace Weft.Applications;

/// <summary>Zeros before a window that strides by 2 without padding of its own, so that its windows lie as TensorFlow's <c>same</c> has them for even and odd sizes.</summary>
internal static class StridedPadding
{
    /// <summary>One row and column less above and to the left where the extent is even.</summary>
    public static ZeroPadding2D Before(Shape input, int kernel, string name)
    {
        int half = kernel / 2;
        return new ZeroPadding2D(top: half - 1 + (input[0] % 2), bottom: half, left: half - 1 + (input[1] % 2), right: half) { Name = name };
    }
}
