namespace Weft.Fuzz.Readers;

/// <summary>The readers by name.</summary>
internal static class AllReaders
{
    private static readonly Dictionary<string, Func<Reader>> s_makers = new()
    {
        ["idx"] = () => new IdxReader(),
        ["idx-folder"] = () => new IdxFolderReader(),
        ["cifar"] = () => new CifarReader(),
        ["npz"] = () => new NpzReader(),
        ["npy"] = () => new NpyReader(),
        ["arrays"] = () => new ArrayFileReader(),
        ["pytorch"] = () => new PyTorchReader(),
        ["csv"] = () => new CsvReader(),
        ["picture"] = () => new PictureFileReader(),
        ["picture-cache"] = () => new PictureCacheReader(),
        ["feature-cache"] = () => new FeatureCacheReader(),
        ["model-json"] = () => new ModelJsonReader(),
        ["keras"] = () => new ModelFileReader(),
        ["weights-h5"] = () => new WeightsFileReader(),
        ["model-h5"] = () => new ModelFileReader(),
        ["load-weights"] = () => new LoadWeightsReader(),
        ["tfjs"] = () => new ScriptModelReader(),
        ["onnx"] = () => new OnnxReader(),
        ["weft-json"] = () => new WeftMemberReader(),
        ["checkpoint"] = () => new CheckpointReader(),
        ["training-json"] = () => new TrainingStateReader(),
        ["run-json"] = () => new RunRecordReader(),
        ["run-report"] = () => new RunReportReader(),
    };

    public static IReadOnlyList<string> Names => [.. s_makers.Keys];

    public static Reader Create(string name) => name == TrapReader.Name ? new TrapReader() : s_makers[name]();
}
