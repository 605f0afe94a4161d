using Weft;
using Weft.Data;
using Weft.Layers;

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
History history = model.Fit(train, epochs: 5, batchSize: 64, validationSplit: 0.2, callbacks: [new ProgressBar(Console.Out)]);
Evaluation result = model.Evaluate(test);
Console.WriteLine($"test accuracy: {result.Accuracy:P2}");
Console.WriteLine(model.Summary());
model.Save("fashion.keras");
