namespace Weft.Formats;

/// <summary>The order in which the calls of a functional model can be made: every call behind those that it reads from, and a layer's calls
/// one after another.</summary>
internal static class CallOrder
{
    private enum State
    {
        Unseen,
        Open,
        Done,
    }

    /// <param name="names">The layers' names in the file.</param>
    /// <param name="calls">Each layer's calls.</param>
    /// <returns>Pairs of a layer and the number of its call.</returns>
    /// <exception cref="ModelFileException">A tensor is read that nobody makes, or the calls lead in a circle.</exception>
    public static IReadOnlyList<(int Layer, int Call)> Of(string[] names, IReadOnlyList<InboundCall>[] calls)
    {
        Dictionary<string, int> places = Places(names);
        Dictionary<(int Layer, int Call), State> states = [];
        List<(int Layer, int Call)> order = [];

        // A stack of its own, because files may hold longer chains than a thread's stack bears.
        Stack<((int Layer, int Call) At, int Next)> open = new();
        for (int layer = 0; layer < names.Length; layer++)
        {
            Enter((layer, calls[layer].Count - 1));
            while (open.TryPop(out ((int Layer, int Call) At, int Next) visit))
            {
                IReadOnlyList<TensorReference> inputs = calls[visit.At.Layer][visit.At.Call].Inputs;
                if (visit.Next <= inputs.Count)
                {
                    open.Push((visit.At, visit.Next + 1));
                    Enter(visit.Next == 0 ? (visit.At.Layer, visit.At.Call - 1) : Maker(inputs[visit.Next - 1], visit.At.Layer));
                }
                else
                {
                    states[visit.At] = State.Done;
                    order.Add(visit.At);
                }
            }
        }

        return order;

        void Enter((int Layer, int Call) at)
        {
            if (at.Call < 0 || states.GetValueOrDefault(at) == State.Done)
            {
                return;
            }

            if (states.GetValueOrDefault(at) == State.Open)
            {
                throw Unreadable($"a cycle through '{names[at.Layer]}'");
            }

            states[at] = State.Open;
            open.Push((at, 0));
        }

        (int Layer, int Call) Maker(TensorReference tensor, int reader) =>
            places.TryGetValue(tensor.Layer, out int maker) && tensor.Call >= 0 && tensor.Call < calls[maker].Count
                ? (maker, tensor.Call)
                : throw Unreadable($"a reference from '{names[reader]}' to call {tensor.Call} of '{tensor.Layer}', which is not there");
    }

    /// <summary>Where each layer stands.</summary>
    /// <exception cref="ModelFileException">Two have one name.</exception>
    public static Dictionary<string, int> Places(string[] names)
    {
        Dictionary<string, int> places = [];
        for (int i = 0; i < names.Length; i++)
        {
            if (!places.TryAdd(names[i], i))
            {
                throw Unreadable($"two layers called '{names[i]}'");
            }
        }

        return places;
    }

    public static ModelFileException Unreadable(string got) =>
        new($"config.json: expected a Functional model whose layers are called on what others gave, got {got}. The file is damaged, or "
            + $"another program wrote it; save the model with Keras.");
}
