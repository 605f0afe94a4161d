namespace Weft.Fuzz.Running;

/// <summary>An input that ended neither in a right answer nor in a named error.</summary>
/// <param name="Reader">Whose input.</param>
/// <param name="Number">Which.</param>
/// <param name="Place">Where it came from.</param>
/// <param name="Message">What was said.</param>
internal sealed record Finding(string Reader, long Number, string Place, string Message)
{
    public override string ToString() => $"{Reader} {Number} [{Place}] {Message}";
}
