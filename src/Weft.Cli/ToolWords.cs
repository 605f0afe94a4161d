namespace Weft.Cli;

/// <summary>The library tells a programmer what to do; on the command line other words do the same.</summary>
internal static class ToolWords
{
    /// <summary>What is replaced: the library's words, which stand in its messages as they do here.</summary>
    public static IEnumerable<string> OfLibrary => Table.Select(pair => pair.Library);

    private static readonly (string Library, string Tool)[] Table =
    [
        ("Bring the samples into random order first, or give samples of their own to validate on.",
            "Give the data a validation part of its own, or its files another order."),
        ("Call Compile to train or evaluate it.", "Commands take the loss that its last layer asks for."),
        ("Call Compile(optimizer, loss, metrics) first.", "Train it first: weft train --model FILE."),
        ("Use BinaryCrossentropy, or one unit per class.", "Use --loss binary, or a model with one output per class."),
        ("Compile it with SparseCategoricalCrossentropy.", "Train it with --loss crossentropy."),
        ("Pass validation data to Fit.", "Hold some pictures out: --validation-split 0.2."),
        ("Compile the model with that metric.", "Add it: --metrics."),
        ("Give the model that inputShape, or resize the data.", "Bring the pictures to the model's size: --image-size, --channels."),
        ("Compile with a number, or remove the callback.", "Use --schedule constant, or leave --reduce-lr-on-plateau out."),
        ("or pass fromLogits: true.", "or let it end in no activation."),
        ("or pass fromLogits: false.", "or let it end in a softmax."),
        ("Make the pictures grey, or give the model an inputShape with 3 channels.", "Make the pictures grey: --channels grey."),
        ("or extend the model with AddClasses. A model that is to learn other classes altogether needs Metadata.ClassNames emptied.",
            "or give the model outputs for them: weft train --model FILE --add-classes."),
        ("Build another head and copy the other layers.", "Train another model on all classes."),
        ("Set Metadata.TestTimeFlip to false.", "Train it without --test-time-flip."),
        ("Set Metadata.Temperature to null.", "Train it anew, without validation pictures."),
        ("End the model in Activation.", "Let the model end in "),
        ("Use MixUp.", "Use --mixup."),
        ("Pass another data set.", "Name another data set: --data."),
        ("Say their size: OnnxReadOptions.InputSize.", "Convert it at one size first: weft convert IN.onnx OUT.keras --image-size HEIGHTxWIDTH."),
        ("or ask for OnnxReadOptions.SeveralInputs.", "for the tool predicts from one picture."),
        ("or take each of them for a group: PictureList.ByFolder.", "or train with --backbone and --groups folder."),
        ("Ask another way: integrated gradients or occlusion need no such layer.", "Use --method integrated-gradients or occlusion, which need no such layer."),
        ("Make a model up to the output that matters: new Model(input, output).", "The tool explains models of pictures and classes."),
        ("Name a layer that is one.", "Name one: --layer."),
        ("Pass valueRange:", "Its valueRange should be"),
    ];

    /// <summary>A message with the library's remedies put as the tool's.</summary>
    public static string Of(string message) =>
        Table.Aggregate(message, (text, pair) => text.Replace(pair.Library, pair.Tool, StringComparison.Ordinal));
}
