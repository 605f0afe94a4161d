using Weft.Data;
using Weft.Engine;
using Weft.Training;

namespace Weft;

public partial class Model
{
    /// <summary>The gradient of the mean loss of a batch by every trainable weight, in the order of <see cref="Weights"/>, zeros where a
    /// weight is on no way to the loss; nothing is updated.</summary>
    /// <param name="batch">The samples, in order; their losses are averaged, and regularisers' penalties added.</param>
    /// <param name="training">Whether dropout and random layers act, and batch normalisations use the batch's own moments.</param>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    /// <exception cref="TrainingException">The model is not compiled, or layers were frozen or set free since.</exception>
    public IReadOnlyList<Tensor> WeightGradients(Dataset batch, bool training = false)
    {
        TrainingSession session = RequireCompiled(nameof(WeightGradients));
        batch = DataCheck.ForTraining(this, batch, nameof(WeightGradients));
        Plan plan = PlanCompiler.Compile(Graph, new PlanOptions(Seed, training, Loss, Metrics, Convolutions) { WeightGradients = true });
        using Trainer trainer = session.CreateTrainer(plan, batch.Count, Threads);
        trainer.ComputeGradients(WholeBatch(batch));

        // What is on no way to the loss has no parameter.
        Dictionary<Weight, Parameter> parameters = plan.Parameters.ToDictionary(parameter => parameter.Weight);
        return [.. Weights.Where(weight => weight.Trainable).Select(weight =>
            parameters.TryGetValue(weight, out Parameter? parameter) ? trainer.Gradient(parameter) : new Tensor(weight.Shape))];
    }

    /// <summary>The gradients of the outputs by the input, or by any value inside, sample by sample, as the model predicts.</summary>
    /// <remarks>
    /// For each value v of <paramref name="of"/> this is <c>d (sum over i of outputGradient_i output_i) / d v</c>. With 1 at one class and
    /// 0 elsewhere it is the gradient of that class's output, as
    /// saliency maps and Grad-CAM need it: <c>model.Gradients(x, oneHot, model.Input, model.Layers["conv2d"].Output)</c>.
    /// The explanations of <see cref="Weft.Explain"/> are made of these. Groups of samples are taken by up to <see cref="Threads"/>
    /// threads.
    /// </remarks>
    /// <param name="x">Samples as the model's input layer takes them: <c>[batch, ...input]</c>.</param>
    /// <param name="outputGradient">How much each output counts: <c>[batch, ...output]</c>.</param>
    /// <param name="of">The values, of the model or of a model in it.</param>
    /// <returns>For each value its gradients: <c>[batch, ...shape]</c>.</returns>
    /// <exception cref="ShapeException">A tensor has another shape, or a value does not belong to the model.</exception>
    public IReadOnlyList<Tensor> Gradients(Tensor x, Tensor outputGradient, params ReadOnlySpan<Node> of) =>
        GradientsBy(nameof(Gradients), x, outputGradient, of.ToArray(), toLogits: false);

    /// <summary>As <see cref="Gradients"/>, of the logits: of what the softmax or the sigmoid at the model's end reads.</summary>
    /// <remarks>
    /// A probability near 1 has gradients near 0, and falls with every other class's rise; a class's logit has neither fault. Of a model
    /// that does not end in a softmax or sigmoid it is the output as
    /// it is.
    /// </remarks>
    /// <param name="x">Samples as the model's input layer takes them: <c>[batch, ...input]</c>.</param>
    /// <param name="logitGradient">How much each logit counts: <c>[batch, ...output]</c>.</param>
    /// <param name="of">The values, of the model or of a model in it.</param>
    /// <returns>For each value its gradients: <c>[batch, ...shape]</c>.</returns>
    /// <exception cref="ShapeException">A tensor has another shape, or a value does not belong to the model.</exception>
    public IReadOnlyList<Tensor> LogitGradients(Tensor x, Tensor logitGradient, params ReadOnlySpan<Node> of) =>
        GradientsBy(nameof(LogitGradients), x, logitGradient, of.ToArray(), toLogits: true);

    private Tensor[] GradientsBy(string who, Tensor x, Tensor outputGradient, Node[] of, bool toLogits)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(outputGradient);
        int count = x.Shape.Rank == 0 ? 0 : x.Shape[0];
        if (count == 0 || x.Shape != InputShape.Prepend(count) || outputGradient.Shape != OutputShape.Prepend(count))
        {
            throw new ShapeException(
                $"{who}: expected samples {InputShape.ToBatchString()} and output gradients {OutputShape.ToBatchString()} for model "
                    + $"'{Name}', got {x.Shape} and {outputGradient.Shape}. Reshape them.");
        }

        using Plan plan = PlanCompiler.Compile(Graph, new PlanOptions(Seed, Training: false, Loss: null, Metrics: [], Convolutions)
        {
            GradientsOf = of,
            TakesOutputGradient = true,
            ToLogits = toLogits,
        });
        plan.Pack();
        Tensor[] gradients = [.. of.Select(node => new Tensor(node.Shape.Prepend(count)))];
        Batch batch = WholeBatch(new TensorDataset(x, new Tensor([count, OutputShape.Size], outputGradient.Values), "samples"));

        // Each group goes its own way, so that who takes it changes no bit.
        ParallelOptions threads = new() { MaxDegreeOfParallelism = Threads };
        Parallel.For(0, (count + plan.Group - 1) / plan.Group, threads, () => plan.CreatePass(), Take, pass => pass.Dispose());
        return gradients;

        Pass Take(int group, ParallelLoopState state, Pass pass)
        {
            pass.Batch = batch;
            pass.First = group * plan.Group;
            pass.Count = Math.Min(plan.Group, count - pass.First);
            plan.Forward(pass);
            plan.Backward(pass);
            foreach (TapStep tap in plan.Steps.OfType<TapStep>())
            {
                tap.Gradients(pass).CopyTo(gradients[tap.Place].Span[(pass.First * tap.Output.Size)..]);
            }

            return pass;
        }
    }
}
