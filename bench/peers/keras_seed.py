"""The README's program in Keras: Fashion-MNIST, five epochs at batch 64, a fifth held out, then the 10,000 test pictures.

usage: keras_seed.py FOLDER SEED      FOLDER holds Fashion-MNIST's four IDX files, as `weft data` says where.
Needs keras and one of tensorflow, jax or torch (KERAS_BACKEND). Prints one line of JSON: accuracy, seconds of fit, parameters, versions.
"""
import gzip
import json
import os
import sys
import time

import keras
import numpy as np
from keras import layers


def read(folder, name):
    with gzip.open(os.path.join(folder, name)) as file:
        data = file.read()
    extents = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(data[3])]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(extents)).reshape(extents)


def pictures(folder, part):
    return read(folder, f"{part}-images-idx3-ubyte.gz")[..., None].astype("float32") / 255, read(folder, f"{part}-labels-idx1-ubyte.gz").astype("int64")


folder, seed = sys.argv[1], int(sys.argv[2])
keras.utils.set_random_seed(seed)
x, y = pictures(folder, "train")
test_x, test_y = pictures(folder, "t10k")

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Conv2D(64, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Conv2D(64, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
# On this network XLA is two and a half times slower than TensorFlow without it.
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=keras.backend.backend() != "tensorflow")
start = time.perf_counter()
model.fit(x, y, epochs=5, batch_size=64, validation_split=0.2, verbose=2)
seconds = time.perf_counter() - start
_, accuracy = model.evaluate(test_x, test_y, verbose=0)
print(json.dumps({"accuracy": accuracy, "fit_seconds": seconds, "parameters": model.count_params(), "keras": keras.__version__, "backend": keras.backend.backend()}))
