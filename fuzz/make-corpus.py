#!/usr/bin/python3
"""Makes the files of the corpus that Weft cannot write: GIF, BMP, ICO and other kinds of pictures, HDF5 as h5py lays it out.

    fuzz/make-corpus.py

Needs Debian's python3-pil and python3-h5py. What Weft itself writes comes from 'Weft.Fuzz --make-corpus fuzz/corpus'.
"""

import json
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


SHAPES = {"conv": {"kernel": (3, 3, 1, 2), "bias": (2,)}, "flat": {}, "dense": {"kernel": (8, 2), "bias": (2,)}}


def old_config():
    """A model as Keras 2 describes it."""
    layers = [
        {"class_name": "Conv2D", "config": {"name": "conv", "trainable": True, "batch_input_shape": [None, 4, 4, 1], "dtype": "float32", "filters": 2,
                                            "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid", "data_format": "channels_last",
                                            "dilation_rate": [1, 1], "groups": 1, "activation": "relu", "use_bias": True}},
        {"class_name": "Flatten", "config": {"name": "flat", "trainable": True, "dtype": "float32", "data_format": "channels_last"}},
        {"class_name": "Dense", "config": {"name": "dense", "trainable": True, "dtype": "float32", "units": 2, "activation": "softmax",
                                           "use_bias": True}},
    ]
    return {"class_name": "Sequential", "config": {"name": "old", "layers": layers}}


TRAINING = {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "weighted_metrics": None, "loss_weights": None,
            "optimizer_config": {"class_name": "Adam", "config": {"name": "Adam", "learning_rate": 0.001, "decay": 0.0, "beta_1": 0.9,
                                                                  "beta_2": 0.999, "epsilon": 1e-07, "amsgrad": False}}}


def values(shape):
    return np.random.default_rng(1).normal(size=shape).astype("float32")


def old_weights(group, fixed):
    text = (lambda names: np.array([name.encode() for name in names])) if fixed else (lambda names: names)
    group.attrs["layer_names"] = text(list(SHAPES))
    group.attrs["backend"] = "tensorflow"
    group.attrs["keras_version"] = "2.4.0"
    for layer, shapes in SHAPES.items():
        inner = group.create_group(layer)
        names = [f"{layer}/{weight}:0" for weight in shapes]
        inner.attrs["weight_names"] = text(names) if names else np.zeros(0)
        for name, shape in zip(names, shapes.values()):
            inner.create_dataset(name, data=values(shape))


def old_model(path, fixed, **options):
    with h5py.File(path, "w", **options) as file:
        file.attrs["keras_version"] = "2.4.0"
        file.attrs["backend"] = "tensorflow"
        file.attrs["model_config"] = json.dumps(old_config()).encode() if fixed else json.dumps(old_config())
        file.attrs["training_config"] = json.dumps(TRAINING).encode() if fixed else json.dumps(TRAINING)
        old_weights(file.create_group("model_weights"), fixed)
        state = file.create_group("optimizer_weights")
        slots = [(f"Adam/{layer}/{weight}/{slot}:0", shape) for slot in "mv" for layer, shapes in SHAPES.items() for weight, shape in shapes.items()]
        names = ["Adam/iter:0"] + [name for name, _ in slots]
        state.attrs["weight_names"] = np.array([name.encode() for name in names]) if fixed else names
        state.create_dataset(names[0], data=np.int64(3))
        for name, shape in slots:
            state.create_dataset(name, data=values(shape) ** 2)


def script_model(folder):
    """A model of TensorFlow.js, one group quantised."""
    folder.mkdir(exist_ok=True)
    names = [(f"{layer}/{weight}", shape) for layer, shapes in SHAPES.items() for weight, shape in shapes.items()]
    (folder / "group1-shard1of1.bin").write_bytes(b"".join(values(shape).tobytes() for _, shape in names[:2]))
    (folder / "group2-shard1of1.bin").write_bytes(bytes(range(18)))
    manifest = [
        {"paths": ["group1-shard1of1.bin"], "weights": [{"name": name, "shape": list(shape), "dtype": "float32"} for name, shape in names[:2]]},
        {"paths": ["group2-shard1of1.bin"],
         "weights": [{"name": name, "shape": list(shape), "dtype": "float32", "quantization": {"dtype": "uint8", "scale": 0.01, "min": -1.0}}
                     for name, shape in names[2:]]},
    ]
    topology = {"keras_version": "2.4.0", "backend": "tensorflow", "model_config": old_config(), "training_config": TRAINING}
    (folder / "model.json").write_text(json.dumps({"format": "layers-model", "generatedBy": "keras v2.4.0",
                                                   "convertedBy": "TensorFlow.js Converter v3.8.0", "modelTopology": topology,
                                                   "weightsManifest": manifest}))


if __name__ == "__main__":
    pictures(CORPUS / "picture")
    weights(CORPUS / "weights-h5" / "h5py.h5")
    weights(CORPUS / "weights-h5" / "latest.h5", libver="latest")
    (CORPUS / "model-h5").mkdir(exist_ok=True)
    (CORPUS / "load-weights").mkdir(exist_ok=True)
    old_model(CORPUS / "model-h5" / "fixed.h5", True)
    old_model(CORPUS / "model-h5" / "variable.h5", False)
    old_model(CORPUS / "model-h5" / "latest.h5", False, libver="latest")
    with h5py.File(CORPUS / "load-weights" / "old.h5", "w") as file:
        old_weights(file, True)
    weights(CORPUS / "load-weights" / "tree.weights.h5")
    script_model(CORPUS / "tfjs")
