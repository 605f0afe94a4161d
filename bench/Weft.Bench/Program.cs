using System.CommandLine;

using Weft.Bench;

// Children are timed from their start, so they pass the command line's parser by.
if (args is ["child", .. string[] childArguments])
{
    Console.WriteLine(WeftChild.Run(Work.Parse(childArguments)).ToJson());
    return 0;
}

if (args is ["onnx", string model, .. string[] onnxArguments])
{
    Console.WriteLine(OnnxChild.Run(model, Work.Parse(onnxArguments)).ToJson());
    return 0;
}

if (args is ["backbone-child", .. string[] backboneArguments])
{
    bool learns = int.TryParse(backboneArguments[0], out int stages);
    Console.WriteLine(BackboneContest.Child(stages, Work.Parse(learns ? backboneArguments[1..] : backboneArguments)).ToJson());
    return 0;
}

if (args is ["busy"])
{
    Contention.Spin();
    return 0;
}

Option<string[]> networks = new("--networks")
{
    Description = "Which networks",
    DefaultValueFactory = _ => [.. Network.All.Select(network => network.Name)],
    AllowMultipleArgumentsPerToken = true,
};
networks.AcceptOnlyFromAmong([.. Network.All.Select(network => network.Name)]);
Option<int[]> threads = new("--threads")
{
    Description = "On how many threads, one after another; 1, 2, 4 as far as there are cores if not given",
    DefaultValueFactory = _ => [.. new[] { 1, 2, 4 }.Where(count => count <= Environment.ProcessorCount)],
    AllowMultipleArgumentsPerToken = true,
};
Option<int> rounds = new("--rounds") { Description = "How often each contestant runs", DefaultValueFactory = _ => 5 };
Option<double> seconds = new("--seconds") { Description = "How long each time", DefaultValueFactory = _ => 3 };
Option<string> python = new("--python") { Description = "The Python that has torch", DefaultValueFactory = _ => "/usr/bin/python3" };
Option<DirectoryInfo> peers = new("--peers") { Description = "The peers' programs", DefaultValueFactory = _ => new DirectoryInfo("bench/peers") };
Option<FileInfo> output = new("--output") { Description = "The page to write", DefaultValueFactory = _ => new FileInfo($"bench/results/{Machine.FileName}.md") };

Command compare = new("compare", "Measures Weft beside PyTorch and ONNX Runtime and writes a page of results.") { networks, threads, rounds, seconds, python, peers, output };
compare.SetAction(parsed =>
{
    DirectoryInfo scratch = Directory.CreateTempSubdirectory("weft-bench-");
    try
    {
        ComparisonOptions options = new(
            [.. parsed.GetRequiredValue(networks).Select(Network.Named)],
            parsed.GetRequiredValue(threads),
            parsed.GetRequiredValue(rounds),
            parsed.GetRequiredValue(seconds),
            parsed.GetRequiredValue(python),
            parsed.GetRequiredValue(peers).FullName,
            scratch.FullName);
        string page = new Comparison(options, Console.Error.WriteLine).Run();
        FileInfo file = parsed.GetRequiredValue(output);
        file.Directory!.Create();
        File.WriteAllText(file.FullName, page);
        Console.WriteLine(page);
        return 0;
    }
    finally
    {
        scratch.Delete(recursive: true);
    }
});

Option<string> network = new("--network") { Description = "Which network", DefaultValueFactory = _ => Network.All[0].Name };
network.AcceptOnlyFromAmong([.. Network.All.Select(known => known.Name)]);
Option<int> cores = new("--threads") { Description = "On how many threads", DefaultValueFactory = _ => Environment.ProcessorCount };
Command contention = new("contention", "Measures what a busy process on one core does to a training step.") { network, cores, rounds, seconds };
contention.SetAction(parsed =>
{
    Network measured = Network.Named(parsed.GetRequiredValue(network));
    Work work = new("train", measured.Name, measured.Batch, parsed.GetRequiredValue(cores), parsed.GetRequiredValue(seconds));
    Console.WriteLine(new Contention(parsed.GetRequiredValue(rounds), Console.Error.WriteLine).Run(work));
});

Option<int[]> seeds = new("--seeds") { Description = "The runs' seeds", DefaultValueFactory = _ => [1, 2, 3], AllowMultipleArgumentsPerToken = true };
Option<FileInfo> table = new("--output") { Description = "The page to write", DefaultValueFactory = _ => new FileInfo($"bench/results/accuracy-{Machine.FileName}.md") };
Option<DirectoryInfo> runs = new("--runs") { Description = "Where the runs' files stay", DefaultValueFactory = _ => new DirectoryInfo("runs/accuracy") };
Command accuracy = new("accuracy", "Trains the fast and the best recipe for several lengths and writes how many seconds a test accuracy takes.") { seeds, cores, runs, table };
accuracy.SetAction(parsed =>
{
    string page = new TimeToAccuracy(parsed.GetRequiredValue(seeds), parsed.GetRequiredValue(cores), parsed.GetRequiredValue(runs).FullName, Console.Error.WriteLine).Run();
    File.WriteAllText(parsed.GetRequiredValue(table).FullName, page);
    Console.WriteLine(page);
});

Command kernels = new("kernels", "Measures the two matrix products with BenchmarkDotNet.");
kernels.SetAction(_ => KernelBenchmarks.Run());

Option<DirectoryInfo> before = new("--before") { Description = "The folder of an earlier checkout, with bench/Weft.Bench built in it", Required = true };
Option<FileInfo> versionsPage = new("--output") { Description = "The page to write", DefaultValueFactory = _ => new FileInfo($"bench/results/versions-{Machine.FileName}.md") };
Command versions = new("versions", "Measures this build of Weft beside an earlier one and writes a page of results.") { before, networks, threads, rounds, seconds, versionsPage };
versions.SetAction(parsed =>
{
    VersionsOptions options = new(
        parsed.GetRequiredValue(before).FullName,
        [.. parsed.GetRequiredValue(networks).Select(Network.Named)],
        parsed.GetRequiredValue(threads),
        parsed.GetRequiredValue(rounds),
        parsed.GetRequiredValue(seconds));
    string text = new Versions(options, Console.Error.WriteLine).Run();
    File.WriteAllText(parsed.GetRequiredValue(versionsPage).FullName, text);
    Console.WriteLine(text);
});

Option<int> fits = new("--fits") { Description = "How many runs one after another", DefaultValueFactory = _ => 10 };
Option<int> size = new("--size") { Description = "The pictures' height and width", DefaultValueFactory = _ => 224 };
Option<int> batch = new("--batch") { Description = "Pictures per training step", DefaultValueFactory = _ => 16 };
Command memory = new("memory", "Trains ResNet-18 again and again in one process and prints the memory it has taken after each run.") { fits, size, batch, cores };
memory.SetAction(parsed => MemoryLoop.Run(parsed.GetRequiredValue(fits), parsed.GetRequiredValue(size), parsed.GetRequiredValue(batch), parsed.GetRequiredValue(cores), Console.WriteLine));

Command load = new("load", "Measures how long the seed's network takes to load, and what is allocated.");
load.SetAction(_ => Console.WriteLine(LoadTime.Run()));

Option<FileInfo> onnxFile = new("--onnx")
{
    Description = "ResNet18.onnx of the package Microsoft.ML.DnnImageFeaturizer.ResNet18",
    DefaultValueFactory = _ => new FileInfo(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        ".nuget/packages/microsoft.ml.dnnimagefeaturizer.resnet18/0.23.1/tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx")),
};
Option<FileInfo> backbonePage = new("--output") { Description = "The page to write", DefaultValueFactory = _ => new FileInfo($"bench/results/features-{Machine.FileName}.md") };
Command backbone = new("backbone", "Measures a backbone's features beside ONNX Runtime's, and a step of its fine-tuning.") { onnxFile, cores, rounds, seconds, backbonePage };
backbone.SetAction(parsed =>
{
    string text = new BackboneContest(
        parsed.GetRequiredValue(onnxFile).FullName, parsed.GetRequiredValue(cores), parsed.GetRequiredValue(rounds), parsed.GetRequiredValue(seconds), Console.Error.WriteLine).Run();
    File.WriteAllText(parsed.GetRequiredValue(backbonePage).FullName, text);
    Console.WriteLine(text);
});

return new RootCommand("Weft's benchmarks beside its peers.") { compare, versions, backbone, contention, accuracy, memory, load, kernels }.Parse(args).Invoke();
