#!/usr/bin/env dotnet
#:package Weft.Backbones@0.2.0
#:property PublishAot=false
#:property TieredPGO=false

// Learns kinds from a folder with a folder of photos for each, and says what one more shows: dotnet run photos.cs PHOTOS PICTURE [BACKBONE]
using Weft.Backbones;
using Weft.Imaging;

if (args is not [var photos, var picture, ..])
{
    Console.Error.WriteLine("usage: dotnet run photos.cs PHOTOS PICTURE [BACKBONE]");
    return 2;
}

using Classifier classifier = Classifier.Train(photos, args.Length > 2 ? args[2] : "resnet18");
if (classifier.Training?.Score is { } score)
{
    Console.WriteLine(FormattableString.Invariant($"{score.Accuracy:P0} right on pictures that it had not seen"));
}

foreach (ClassProbability candidate in classifier.Predict(picture).Top.Take(3))
{
    Console.WriteLine(FormattableString.Invariant($"{candidate.Class} {candidate.Probability:P1}"));
}

classifier.Save("photos.keras");
return 0;
