namespace Weft;

/// <summary>How a photo is made to look like the pictures a model was trained on. Every step can be left out; fitting into the model's input is always done.</summary>
/// <remarks>Weft.Imaging carries the steps out. A model's file remembers them, so that a prediction needs no options.</remarks>
public sealed record PicturePreparation
{
    /// <summary>For pictures made as Fashion-MNIST's were (Xiao, Rasul and Vollgraf 2017, section 2): cut out, sharpened, negated, long edge to edge.</summary>
    public static PicturePreparation Garment { get; } = new() { CutOut = true, Sharpen = true, Negate = true };

    /// <summary>For characters as in MNIST and its kin: cut out and negated, with a seventh of the edge left free all around.</summary>
    public static PicturePreparation Character { get; } = new() { CutOut = true, Negate = true, Margin = 1.0 / 7 };

    /// <summary>For other grey pictures with a dark background: negated where the photo's is light.</summary>
    public static PicturePreparation DarkBackground { get; } = new() { Negate = true };

    /// <summary>For pictures that are only fitted into the model's input.</summary>
    public static PicturePreparation FitOnly { get; } = new();

    /// <summary>For models of Teachable Machine: the middle of the photo, as large as it goes, in the model's proportions.</summary>
    public static PicturePreparation Middle { get; } = new() { Crop = true };

    /// <summary>Turns the photo upright as its EXIF orientation says.</summary>
    public bool Orient { get; init; } = true;

    /// <summary>Lays transparent pixels over white rather than over black.</summary>
    public bool OverWhite { get; init; } = true;

    /// <summary>Takes what differs from the background, puts it in the middle, and makes everything around it black (white, where it is not negated and light).</summary>
    public bool CutOut { get; init; }

    /// <summary>Fills the model's input with the middle of the photo, cutting off what is too wide or too high, instead of showing the whole
    /// photo with a border.</summary>
    public bool Crop { get; init; }

    /// <summary>Sharpens after resizing, with a Gaussian of standard deviation 1.</summary>
    public bool Sharpen { get; init; }

    /// <summary>Negates grey pictures whose background is light.</summary>
    public bool Negate { get; init; }

    /// <summary>
    /// Takes pictures in colour in grey, because whoever trained the model asked for it. Where it is false, data in colour does not fit a
    /// model of grey pictures; a photo does.
    /// </summary>
    public bool Grey { get; init; }

    /// <summary>The part of the edge that stays free on each side around what is cut out, from 0 to below 0.5.</summary>
    public double Margin { get; init; }
}
