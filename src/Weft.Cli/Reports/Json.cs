using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

using Weft.Cli.Reports.Runs;
using Weft.Cli.Training;

namespace Weft.Cli.Reports;

/// <summary>The tool's machine-readable results and the options of a run, serialised without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(TrainReport))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(EvaluateReport))]
[JsonSerializable(typeof(IReadOnlyList<PredictReport>))]
[JsonSerializable(typeof(ExplainReport))]
[JsonSerializable(typeof(LayerPicturesReport))]
[JsonSerializable(typeof(NearestReport))]
[JsonSerializable(typeof(ProjectReport))]
[JsonSerializable(typeof(SummaryReport))]
[JsonSerializable(typeof(ArrayReport))]
[JsonSerializable(typeof(InspectReport))]
[JsonSerializable(typeof(DiffReport))]
[JsonSerializable(typeof(ConvertReport))]
[JsonSerializable(typeof(DataReport))]
[JsonSerializable(typeof(DataDetailReport))]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(ShowReport))]
[JsonSerializable(typeof(TourReport))]
[JsonSerializable(typeof(BenchReport))]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(CompareReport))]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class Json : JsonSerializerContext
{
    // Results go to a terminal or a program, never into a web page: letters and signs stay readable.
    public static void Write<T>(TextWriter writer, T report)
    {
        Json readable = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteLine(JsonSerializer.Serialize(report, (JsonTypeInfo<T>)readable.Options.GetTypeInfo(typeof(T))));
    }
}
