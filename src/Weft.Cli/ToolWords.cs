namespace Weft.Cli;

/// <summary>The library tells a programmer what to do; on the command line other words do the same.</summary>
internal static class ToolWords
{
    private static readonly (string Library, string Tool)[] Table =
    [
        ("Shuffle first (dataset.Shuffle(seed)) or pass validationData.",
            "Give the data a validation part of its own, or its files another order."),
        ("Call Compile to train or evaluate it.", "Commands take the loss that its last layer asks for."),
        ("Call Compile(optimizer, loss, metrics) first.", "Train it first: weft train --model FILE."),
        ("Use BinaryCrossentropy, or one unit per class.", "Use --loss binary, or a model with one output per class."),
        ("Compile it with SparseCategoricalCrossentropy.", "Train it with --loss crossentropy."),
        ("Pass validation data to Fit.", "Hold some pictures out: --validation-split 0.2."),
        ("Compile the model with that metric.", "Add it: --metrics."),
        ("Give the model that inputShape, or resize the data.", "Bring the pictures to the model's size: --image-size, --channels."),
        ("Compile with a number, or leave the callback away.", "Use --schedule constant, or leave --reduce-lr-on-plateau out."),
        ("or pass fromLogits: true.", "or let it end in no activation."),
        ("or pass fromLogits: false.", "or let it end in a softmax."),
        ("Say their size: OnnxReadOptions.InputSize.", "Convert it at one size first: weft convert IN.onnx OUT.keras --image-size HEIGHTxWIDTH."),
        ("or ask for OnnxReadOptions.SeveralInputs.", "for the tool predicts from one picture."),
        ("Pass valueRange:", "Its valueRange should be"),
    ];

    /// <summary>A message with the library's remedies put as the tool's.</summary>
    public static string Of(string message) =>
        Table.Aggregate(message, (text, pair) => text.Replace(pair.Library, pair.Tool, StringComparison.Ordinal));
}
