using Weft;

if (args is not [var file, var picture])
{
    Console.Error.WriteLine("usage: aot MODEL.keras PICTURE.pgm");
    return 2;
}

Model model = Model.Load(file);
float scale = model.Metadata.PixelScale ?? 1f / 255;
byte[] pixels = GreyMap.Read(picture, height: model.InputShape[0], width: model.InputShape[1]);
Tensor input = new([1, .. model.InputShape.ToArray()], [.. pixels.Select(pixel => pixel * scale)]);
float[] probabilities = model.Predict(input).Span.ToArray();
foreach (int best in Enumerable.Range(0, probabilities.Length).OrderByDescending(i => probabilities[i]).Take(3))
{
    string name = best < model.Metadata.ClassNames.Count ? model.Metadata.ClassNames[best] : $"class {best}";
    Console.WriteLine(FormattableString.Invariant($"{name} {probabilities[best]:P1}"));
}

return 0;
