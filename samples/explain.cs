#!/usr/bin/env dotnet
#:package Weft.Imaging@0.2.0
#:property PublishAot=false

// Says what a picture shows, and draws what of it speaks for that: dotnet run explain.cs MODEL PICTURE OUT.png
using Weft;
using Weft.Explain;
using Weft.Imaging;

if (args is not [var file, var picture, var written])
{
    Console.Error.WriteLine("usage: dotnet run explain.cs MODEL PICTURE OUT.png");
    return 2;
}

Model model = Model.Load(file);
PicturePredictor pictures = new(model);
PreparedPicture prepared = pictures.Load(picture);
ClassProbability best = pictures.Predict([prepared.Picture])[0].Top[0];
Explanation why = new GradCam().Explain(model, pictures.SampleOf(prepared.Picture));
ExplanationSheet.SavePng(written, prepared.Picture, why, photo: pictures.Show(picture), place: prepared.Place);
Console.WriteLine(FormattableString.Invariant($"{best.Class} {best.Probability:P1}; {written} has what speaks for it, by {why.Layer}"));
return 0;
