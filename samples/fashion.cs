#!/usr/bin/env dotnet
#:package Weft@0.2.0
#:property PublishAot=false
#:property TieredPGO=false

// Fetches Fashion-MNIST, trains a small convolutional network on it, and tests it: dotnet run fashion.cs [EPOCHS]
using System.Globalization;

using Weft;
using Weft.Data;
using Weft.Layers;

int epochs = args is [var word, ..] ? int.Parse(word, CultureInfo.InvariantCulture) : 5;
var (train, test) = await FashionMnist.LoadAsync();

var model = new Sequential(inputShape: [28, 28, 1])
{
    new Conv2D(32, kernelSize: 3, Activation.Relu),
    new MaxPooling2D(2),
    new Conv2D(64, kernelSize: 3, Activation.Relu),
    new MaxPooling2D(2),
    new Conv2D(64, kernelSize: 3, Activation.Relu),
    new Flatten(),
    new Dense(64, Activation.Relu),
    new Dense(10, Activation.Softmax),
};

model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
model.Fit(train, epochs, batchSize: 64, validationSplit: 0.2, callbacks: [new ProgressBar(Console.Out)]);
Evaluation result = model.Evaluate(test);
Console.WriteLine(FormattableString.Invariant($"test accuracy: {result.Accuracy:P2}"));
model.Save("fashion.keras");
