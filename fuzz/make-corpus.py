#!/usr/bin/python3
"""Makes the files of the corpus that Weft cannot write: GIF, BMP, ICO and other kinds of pictures, HDF5 as h5py lays it out.

    fuzz/make-corpus.py

Needs Debian's python3-pil and python3-h5py. What Weft itself writes comes from 'Weft.Fuzz --make-corpus fuzz/corpus'.
"""

import io
import pathlib

import h5py
import numpy as np
from PIL import Image

CORPUS = pathlib.Path(__file__).parent / "corpus"


def picture(mode="RGB", size=(13, 9)):
    width, height = size
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    colour = np.stack([x * 19 % 256, y * 28 % 256, x * y * 2 % 256], axis=-1).astype("uint8")
    return Image.fromarray(colour).convert(mode)


def pictures(folder):
    folder.mkdir(exist_ok=True)
    few = picture().quantize(8)
    few.save(folder / "plain.gif", interlace=0)
    few.save(folder / "interlaced.gif", interlace=1)
    frames = [picture(size=(9, 7)).rotate(90 * turn).quantize(8) for turn in range(3)]
    frames[0].save(folder / "frames.gif", save_all=True, append_images=frames[1:], duration=10, transparency=0, disposal=2)
    picture().save(folder / "plain.bmp")
    few.save(folder / "palette.bmp")
    picture("L").save(folder / "grey.bmp")
    picture("1").save(folder / "bits.bmp")
    picture("RGBA", (16, 16)).save(folder / "icon.ico", sizes=[(16, 16)])
    picture(size=(40, 30)).save(folder / "progressive.jpg", progressive=True, quality=60)
    picture("L").save(folder / "grey.jpg")
    picture("CMYK").save(folder / "cmyk.jpg")
    few.save(folder / "palette.png")
    picture("LA").save(folder / "grey-alpha.png")
    Image.fromarray((np.arange(117).reshape(9, 13) * 500).astype("uint16")).save(folder / "deep.png")
    picture("1").save(folder / "bits.png")
    exif = Image.Exif()
    exif[0x0112] = 8
    picture().save(folder / "turned.webp", exif=exif)
    shots = [picture(size=(9, 7)), picture(size=(9, 7)).rotate(180)]
    shots[0].save(folder / "frames.webp", save_all=True, append_images=shots[1:], duration=10)


def weights(path, **options):
    """The weights of the model in shared/weights-config.json: a convolution, a dense layer, Adam after two steps."""
    random = np.random.default_rng(1)
    shapes = [(3, 3, 1, 2), (2,), (8, 2), (2,)]
    with h5py.File(path, "w", **options) as file:
        for group, pair in (("conv2d", shapes[:2]), ("dense", shapes[2:]), ("flatten", [])):
            variables = file.create_group(f"layers/{group}/vars")
            variables.attrs["name"] = group
            for number, shape in enumerate(pair):
                packed = {"compression": "gzip", "shuffle": True, "chunks": shape} if "libver" in options else {}
                variables.create_dataset(str(number), data=random.normal(size=shape).astype("float32"), **packed)
        variables = file.create_group("optimizer/vars")
        variables.create_dataset("0", data=np.int64(2))
        variables.create_dataset("1", data=np.float32(0.001))
        for number, shape in enumerate(shape for each in shapes for shape in (each, each)):
            variables.create_dataset(str(number + 2), data=random.normal(size=shape).astype("float32") ** 2)
        file.create_group("vars")


if __name__ == "__main__":
    pictures(CORPUS / "picture")
    weights(CORPUS / "weights-h5" / "h5py.h5")
    weights(CORPUS / "weights-h5" / "latest.h5", libver="latest")
