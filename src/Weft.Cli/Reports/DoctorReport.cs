namespace Weft.Cli.Reports;

/// <summary>What <c>weft doctor --json</c> writes.</summary>
/// <param name="Version">The tool's version.</param>
/// <param name="Processor">What the processor calls itself; its architecture where it does not.</param>
/// <param name="Machine">Threads, vectors, system and runtime.</param>
/// <param name="MemoryBytes">The memory that this process may use.</param>
/// <param name="Optimized">Whether Weft's arithmetic was compiled with optimisation.</param>
/// <param name="Variables">Variables of the environment that change what the tool does, and are set.</param>
/// <param name="Libraries">Versions of what Weft is made with.</param>
/// <param name="Folders">Where the tool writes.</param>
/// <param name="Datasets">Those that are known, here or not.</param>
/// <param name="Backbones">Those that are here.</param>
/// <param name="Downloads">What a first run would fetch.</param>
/// <param name="Problems">What is in the way, and what to do; empty where nothing is.</param>
internal sealed record DoctorReport(
    string Version,
    string Processor,
    MachineReport Machine,
    long MemoryBytes,
    bool Optimized,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyDictionary<string, string> Libraries,
    IReadOnlyList<FolderReport> Folders,
    IReadOnlyList<DatasetReport> Datasets,
    IReadOnlyList<string> Backbones,
    IReadOnlyList<DownloadReport> Downloads,
    IReadOnlyList<string> Problems);

/// <summary>A folder that the tool writes to.</summary>
/// <param name="For">What it is for.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Here">Whether it is there already.</param>
/// <param name="Writable">Whether it can be written to, or made.</param>
/// <param name="FreeBytes">What the disk has room for; null where that is not to be known.</param>
internal sealed record FolderReport(string For, string Path, bool Here, bool Writable, long? FreeBytes);

/// <summary>Something that a command fetches when it first runs.</summary>
/// <param name="Command">The command.</param>
/// <param name="What">What it fetches.</param>
/// <param name="Bytes">How much; null where its publisher does not say.</param>
internal sealed record DownloadReport(string Command, string What, long? Bytes);
