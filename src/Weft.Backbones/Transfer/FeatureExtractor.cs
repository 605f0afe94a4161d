using Weft.Data;
using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>Computes the features of pictures, each once.</summary>
/// <param name="backbone">What sees.</param>
/// <param name="cacheFolder">Where features are kept from run to run; null keeps none.</param>
internal sealed class FeatureExtractor(Backbone backbone, string? cacheFolder)
{
    private const int BatchSize = 32;

    /// <summary>The features of all pictures in so many views.</summary>
    /// <param name="pictures">The pictures; those of another size are fitted to the backbone's.</param>
    /// <param name="views">In how many views, from <see cref="PictureView"/>.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>; what was computed is kept.</param>
    public PictureFeatures Run(ImageDataset pictures, int views, IProgress<PictureProgress>? progress, CancellationToken ct)
    {
        int length = backbone.Features.OutputShape.Size, total = views * pictures.Count;
        Tensor features = new(new Shape([total, length]));
        using FeatureCache cache = FeatureCache.Open(cacheFolder, backbone.Fingerprint, length);
        for (int start = 0; start < total; start += BatchSize)
        {
            ct.ThrowIfCancellationRequested();
            int first = start, count = Math.Min(BatchSize, total - start);
            (byte[] Pixels, UInt128 Key)[] seen = new (byte[], UInt128)[count];
            Parallel.For(0, count, i => seen[i] = See(pictures, (first + i) % pictures.Count, (first + i) / pictures.Count));
            Compute(cache, seen, ct);
            for (int i = 0; i < count; i++)
            {
                cache.Find(seen[i].Key)!.CopyTo(features.Row(start + i));
            }

            progress?.Report(new PictureProgress(start + count, total));
        }

        return new PictureFeatures(features, pictures.Labels.ToArray());
    }

    private (byte[] Pixels, UInt128 Key) See(ImageDataset pictures, int index, int view)
    {
        Shape shape = pictures.Shape;
        Picture fitted = PictureFitting.Fit(new Picture(shape[1], shape[0], shape[2], pictures.Pixels(index)), backbone.Features.InputShape, crop: true);
        byte[] pixels = PictureView.Of(fitted, view).Pixels.ToArray();
        return (pixels, FeatureCache.KeyOf(pixels));
    }

    private void Compute(FeatureCache cache, (byte[] Pixels, UInt128 Key)[] seen, CancellationToken ct)
    {
        (byte[] Pixels, UInt128 Key)[] missing = [.. seen.Where(one => cache.Find(one.Key) is null).DistinctBy(one => one.Key)];
        if (missing.Length == 0)
        {
            return;
        }

        int size = backbone.Features.InputShape.Size;
        byte[] pixels = new byte[missing.Length * size];
        for (int i = 0; i < missing.Length; i++)
        {
            missing[i].Pixels.CopyTo(pixels, i * size);
        }

        Tensor computed = backbone.Features.Predict(new ImageDataset(pixels, new int[missing.Length], backbone.Features.InputShape, "pictures"), ct);
        cache.Add([.. missing.Select((one, i) => (one.Key, computed.Row(i).ToArray()))]);
    }
}
