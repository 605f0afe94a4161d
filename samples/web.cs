#!/usr/bin/env dotnet
#:sdk Microsoft.NET.Sdk.Web
#:package Weft.Backbones@0.2.0
#:property PublishAot=false

// Serves a Keras file over HTTP: dotnet run web.cs MODEL.keras [ADDRESS], then curl --data-binary @shoe.png http://localhost:5000/predict
using Weft.Backbones;
using Weft.Imaging;

if (args is not [var file, ..])
{
    Console.Error.WriteLine("usage: dotnet run web.cs MODEL.keras [ADDRESS]");
    return 2;
}

// One classifier answers any number of requests at once.
using Classifier classifier = Classifier.Load(file);
WebApplication app = WebApplication.CreateBuilder().Build();
app.MapGet("/classes", () => classifier.ClassNames);
app.MapPost("/predict", async (HttpRequest request) =>
{
    using MemoryStream body = new();
    await request.Body.CopyToAsync(body);
    try
    {
        return Results.Ok(classifier.Predict(body.ToArray()).Top.Take(3).Select(candidate => new Answer(candidate.Class, candidate.Probability)));
    }
    catch (Weft.DataException error)
    {
        return Results.BadRequest(error.Message);
    }
});
app.Run(args.Length > 1 ? args[1] : "http://localhost:5000");
return 0;

internal sealed record Answer(string Class, double Probability);
