using Weft.Data;
using Weft.Layers;
using Weft.Schedules;

namespace Weft.Tests.Docs;

/// <summary>The programs of docs/from-keras.md; what stands between a mark and <c>// end</c> is in the page.</summary>
public sealed class KerasSnippets
{
    private static readonly (ImageDataset Train, ImageDataset Test) s_data = Sketches.Create(600, 100, seed: 3);

    [Fact]
    public void Graph_WithABranch_IsKerasFunctionalModel()
    {
        // tour: functional
        var image = new Input([28, 28, 1]);
        Node x = new Conv2D(32, kernelSize: 3, Activation.Relu, padding: Padding.Same).Call(image);
        Node branch = x.Then(new Conv2D(32, kernelSize: 3, padding: Padding.Same), new BatchNormalization());
        x = (x + branch).Then(new ReLU(), new GlobalAveragePooling2D(), new Dense(10, Activation.Softmax));
        var model = new Model(image, x);
        // end

        Assert.Equal(new Shape(10), model.OutputShape);
    }

    [Fact]
    public void Fit_WithCallbacks_IsKerasFit()
    {
        (ImageDataset train, ImageDataset test) = s_data;
        using TemporaryFolder folder = new();
        Model model = Small();

        // tour: fit
        model.Compile(new AdamW(new CosineDecay(1e-3, DecaySteps: 2000)), new SparseCategoricalCrossentropy(), Metric.Accuracy, new TopKAccuracy(3));
        History history = model.Fit(
            train,
            epochs: 2,
            batchSize: 64,
            validationSplit: 0.2,
            classWeights: new Dictionary<int, double> { [6] = 2 },
            callbacks: [new EarlyStopping("val_loss", patience: 3, restoreBestWeights: true), new CSVLogger(folder.File("log.csv"))]);
        double last = history["val_accuracy"][^1];
        Evaluation result = model.Evaluate(test);
        // end

        Assert.Equal(2, history.Epochs.Count);
        Assert.InRange(last, 0, 1);
        Assert.InRange(result.Loss, 0, 10);
    }

    [Fact]
    public void Weights_AreSetAndReadByName()
    {
        Model model = Small();

        // tour: weights
        IReadOnlyDictionary<string, Tensor> weights = model.GetWeights();      // names as summary has them
        model.Layers["dense"].SetWeights(new Tensor([6272, 10]), new Tensor([10]));
        model.Layers["conv2d"].Trainable = false;
        // end

        Assert.Equal(4, weights.Count);
        Assert.Equal(62730, model.Weights.Where(weight => weight.Trainable).Sum(weight => weight.Shape.Size));
    }

    [Fact]
    public void File_OfAModel_ComesBack()
    {
        using TemporaryFolder folder = new();
        Model model = Small();
        string path = folder.File("model.keras");

        // tour: files
        model.Save(path);                          // Keras 3 opens it, with the optimizer's state
        Model again = Model.Load(path);            // .keras and .h5 of every Keras since 2.0
        // end

        Assert.Equal(model.GetWeights().Values.First().Span.ToArray(), again.GetWeights().Values.First().Span.ToArray());
    }

    [Fact]
    public void LoopOfOnesOwn_IsTrainOnBatch()
    {
        ImageDataset train = s_data.Train;
        Model model = Small();
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);

        // tour: loop
        foreach (int[] batch in Enumerable.Range(0, train.Count).Chunk(64))
        {
            BatchFigures figures = model.TrainOnBatch(train, batch);
        }

        // end
        Assert.Equal(10, model.Iterations);
    }

    private static Sequential Small() => new([28, 28, 1], seed: 1)
    {
        new Conv2D(32, kernelSize: 3, Activation.Relu, strides: 2, padding: Padding.Same),
        new Flatten(),
        new Dense(10, Activation.Softmax),
    };
}
