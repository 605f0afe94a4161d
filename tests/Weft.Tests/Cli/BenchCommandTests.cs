using System.Text.Json;

using Weft.Layers;

namespace Weft.Tests.Cli;

/// <summary><c>weft bench</c> with the shortest measurements there are. Nothing here says how fast anything has to be.</summary>
public sealed class BenchCommandTests
{
    [Fact]
    public async Task Json_HasEveryCombinationWithPlausibleFigures()
    {
        JsonElement json = await BenchAsync("--model", "average", "--threads", "1,2", "--batch-size", "8,20", "--seconds", "0.01");

        Assert.Equal("average", json.GetProperty("model").GetString());
        Assert.Equal([28, 28, 1], json.GetProperty("inputShape").EnumerateArray().Select(extent => extent.GetInt32()));
        Assert.Equal([1, 2], List(json, "peakGflops").Select(peak => peak.GetProperty("threads").GetInt32()));
        Assert.All(List(json, "peakGflops"), peak => Assert.InRange(peak.GetProperty("gflops").GetDouble(), 0.1, 1e6));
        Assert.Equal([(1, 8), (1, 20), (2, 8), (2, 20)], List(json, "training").Select(Setting));
        Assert.All(List(json, "training"), IsPlausibleStep);
        Assert.Equal([(1, 1), (1, 1000), (2, 1), (2, 1000)], List(json, "inference").Select(Setting));
        Assert.All(List(json, "inference"), call =>
        {
            double latency = call.GetProperty("latencyMs").GetDouble();
            Assert.InRange(latency, 1e-6, call.GetProperty("latencyP99Ms").GetDouble());
            Assert.Equal(call.GetProperty("batchSize").GetInt32() * 1000 / latency, call.GetProperty("picturesPerSecond").GetDouble(), 1e-6 * 1e6 / latency);
        });
        Assert.InRange(json.GetProperty("peakMemoryBytes").GetInt64(), 1 << 20, 1L << 40);
    }

    [Fact]
    public async Task Json_LayersAreThoseOfTheModel_AndAddUp()
    {
        JsonElement layers = (await BenchAsync("--model", "mlp", "--threads", "1", "--batch-size", "16", "--seconds", "0.01")).GetProperty("layers");

        Assert.Equal(16, layers.GetProperty("batchSize").GetInt32());
        Assert.Equal(["input", "dense", "dense_1", "dense_2", "loss"], List(layers, "steps").Select(step => step.GetProperty("name").GetString()));
        Assert.All(List(layers, "steps"), step => Assert.True(step.GetProperty("forwardMs").GetDouble() > 0));
        double products = 16 * (3 * ((512 * 256) + (256 * 10)) + (2 * 784 * 512));
        Assert.Equal(products, layers.GetProperty("nominal").GetProperty("total").GetDouble());
        Assert.Equal(products, layers.GetProperty("executed").GetProperty("total").GetDouble());
        Assert.Equal(products, List(layers, "steps").Sum(step => step.GetProperty("executed").GetProperty("total").GetDouble()));
    }

    [Fact]
    public async Task Model_FileOfAnUncompiledModelOfVectors_IsMeasuredAndLeftAsItIs()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("tiny.keras");
        new Sequential([5], seed: 1, name: "tiny") { new Dense(7, Activation.Relu), new Dense(3) }.Save(file);
        byte[] before = File.ReadAllBytes(file);

        JsonElement json = await BenchAsync("--model", file, "--threads", "1", "--batch-size", "4", "--seconds", "0.01");

        Assert.Equal("tiny", json.GetProperty("model").GetString());
        Assert.Equal((5 * 7) + 7 + (7 * 3) + 3, json.GetProperty("parameters").GetInt32());
        Assert.Equal(before, File.ReadAllBytes(file));
    }

    [Fact]
    public async Task Text_HasTheTables()
    {
        CliRun run = await CliRun.Async("bench", "--model", "average", "--threads", "1", "--batch-size", "8", "--seconds", "0.01");

        Assert.Equal(0, run.ExitCode);
        foreach (string heading in (string[])["GFLOPS", "training step", "by weights", "average_pooling2d", "inference", "peak memory:"])
        {
            Assert.Contains(heading, run.Output);
        }

        Assert.Contains("measuring training, 1 thread, batch 8", run.Error);
    }

    [Fact]
    public async Task Threads_MoreThanCores_AreMeasuredWithANote()
    {
        int threads = Environment.ProcessorCount + 1;

        CliRun run = await CliRun.Async("bench", "--model", "average", "--threads", $"{threads}", "--batch-size", "8", "--seconds", "0.01", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"Note: {threads} threads share {Environment.ProcessorCount} cores", run.Error);
        Assert.Equal(threads, run.Json.GetProperty("training")[0].GetProperty("threads").GetInt32());
    }

    [Theory]
    [InlineData("measuring the processor's peak", "3600")]
    [InlineData("measuring training", "0.5")]
    [InlineData("measuring layers", "0.5")]
    [InlineData("measuring inference", "0.5")]
    public async Task Interrupted_InAMeasurement_ExitsWith130(string measurement, string seconds)
    {
        using CancellationTokenSource source = new();

        CliRun run = await CliRun.Interruptible(
            ["bench", "--model", "average", "--threads", "1", "--batch-size", "8", "--seconds", seconds],
            line =>
            {
                if (line.StartsWith(measurement, StringComparison.Ordinal))
                {
                    source.CancelAfter(TimeSpan.FromMilliseconds(20));
                }
            },
            source.Token);

        Assert.Equal(130, run.ExitCode);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("bench --threads 1,x", "--threads: expected whole numbers from 1 to 1024 with commas between them, got 'x'.")]
    [InlineData("bench --threads 0", "--threads: expected whole numbers from 1 to 1024 with commas between them, got '0'.")]
    [InlineData("bench --batch-size 64,", "--batch-size: expected whole numbers from 1 to 65536 with commas between them, got ''.")]
    [InlineData("bench --seconds 0", "--seconds: expected a number above 0, up to 3600, got '0'.")]
    [InlineData("bench --model sed", "got 'sed', which is none. Did you mean seed?")]
    [InlineData("bench --modle seed", "unknown option '--modle'. Did you mean --model?")]
    public async Task WrongUsage_SaysWhatWasMeant(string line, string expected)
    {
        CliRun run = await CliRun.Async(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Model_FileThatIsNone_FailsInPlainWords()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("broken.keras");
        File.WriteAllText(file, "no model");

        CliRun run = await CliRun.Async("bench", "--model", file);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("broken.keras", run.Error);
        Assert.Empty(run.Output);
    }

    private static void IsPlausibleStep(JsonElement step)
    {
        JsonElement ms = step.GetProperty("stepMs");
        (double min, double median, double max) = (ms.GetProperty("min").GetDouble(), ms.GetProperty("median").GetDouble(), ms.GetProperty("max").GetDouble());
        Assert.True(0 < min && min <= median && median <= max, $"{min} {median} {max}");
        Assert.Equal(step.GetProperty("batchSize").GetInt32() * 1000 / median, step.GetProperty("picturesPerSecond").GetDouble(), 1e-3 * 1e6 / median);

        // This network's convolutions have a stride: nothing but the direct product fits them, so both counts are one.
        Assert.True(step.GetProperty("gflops").GetDouble() > 0);
        Assert.Equal(step.GetProperty("nominalGflops").GetDouble(), step.GetProperty("gflops").GetDouble());
        Assert.Equal(step.GetProperty("nominalShareOfPeak").GetDouble(), step.GetProperty("shareOfPeak").GetDouble());
    }

    private static (int Threads, int BatchSize) Setting(JsonElement entry) => (entry.GetProperty("threads").GetInt32(), entry.GetProperty("batchSize").GetInt32());

    private static IEnumerable<JsonElement> List(JsonElement parent, string name) => parent.GetProperty(name).EnumerateArray();

    private static async Task<JsonElement> BenchAsync(params string[] args)
    {
        CliRun run = await CliRun.Async(["bench", .. args, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Json;
    }
}
