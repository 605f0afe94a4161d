"""Writes a model that Weft saved as .keras in the forms that the Keras of other ages gave it (docs/files.md; keras-format.md has the tables).

    python3 keras_ages.py MODEL.keras FOLDER FORM...

writes FOLDER/FORM (its ending tells the kind of file). It knows HDF5 by h5py and shares nothing with the reader under test.
"""
import io
import json
import os
import re
import sys
import zipfile

import h5py
import numpy as np

WORDS = {
    "Conv2D": ["kernel", "bias"], "Dense": ["kernel", "bias"], "Conv2DTranspose": ["kernel", "bias"],
    "DepthwiseConv2D": ["depthwise_kernel", "bias"], "SeparableConv2D": ["depthwise_kernel", "pointwise_kernel", "bias"],
    "LayerNormalization": ["gamma", "beta"], "LayerScale": ["gamma"], "Normalization": ["mean", "variance", "count"], "PReLU": ["alpha"],
}
OPERATIONS = {"Add": "__operators__.add", "Multiply": "math.multiply", "Subtract": "math.subtract", "TrueDivide": "math.truediv",
              "Relu": "nn.relu", "Relu6": "nn.relu6", "Sigmoid": "math.sigmoid"}


def snake(name):
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def is_model(layer):
    return layer["class_name"] in ("Sequential", "Functional")


class Layer:
    """A layer of the file: its name, class, weights by Keras 2's words, and the layers inside."""

    def __init__(self, config, group, weights, trainable):
        self.name = config["config"]["name"]
        self.kind = config["class_name"]
        self.trainable = trainable and config["config"].get("trainable", True)
        self.inner = read_layers(config, group, weights, self.trainable) if is_model(config) else []
        values = [] if is_model(config) or group + "/vars" not in weights else [
            weights["%s/vars/%d" % (group, i)][()] for i in range(len(weights[group + "/vars"]))]
        self.values = list(zip(self.words(config["config"]), values))
        assert len(self.values) == len(values), (self.name, self.kind, len(values))

    def words(self, config):
        if self.kind == "BatchNormalization":
            return (["gamma"] if config.get("scale", True) else []) + (["beta"] if config.get("center", True) else []) + ["moving_mean", "moving_variance"]
        return WORDS.get(self.kind, [])

    def flat(self):
        """(layer, word, value, trains), layer by layer."""
        own = [(self, word, value, self.trainable and not word.startswith("moving") and self.kind != "Normalization") for word, value in self.values]
        return own + [item for layer in self.inner for item in layer.flat()]


def read_layers(model, prefix, weights, trainable):
    counts, layers = {}, []
    for config in model["config"]["layers"]:
        if str(config.get("module", "")).startswith("keras.src.ops") or (model["class_name"] == "Sequential" and config["class_name"] == "InputLayer"):
            layers.append(None)
            continue
        stem = snake(config["class_name"])
        number = counts.get(stem, 0)
        counts[stem] = number + 1
        group = "%slayers/%s" % (prefix + "/" if prefix else "", stem + ("_%d" % number if number else ""))
        layers.append(Layer(config, group, weights, trainable))
    return [layer for layer in layers if layer]


def old_config(model, age):
    """A model's object as Keras 2 wrote it. Ages: k2.1, k2.3, tf1, tf2."""
    config = model["config"]
    layers = [old_layer(layer, age, model["class_name"] == "Functional") for layer in config["layers"]]
    if model["class_name"] == "Sequential":
        if age != "tf2" and layers and layers[0]["class_name"] == "InputLayer":
            shape = layers.pop(0)["config"]["batch_input_shape"]
            if layers and "layers" not in layers[0]["config"]:
                layers[0]["config"]["batch_input_shape"] = shape
        return {"class_name": "Sequential", "config": layers if age == "k2.1" else {"name": config["name"], "layers": layers}}
    old = {"name": config["name"], "layers": layers, "input_layers": ends(config["input_layers"]), "output_layers": ends(config["output_layers"])}
    return {"class_name": "Functional" if age == "tf2" else "Model", "config": old}


def ends(value):
    return [value] if isinstance(value[0], str) else value


def old_layer(layer, age, functional):
    if is_model(layer):
        old = old_config(layer, age)
        if isinstance(old["config"], dict) and not layer["config"].get("trainable", True):
            old["config"]["trainable"] = False
    elif str(layer.get("module", "")).startswith("keras.src.ops"):
        old = {"class_name": "TFOpLambda", "config": {"name": layer["config"]["name"], "trainable": True, "dtype": "float32",
                                                     "function": OPERATIONS[layer["class_name"]]}}
    else:
        config = {key: old_value(value, age) for key, value in layer["config"].items()}
        if age in ("k2.1", "k2.3"):
            for key in ("groups", "synchronized"):
                config.pop(key, None)
        if "batch_shape" in config:
            config["batch_input_shape"] = config.pop("batch_shape")
        if layer["class_name"] == "BatchNormalization" and age.startswith("tf"):
            config["axis"] = [3] if config["axis"] == -1 and len(layer["build_config"]["input_shape"]) == 4 else config["axis"]
            config.pop("synchronized", None)
        if layer["class_name"] == "SeparableConv2D":
            config.update(kernel_initializer=old_value({"class_name": "GlorotUniform", "config": {"seed": None}}, age), kernel_regularizer=None, kernel_constraint=None, groups=1)
        if layer["class_name"] == "DepthwiseConv2D" and age == "tf2":
            config["groups"] = 1
        old = {"class_name": layer["class_name"], "config": config}
    if functional:
        old["name"] = layer["name"]
        lambdas = old["class_name"] == "TFOpLambda"
        old["inbound_nodes"] = [old_call(node, lambdas) for node in layer["inbound_nodes"]]
    return old


def old_value(value, age):
    if isinstance(value, dict) and value.get("class_name") == "DTypePolicy":
        return value["config"]["name"]
    if isinstance(value, dict) and "class_name" in value:
        config = dict(value["config"]) if isinstance(value["config"], dict) else value["config"]
        name = value["class_name"]
        if age in ("k2.1", "k2.3") and name in ("GlorotUniform", "GlorotNormal", "HeNormal", "HeUniform"):
            mode = "fan_avg" if name.startswith("Glorot") else "fan_in"
            config = {"scale": 1.0 if mode == "fan_avg" else 2.0, "mode": mode, "distribution": "uniform" if name.endswith("Uniform") else "normal", "seed": config.get("seed")}
            name = "VarianceScaling"
        if age == "tf1" and isinstance(config, dict):
            config["dtype"] = "float32"
        return {"class_name": name, "config": config}
    return value


def history(tensor):
    return list(tensor["config"]["keras_history"])


def old_call(node, lambdas):
    arguments = node["args"][0] if isinstance(node["args"][0], list) else node["args"]
    if not lambdas:
        return [history(tensor) + [{}] for tensor in arguments]
    if isinstance(arguments[0], dict):
        first, rest = history(arguments[0]), arguments[1:]
    else:
        first, rest = history(arguments[1]), arguments[:1]
    return first + [{"y": history(rest[0]) if isinstance(rest[0], dict) else rest[0], "name": None} if rest else {"name": None}]


def names_of(layer, suffix):
    """The names of a layer's weights in its group, with their values, in Keras' order."""
    items = layer.flat()
    if layer.inner:
        items = [item for item in items if item[3]] + [item for item in items if not item[3]]
    return [("%s/%s%s" % (item[0].name, item[1], suffix), item[2]) for item in items]


def put_names(group, name, values, variable):
    values = [value.encode("utf8") for value in values]
    if not values:
        group.attrs[name] = []
    elif variable:
        group.attrs.create(name, values, dtype=h5py.string_dtype("ascii"))
    else:
        group.attrs[name] = values


def layer_names(group, layers, suffix, variable, split):
    names = [layer.name for layer in layers]
    if split:
        half = len(names) // 2
        put_names(group, "layer_names0", names[:half], False)
        put_names(group, "layer_names1", names[half:], False)
    else:
        put_names(group, "layer_names", names, variable)
    for layer in layers:
        own = group.require_group(layer.name)
        weights = names_of(layer, suffix)
        put_names(own, "weight_names", [name for name, _ in weights], variable)
        for name, value in weights:
            own[name] = value


def optimizer_weights(root, state, layers, form):
    trained = [(item[0].name, item[1]) for layer in layers for item in layer.flat() if item[3]]
    moments, velocities, iterations = state["m"], state["v"], state["iterations"]
    paths = ["%s/%s" % pair for pair in trained]
    pairs = []
    if form == "k2.1":
        pairs = [("training/Adam/Variable%s:0" % ("_%d" % i if i else ""), value) for i, value in enumerate(moments + velocities + [np.zeros(1, "float32")] * len(paths))]
        pairs.insert(0, ("Adam/iterations:0", iterations))
    elif form == "k2.3":
        pairs = [("Adam/iterations:0", iterations)] + [("training/Adam/m_%d_1:0" % i, value) for i, value in enumerate(moments)]
        pairs += [("training/Adam/v_%d_1:0" % i, value) for i, value in enumerate(velocities)]
        pairs += [("training/Adam/vhat_%d_1:0" % i, np.zeros(1, "float32")) for i in range(len(paths))]
    elif form in ("tf1", "tf2"):
        before = "training/" if form == "tf1" else ""
        pairs = [(before + "Adam/iter:0", iterations)] + [(before + "Adam/%s/m:0" % path, value) for path, value in zip(paths, moments)]
        pairs += [(before + "Adam/%s/v:0" % path, value) for path, value in zip(paths, velocities)]
    elif form == "tf2.12":
        pairs = [("iteration:0", iterations)]
        for path, m, v in zip(paths, moments, velocities):
            pairs += [("Adam/m/%s:0" % path, m), ("Adam/v/%s:0" % path, v)]
    else:
        pairs = [("adam/iteration", iterations), ("adam/learning_rate", np.float32(state["rate"]))]
        for path, m, v in zip(paths, moments, velocities):
            flat = path.replace("/", "_")
            pairs += [("adam/%s_momentum" % flat, m), ("adam/%s_velocity" % flat, v)]
    group = root.create_group("optimizer_weights")
    put_names(group, "weight_names", [name for name, _ in pairs], form in ("tf2.12", "k3"))
    for name, value in pairs:
        group[name] = value


def training_config(compiled, form):
    optimizer = compiled["optimizer"]["config"]
    common = {"beta_1": optimizer["beta_1"], "beta_2": optimizer["beta_2"], "epsilon": optimizer["epsilon"], "amsgrad": False}
    rate = {"lr": optimizer["learning_rate"]} if form == "k2.1" else {"learning_rate": optimizer["learning_rate"], "name": "Adam"}
    if form not in ("tf2.12", "k3"):
        rate["decay"] = 0.0
    metrics = ["accuracy"] if form in ("k2.1", "k2.3", "tf1", "k3") else [
        [{"class_name": "MeanMetricWrapper", "config": {"name": "accuracy", "dtype": "float32", "fn": "sparse_categorical_accuracy"}}]]
    name = "Custom>Adam" if form == "tf2.12" else "Adam"
    loss = compiled["loss"]["config"]["name"] if isinstance(compiled["loss"], dict) else compiled["loss"]
    return {"optimizer_config": {"class_name": name, "config": {**rate, **common}}, "loss": loss, "metrics": metrics, "sample_weight_mode": None, "loss_weights": None}


AGE = {"k2.1": "k2.1", "k2.3": "k2.3", "tf1": "tf1", "tf2": "tf2", "tf2.12": "tf2"}


def write_h5(path, source, form, compiled=True, split=False, variable=None, weights_only=False, slashes=False):
    age = AGE.get(form)
    suffix = "" if form == "k3" else ":0"
    variable = form in ("tf2.12", "k3") if variable is None else variable
    with h5py.File(path, "w") as file:
        file.attrs["backend"] = "tensorflow"
        file.attrs["keras_version"] = {"k2.1": "2.1.6", "k2.3": "2.3.1", "tf1": "2.2.4-tf", "tf2": "2.4.0", "tf2.12": "2.12.0", "k3": "3.6.0"}[form]
        layers = source.layers
        config = source.config if form == "k3" else old_config(source.config, age)
        if slashes:
            for layer in layers:
                layer.name = renamed(layer.name)
            config = json.loads(json.dumps(config))
            rename(config["config"])
        if weights_only:
            layer_names(file, layers, suffix, variable, split)
            return
        file.attrs.create("model_config", json.dumps({key: config[key] for key in ("class_name", "config")}).encode(), dtype=h5py.string_dtype("ascii"))
        layer_names(file.create_group("model_weights"), layers, suffix, variable, split)
        if compiled and source.state:
            file.attrs.create("training_config", json.dumps(training_config(source.config["compile_config"], form)).encode(), dtype=h5py.string_dtype("ascii"))
            optimizer_weights(file, source.state, layers, form)


def renamed(name):
    return "block/" + name


def rename(config):
    """A functional model's layers, and what refers to them; those of models inside keep their names."""
    for layer in config["layers"]:
        layer["name"] = layer["config"]["name"] = renamed(layer["name"])
        for node in layer["inbound_nodes"]:
            for reference in [node] if isinstance(node[0], str) else node:
                reference[0] = renamed(reference[0])
                if isinstance(reference[3].get("y"), list):
                    reference[3]["y"][0] = renamed(reference[3]["y"][0])
    for reference in config["input_layers"] + config["output_layers"]:
        reference[0] = renamed(reference[0])


def write_zip(path, source, container="layers", doubled=False, backslash=False, rate=True, int32=False, attribute=True, optimizer=True, numpy=False):
    config = json.loads(json.dumps(source.config))
    if numpy:
        wrap(config["config"])
    if not optimizer:
        config["compile_config"].pop("optimizer")
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        join = "\\" if backslash else "/"

        def put(path, values, name):
            group = file.create_group(path).create_group("vars")
            if attribute:
                group.attrs["name"] = name
            for i, value in enumerate(values):
                group[str(i)] = value

        def container_of(layers, prefix):
            counts = {}
            for layer in layers:
                stem = snake(layer.kind)
                number = counts.get(stem, 0)
                counts[stem] = number + (2 if doubled and layer.flat() else 1)
                own = prefix + container + join + stem + ("_%d" % number if number else "")
                put(own, [value for _, value in layer.values], layer.name)
                container_of(layer.inner, own + join)

        container_of(source.layers, "")
        if source.state:
            variables = [source.state["iterations"].astype("int32") if int32 else source.state["iterations"]] + ([np.float32(source.state["rate"])] if rate else [])
            for m, v in zip(source.state["m"], source.state["v"]):
                variables += [m, v]
            put("optimizer", variables, "adam")
        file.create_group("vars")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": "2.13.1"}))
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("model.weights.h5", buffer.getvalue())


def wrap(config):
    """max_value of a ReLU as TensorFlow 2.12 wrote it."""
    for layer in config["layers"]:
        if layer["class_name"] == "ReLU":
            layer["config"]["max_value"] = {"class_name": "__numpy__", "config": {"value": layer["config"]["max_value"], "dtype": "float32"}}
        if is_model(layer):
            wrap(layer["config"])


def write_script(folder, source, direct=False, shard=4 << 20, quantization=None):
    os.makedirs(folder)
    data, entries = b"", []
    for layer in source.layers:
        for name, value in names_of(layer, ""):
            entry = {"name": name, "shape": list(value.shape), "dtype": "float32"}
            if quantization == "float16":
                entry["quantization"] = {"dtype": "float16", "original_dtype": "float32"}
                data += value.astype("float16").tobytes()
            elif quantization:
                low, high = float(value.min()), float(value.max())
                steps = 255 if quantization == "uint8" else 65535
                scale = (high - low) / steps or 1.0
                entry["quantization"] = {"dtype": quantization, "scale": scale, "min": low, "original_dtype": "float32"}
                data += np.round((value.astype("float64") - low) / scale).astype(quantization).tobytes()
            else:
                data += value.astype("float32").tobytes()
            entries.append(entry)
    paths = []
    for start in range(0, max(len(data), 1), shard):
        paths.append("group1-shard%d.bin" % (len(paths) + 1))
        with open(os.path.join(folder, paths[-1]), "wb") as file:
            file.write(data[start:start + shard])
    config = old_config(source.config, "k2.3" if direct else "tf2")
    topology = config if direct else {"keras_version": "2.4.0", "backend": "tensorflow", "model_config": config}
    with open(os.path.join(folder, "model.json"), "w") as file:
        json.dump({"format": "layers-model", "modelTopology": topology, "weightsManifest": [{"paths": paths, "weights": entries}]}, file)


class Source:
    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.config = json.loads(archive.read("config.json"))
            with h5py.File(io.BytesIO(archive.read("model.weights.h5")), "r") as weights:
                self.layers = read_layers(self.config, "", weights, self.config["config"].get("trainable", True))
                variables = weights["optimizer/vars"] if "optimizer/vars" in weights else {}
                self.state = None
                if len(variables) > 2:
                    slots = [variables[str(i)][()] for i in range(2, len(variables))]
                    self.state = {"iterations": variables["0"][()], "rate": float(variables["1"][()]), "m": slots[0::2], "v": slots[1::2]}


FORMS = {
    "k2.1.h5": lambda path, source: write_h5(path, source, "k2.1"),
    "k2.3.h5": lambda path, source: write_h5(path, source, "k2.3"),
    "tf1.hdf5": lambda path, source: write_h5(path, source, "tf1"),
    "tf2.h5": lambda path, source: write_h5(path, source, "tf2"),
    "tf2-variable.h5": lambda path, source: write_h5(path, source, "tf2", variable=True),
    "tf2-split.h5": lambda path, source: write_h5(path, source, "tf2", split=True),
    "tf2-slashes.h5": lambda path, source: write_h5(path, source, "tf2", slashes=True, compiled=False),
    "tf2-uncompiled.h5": lambda path, source: write_h5(path, source, "tf2", compiled=False),
    "tf2.12.keras": lambda path, source: write_h5(path, source, "tf2.12"),
    "k3.h5": lambda path, source: write_h5(path, source, "k3"),
    "weights-k2.3.h5": lambda path, source: write_h5(path, source, "k2.3", weights_only=True),
    "weights-tf2-split.h5": lambda path, source: write_h5(path, source, "tf2", weights_only=True, split=True),
    "zip-2.13.keras": lambda path, source: write_zip(path, source, "_layer_checkpoint_dependencies", doubled=True, rate=False, attribute=False),
    "zip-2.14.keras": lambda path, source: write_zip(path, source, "_layer_checkpoint_dependencies", rate=False, attribute=False),
    "zip-2.13-windows.keras": lambda path, source: write_zip(path, source, "_layer_checkpoint_dependencies", doubled=True, backslash=True, rate=False, attribute=False),
    "zip-windows.keras": lambda path, source: write_zip(path, source, backslash=True),
    "zip-numpy.keras": lambda path, source: write_zip(path, source, numpy=True),
    "zip-jax.keras": lambda path, source: write_zip(path, source, int32=True, attribute=False),
    "zip-without-optimizer.keras": lambda path, source: write_zip(path, source, optimizer=False),
    "script": lambda path, source: write_script(path, source),
    "script-direct": lambda path, source: write_script(path, source, direct=True),
    "script-shards": lambda path, source: write_script(path, source, shard=1001),
    "script-float16": lambda path, source: write_script(path, source, quantization="float16"),
    "script-uint8": lambda path, source: write_script(path, source, quantization="uint8"),
    "script-uint16": lambda path, source: write_script(path, source, quantization="uint16", shard=777),
}


def main():
    model, folder = sys.argv[1:3]
    for form in sys.argv[3:] or FORMS:
        FORMS[form](os.path.join(folder, form), Source(model))


if __name__ == "__main__":
    main()
