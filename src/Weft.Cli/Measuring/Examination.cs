using System.Diagnostics;
using System.Reflection;

using Weft.Backbones;
using Weft.Cli.Reports;
using Weft.Data;

namespace Weft.Cli.Measuring;

/// <summary>Looks at this machine as the tool will use it; nothing is fetched, and nothing stays behind but what NuGet makes for itself.</summary>
internal static class Examination
{
    private static readonly string[] s_libraries = ["PureHDF", "SkiaSharp", "ScottPlot", "Magick.NET-Q8-AnyCPU", "Google.Protobuf", "NuGet.Protocol"];

    private static readonly string[] s_variables =
    [
        "WEFT_DATASETS", "WEFT_MIRROR", "XDG_CACHE_HOME", "KERAS_HOME", "HF_HOME", "HF_HUB_CACHE", "NO_COLOR", "DOTNET_PROCESSOR_COUNT",
        "DOTNET_EnableHWIntrinsic", "DOTNET_EnableAVX", "DOTNET_EnableAVX2", "DOTNET_EnableAVX512", "DOTNET_TieredCompilation", "DOTNET_TieredPGO", "DOTNET_ReadyToRun",
    ];

    public static DoctorReport Run(string runs)
    {
        IReadOnlyList<DatasetReport> datasets = DatasetReport.All();
        IReadOnlyList<string> backbones = Backbone.NamesHere();
        FolderReport[] folders = [WritableFolder.Look("data sets", DatasetFolder.Root), WritableFolder.Look("caches", DatasetFolder.Cache), WritableFolder.Look("runs", Path.GetFullPath(runs))];
        bool isOptimized = typeof(Model).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };
        return new DoctorReport(
            VersionOf(typeof(Tool).Assembly),
            ProcessorName.OfThisOne(),
            MachineReport.OfThisOne(),
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            isOptimized,
            s_variables.Where(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))).ToDictionary(name => name, name => Environment.GetEnvironmentVariable(name)!),
            s_libraries.ToDictionary(name => name, name => VersionOf(Assembly.Load(name))),
            folders,
            datasets,
            backbones,
            [.. Downloads(datasets, backbones)],
            [.. Problems(folders, isOptimized)]);
    }

    private static IEnumerable<DownloadReport> Downloads(IReadOnlyList<DatasetReport> datasets, IReadOnlyList<string> backbones)
    {
        NamedDataset fashion = NamedDataset.All.First(dataset => dataset.Name == FashionMnist.Name);
        if (!datasets.Any(dataset => dataset.Here && dataset.Name == fashion.Name))
        {
            yield return new("weft train", fashion.Name, fashion.DownloadBytes);
        }

        BackboneInfo first = Backbone.Known[0];
        if (!backbones.Contains(first.Name))
        {
            yield return new($"weft train photos/ --backbone {first.Name}", first.Name, first.DownloadBytes);
        }
    }

    private static IEnumerable<string> Problems(FolderReport[] folders, bool isOptimized)
    {
        foreach (FolderReport folder in folders.Where(folder => !folder.Writable))
        {
            yield return $"{folder.Path}: expected a folder for {folder.For} that can be written to, got one that cannot. " + (folder.For switch
            {
                "data sets" => "Let WEFT_DATASETS name another.",
                "caches" => "Let XDG_CACHE_HOME name another.",
                _ => "Go to another folder, or name one: weft train --output DIR.",
            });
        }

        if (!isOptimized)
        {
            yield return "Weft was compiled without optimisation, and trains thirty times slower. Build it with Optimize=true.";
        }
    }

    private static string VersionOf(Assembly assembly)
    {
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{assembly.GetName().Version}";
        return version.Split('+')[0];
    }
}
