#!/usr/bin/env dotnet
#:package Weft.Onnx@0.2.0
#:property PublishAot=false

// Writes a model that Weft reads as ONNX, reads that back and compares what both say: dotnet run onnx.cs MODEL OUT.onnx
using Weft;
using Weft.Onnx;

if (args is not [var file, var written])
{
    Console.Error.WriteLine("usage: dotnet run onnx.cs MODEL OUT.onnx");
    return 2;
}

Model model = Model.Load(file);
OnnxModel.Save(model, written);

Random random = new(1);
Tensor noise = new(model.InputShape.Prepend(8));
foreach (ref float value in noise.Span)
{
    value = random.NextSingle();
}

float[] expected = model.Predict(noise).Span.ToArray(), got = OnnxModel.Load(written).Predict(noise).Span.ToArray();
double furthest = expected.Zip(got, (a, b) => Math.Abs(a - b)).Max();
Console.WriteLine(FormattableString.Invariant($"{written}: {new FileInfo(written).Length} bytes, outputs at most {furthest:0.0e0} from the model's"));
return furthest < 1e-5 ? 0 : 1;
