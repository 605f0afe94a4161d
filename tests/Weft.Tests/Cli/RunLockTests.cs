using System.Globalization;

using Weft.Cli.Training;


namespace Weft.Tests.Cli;

/// <summary>A run folder has one owner, for as long as its process lives.</summary>
public sealed class RunLockTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public void Folder_IsTakenOnce_AndGivenBack()
    {
        using TemporaryFolder folder = new();
        using (RunLock? first = RunLock.TryTake(folder.Path))
        {
            Assert.NotNull(first);
            Assert.Null(RunLock.TryTake(folder.Path));
            Assert.StartsWith($"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTime.Now.ToString("yyyy-", CultureInfo.InvariantCulture)}", RunLock.OwnerOf(folder.Path));
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
        using RunLock? next = RunLock.TryTake(folder.Path);
        Assert.NotNull(next);
    }

    [Fact]
    public void Folder_ContendedByManyThreads_HasOneOwnerAtATime()
    {
        using TemporaryFolder folder = new();
        int owners = 0, most = 0, taken = 0;
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                using RunLock? held = RunLock.TryTake(folder.Path);
                if (held is not null)
                {
                    int now = Interlocked.Increment(ref owners);
                    most = Math.Max(most, now);
                    Interlocked.Increment(ref taken);
                    Thread.Yield();
                    Interlocked.Decrement(ref owners);
                }
            }
        });

        Assert.Equal(1, most);
        Assert.True(taken > 0);
    }

    [Fact]
    public async Task SecondRun_IntoTheFolderOfOneThatGoesOn_SaysWhoseItIsAndMovesNothing()
    {
        using TemporaryFolder home = new();
        string data = SmallIdx.Create(home);
        string[] train = ["train", "--data", data, "--epochs", "100000", "--output", home.File("run")];
        using ToolProcess first = new(home, train);
        await UntilItsFirstEpoch(first);
        string[] files = Files(home.File("run"));

        CliRun second = await CliRun.Async(train);
        CliRun resumed = await CliRun.Async("train", "--resume", home.File("run"));

        foreach (CliRun run in (CliRun[])[second, resumed])
        {
            Assert.Equal(1, run.ExitCode);
            Assert.Contains($"belongs to a run that is going on (process {first.Id} on {Environment.MachineName}, since ", run.Error);
            Assert.DoesNotContain("not one of Weft's own errors", run.Error);
        }

        Assert.Equal(files, Files(home.File("run")));
        Assert.Empty(Directory.GetDirectories(home.File("run")));

        // The lock dies with its process, however that ends.
        Assert.True(first.Kill());
        using CancellationTokenSource interruption = new();
        CliRun third = await CliRun.Interruptible(["train", "--resume", home.File("run")], line => Stop(line, interruption), interruption.Token);
        Assert.Equal(130, third.ExitCode);
        Assert.DoesNotContain(Files(home.File("run")), name => name.StartsWith(".run.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TwoProcesses_DecodingOneFolderAtOnce_BothReadItAndLeaveACacheThatIsWhole()
    {
        using TemporaryFolder home = new();
        string photos = home.File("photos");
        for (int i = 0; i < 60; i++)
        {
            string folder = Path.Combine(photos, i % 2 == 0 ? "bar" : "disc");
            Directory.CreateDirectory(folder);
            SyntheticPicture(i).SavePng(Path.Combine(folder, $"{i}.png"));
        }

        string[] args = ["data", photos, "--image-size", "24", "--json"];
        using ToolProcess one = new(home, args), two = new(home, args);
        (int ExitCode, string Output, string Error)[] both = await Task.WhenAll(one.FinishAsync(Limit), two.FinishAsync(Limit));
        using ToolProcess later = new(home, args);
        (int exitCode, string output, string error) = await later.FinishAsync(Limit);

        Assert.All(both, run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.True(exitCode == 0, error);
        Assert.All(both, run => Assert.Equal(output, run.Output));
    }

    private static Weft.Imaging.Picture SyntheticPicture(int seed)
    {
        Random random = new(seed);
        byte[] pixels = new byte[24 * 24];
        random.NextBytes(pixels);
        return new Weft.Imaging.Picture(24, 24, 1, pixels);
    }

    private static string[] Files(string folder) => [.. Directory.GetFiles(folder).Select(Path.GetFileName).OfType<string>().Where(name => !name.EndsWith(".tmp", StringComparison.Ordinal)).Order()];

    private static async Task UntilItsFirstEpoch(ToolProcess tool)
    {
        using CancellationTokenSource timeout = new(Limit);
        for (int epochs = 0; epochs < 2;)
        {
            string line = await tool.Error.ReadLineAsync(timeout.Token) ?? throw new InvalidOperationException("The tool ended.");
            epochs += line.StartsWith("epoch ", StringComparison.Ordinal) ? 1 : 0;
        }
    }

    private static void Stop(string line, CancellationTokenSource interruption)
    {
        if (line.StartsWith("epoch ", StringComparison.Ordinal))
        {
            interruption.Cancel();
        }
    }
}
