using System.Diagnostics;

namespace Weft.Bench;

/// <summary>How long a program waits for a model's file, and what memory that takes.</summary>
internal static class LoadTime
{
    private const int WarmUps = 20, Rounds = 101;

    /// <summary>Loads the seed's network, trained with Adam's state in its file, and says the median and what was allocated.</summary>
    public static string Run()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("weft-bench-").FullName, "seed.keras");
        try
        {
            Model model = ModelRecipe.Seed.Create([28, 28, 1], classes: 10, seed: 1);
            model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
            model.Fit(new Data.TensorDataset(new Tensor([2, 28, 28, 1]), new int[2]), epochs: 1, batchSize: 2, validationSplit: 0);
            model.Save(path);
            double[] milliseconds = new double[Rounds];
            long allocated = 0;
            for (int i = -WarmUps; i < Rounds; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
                Model.Load(path);
                double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                if (i >= 0)
                {
                    milliseconds[i] = elapsed;
                }
            }

            Array.Sort(milliseconds);
            long size = new FileInfo(path).Length;
            return $"{size / 1024.0:F0} KB, loaded in {milliseconds[Rounds / 2]:F2} ms (median of {Rounds}, {milliseconds[^1]:F2} ms at most), "
                + $"{(double)allocated / size:F2} times the file allocated";
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
