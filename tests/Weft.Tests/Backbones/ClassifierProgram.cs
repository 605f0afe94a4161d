using Weft.Backbones;
using Weft.Imaging;

namespace Weft.Tests.Backbones;

/// <summary>The program of docs/backbones.md, so that it compiles and runs.</summary>
internal static class ClassifierProgram
{
    public static void Run(string folder, string backbone, string picture, string saved, TextWriter output)
    {
        using Classifier classifier = Classifier.Train(folder, backbone);
        output.WriteLine($"{classifier.Training!.Score!.Accuracy:P0} right on pictures it has not seen");
        using FileStream stream = File.OpenRead(picture);
        foreach (ClassProbability candidate in classifier.Predict(stream).Top.Take(3))
        {
            output.WriteLine($"{candidate.Class} {candidate.Probability:P1}");
        }

        classifier.Save(saved);
    }
}
