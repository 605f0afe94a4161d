namespace Weft.Cli.Datasets;

/// <summary>A data set before it is loaded.</summary>
internal abstract class DataSource
{
    /// <summary>Loads all parts.</summary>
    public abstract LoadedData Load(DataRequest request, DataMessages messages, CancellationToken cancellationToken);

    /// <summary>Loads the test pictures alone.</summary>
    public abstract TestData LoadTest(DataRequest request, DataMessages messages, CancellationToken cancellationToken);

    /// <summary>Loads all pictures in one, whatever part they are of.</summary>
    public virtual WholeData LoadWhole(DataRequest request, DataMessages messages, CancellationToken cancellationToken) =>
        WholeData.Of(Load(request, messages, cancellationToken));
}
