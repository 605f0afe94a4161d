#!/usr/bin/env python3
"""Trains the seed network with PyTorch by Weft's recipe on the real Fashion-MNIST: the accuracy and the time to compare with.

    pytorch_train.py FOLDER --seed 0 --threads 2

FOLDER holds the four official IDX files, gzipped. The last fifth of the training pictures is kept for validation, before any shuffling;
five epochs of 48,000 pictures at batch 64, Adam with epsilon 1e-7, Glorot-uniform weights, zero biases. An epoch's time includes shuffling and
fetching the pictures, and not the validation.
"""

import argparse
import gzip
import json
import pathlib
import time

import torch
from networks import create


def read(path):
    data = gzip.decompress(path.read_bytes())
    extents = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(data[3])]
    return torch.frombuffer(bytearray(data[4 + 4 * data[3]:]), dtype=torch.uint8).reshape(extents)


def load(folder, part):
    images = read(folder / f"{part}-images-idx3-ubyte.gz").unsqueeze(1).float() / 255
    return images, read(folder / f"{part}-labels-idx1-ubyte.gz").long()


def evaluate(model, x, y):
    with torch.inference_mode():
        logits = torch.cat([model(part) for part in x.split(1000)])
        return torch.nn.functional.cross_entropy(logits, y).item(), (logits.argmax(1) == y).float().mean().item()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--layout", choices=["nchw", "nhwc"], default="nhwc")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    layout = torch.channels_last if arguments.layout == "nhwc" else torch.contiguous_format
    x, y = load(arguments.folder, "train")
    x = x.contiguous(memory_format=layout)
    count = len(x) * 4 // 5
    model = create("seed", arguments.seed).to(memory_format=layout)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7)
    loss = torch.nn.CrossEntropyLoss()

    seconds = []
    for epoch in range(arguments.epochs):
        begin = time.perf_counter()
        for batch in torch.randperm(count).split(64):
            optimizer.zero_grad(set_to_none=True)
            loss(model(x[batch]), y[batch]).backward()
            optimizer.step()
        seconds.append(round(time.perf_counter() - begin, 3))
        val_loss, val_accuracy = evaluate(model, x[count:], y[count:])
        print(f"epoch {epoch + 1}: {seconds[-1]} s, val_loss {val_loss:.4f}, val_accuracy {val_accuracy:.4f}", flush=True)

    test_loss, test_accuracy = evaluate(model, *load(arguments.folder, "t10k"))
    print(json.dumps({"seed": arguments.seed, "epochSeconds": seconds, "testLoss": test_loss, "testAccuracy": test_accuracy}))


if __name__ == "__main__":
    main()
