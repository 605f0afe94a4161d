namespace Weft.Data;

/// <summary>A built-in data set: the ten classes of Fashion-MNIST, drawn by rule at 28x28 grey, for machines without data and without a network.</summary>
/// <remarks>
/// Every picture has its own cut, position, size, slant, tone, pattern, details and grain, and is drawn from nothing but the seed, the part (training or test)
/// and its index: it does not change with how many are made. Every ten pictures in a row hold each class once, in random order.
/// Results on sketches say nothing about photographs: name the data set beside them.
/// </remarks>
public static class Sketches
{
    /// <summary>What the data set is called.</summary>
    public const string Name = "sketches";

    private const int Size = SketchCanvas.Side * SketchCanvas.Side;
    private const int Classes = 10;

    private enum Part
    {
        Train,
        Test,
    }

    /// <summary>The ten classes by number, those of <see cref="FashionMnist"/>.</summary>
    public static IReadOnlyList<string> ClassNames => FashionMnist.ClassNames;

    /// <summary>Draws training and test pictures; about a second for 70,000.</summary>
    /// <param name="train">How many to train on.</param>
    /// <param name="test">How many to test on; none of them is a training picture.</param>
    /// <param name="seed">Which sketches.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    /// <exception cref="DataException">A number is above 2,739,000, more than an array holds.</exception>
    public static (ImageDataset Train, ImageDataset Test) Create(int train = 60000, int test = 10000, int seed = 0) =>
        (Draw(train, seed, Part.Train), Draw(test, seed, Part.Test));

    private static ImageDataset Draw(int count, int seed, Part part)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > Array.MaxLength / Size)
        {
            throw new DataException($"{Name}: expected at most {Array.MaxLength / Size} pictures, got {count}. Draw fewer.");
        }

        byte[] pixels = new byte[count * Size];
        int[] labels = new int[count];
        int blocks = (count + Classes - 1) / Classes;
        Parallel.For(0, blocks, () => new SketchCanvas(), (block, _, canvas) =>
        {
            Span<int> order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
            Generator shuffle = new((ulong)seed, (ulong)RandomPurpose.Sketches, (ulong)part, (ulong)block, 1);
            shuffle.Shuffle(order);
            for (int i = block * Classes; i < Math.Min(count, (block + 1) * Classes); i++)
            {
                labels[i] = order[i % Classes];
                Generator random = new((ulong)seed, (ulong)RandomPurpose.Sketches, (ulong)part, (ulong)i);
                Draw(labels[i], new SketchPen(canvas, random), pixels.AsSpan(i * Size, Size));
            }

            return canvas;
        }, _ => { });
        return new(pixels, labels, [SketchCanvas.Side, SketchCanvas.Side, 1], Name, ClassNames);
    }

    private static void Draw(int label, SketchPen pen, Span<byte> pixels)
    {
        switch (label)
        {
            case 0: SketchTops.TShirt(ref pen); break;
            case 1: SketchBottoms.Trouser(ref pen); break;
            case 2: SketchTops.Pullover(ref pen); break;
            case 3: SketchTops.Dress(ref pen); break;
            case 4: SketchTops.Coat(ref pen); break;
            case 5: SketchBottoms.Sandal(ref pen); break;
            case 6: SketchTops.Shirt(ref pen); break;
            case 7: SketchBottoms.Sneaker(ref pen); break;
            case 8: SketchBottoms.Bag(ref pen); break;
            default: SketchBottoms.AnkleBoot(ref pen); break;
        }

        pen.Finish(pixels);
    }
}
