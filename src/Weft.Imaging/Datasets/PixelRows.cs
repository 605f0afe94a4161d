using System.Globalization;

using Weft.Data;

namespace Weft.Imaging;

/// <summary>Gathers the pictures of one part, a row of pixels each.</summary>
internal sealed class PixelRows
{
    private const double Growth = 1.5;
    private const int MostQuoted = 40;

    private readonly List<string> _labels = [];
    private byte[] _pixels = [];
    private int _filled;
    private Shape? _shape;

    public IReadOnlyList<string> Labels => _labels;

    public int Count => _labels.Count;

    /// <summary>Takes a row, and gives its pixels.</summary>
    /// <exception cref="DataException">They are no bytes, or not as many as in the rows before.</exception>
    public ReadOnlySpan<byte> Add(CsvRows rows, CsvColumns columns, string label, string path)
    {
        int most = columns.PixelText is { } text ? (text < rows.Count ? rows[text].Length : 0) / 2 + 1 : columns.Pixels.Count;
        Reserve(most, path);
        int start = _filled;
        if (columns.PixelText is { } column)
        {
            foreach (Range word in PictureCsv.Field(rows, column, "row of pixels", path).AsSpan().Split(' '))
            {
                if (rows[column][word] is { Length: > 0 } number)
                {
                    _pixels[_filled] = TryPixel(number, out byte value)
                        ? value : throw NoPixel(number, rows, $"{columns.Place(column)}, number {_filled - start + 1}", path);
                    _filled++;
                }
            }
        }
        else
        {
            foreach (int pixel in columns.Pixels)
            {
                ReadOnlySpan<char> number = pixel < rows.Count ? rows[pixel] : [];
                _pixels[_filled++] = TryPixel(number, out byte value) ? value : throw NoPixel(number, rows, columns.Place(pixel), path);
            }
        }

        int count = _filled - start;
        _shape ??= PixelColumns.ShapeOf(count)
            ?? throw new DataException($"{path}, line {rows.Line}: expected the pixels of a square picture, grey or in colour, "
                + $"got {count}. Save square pictures.");
        if (count != _shape.Value.Size)
        {
            throw new DataException($"{path}, line {rows.Line}: expected {_shape.Value.Size} pixels as in the rows before, got {count}. "
                + "Give all pictures one size.");
        }

        _labels.Add(label);
        return _pixels.AsSpan(start, count);
    }

    public ImageDataset ToDataset(string name, LabelNames names) =>
        new(_pixels.AsMemory(0, _filled), _labels.Select(label => names[label]).ToArray(), _shape!.Value, name, names.Names);

    private void Reserve(int count, string path)
    {
        long wanted = (long)_filled + count;
        if (wanted > Array.MaxLength)
        {
            throw new DataException($"{path}: expected at most {Array.MaxLength} pixels in a part, got more. Cut the file into several.");
        }

        if (wanted > _pixels.Length)
        {
            Array.Resize(ref _pixels, (int)Math.Min(Array.MaxLength, Math.Max(wanted, (long)(_pixels.Length * Growth))));
        }
    }

    // Programs that keep tables in floats write 12.0.
    private static bool TryPixel(ReadOnlySpan<char> field, out byte pixel)
    {
        if (byte.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out pixel))
        {
            return true;
        }

        bool isWhole = double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
            && real is >= 0 and <= byte.MaxValue && real == Math.Floor(real);
        pixel = isWhole ? (byte)real : (byte)0;
        return isWhole;
    }

    private static DataException NoPixel(ReadOnlySpan<char> field, CsvRows rows, string place, string path)
    {
        string got = field.Length > MostQuoted ? $"{field[..MostQuoted]}..." : $"{field}";
        return new DataException($"{path}, line {rows.Line}, {place}: expected pixels from 0 to 255 in whole numbers, got '{got}'. "
            + "Save them as bytes, before any scaling, with a number for every pixel.");
    }
}

/// <summary>
/// Counts rows with the same pixels. They are kept: in a file of pixels nobody can tell a picture that comes twice from two that look the
/// same.
/// </summary>
internal sealed class PixelTally
{
    private readonly Dictionary<UInt128, string> _labels = [];
    private int _repeated;
    private int _contradicted;

    public void Add(ReadOnlySpan<byte> pixels, string label)
    {
        if (!_labels.TryAdd(System.IO.Hashing.XxHash128.HashToUInt128(pixels), label))
        {
            bool isSame = _labels[System.IO.Hashing.XxHash128.HashToUInt128(pixels)] == label;
            _repeated += isSame ? 1 : 0;
            _contradicted += isSame ? 0 : 1;
        }
    }

    public IEnumerable<string> Sentences(string path)
    {
        if (_repeated + _contradicted > 0)
        {
            int all = _repeated + _contradicted;
            yield return $"{path}: {all} {(all == 1 ? "row has" : "rows have")} the pixels of an earlier row, "
                + $"{_contradicted} of them with another class. They are taken as they are.";
        }
    }
}
