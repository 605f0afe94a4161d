"""The benchmark's networks, as PyTorch modules. bench/Weft.Bench/Networks.cs describes the same four; keep the two alike.

Sizes are Keras': 'same' padding with stride 2 pads as Keras does (more at the end than at the beginning),
weights are Glorot-uniform with zero biases. Images are [channels, height, width] here, as PyTorch has them.
"""

import math
from dataclasses import dataclass
from typing import Callable

import torch
from torch import nn


@dataclass(frozen=True)
class Network:
    shape: tuple  # of one sample: channels, height, width
    batch: int
    build: Callable[[], nn.Module]
    image: bool = True  # False where the sample is a vector: memory formats then mean nothing


class SamePadding(nn.Module):
    """Zeros around an image so that a window of this size and stride gives ceil(extent / stride), as Keras' 'same'."""

    def __init__(self, extent, window, stride):
        super().__init__()
        total = max((math.ceil(extent / stride) - 1) * stride + window - extent, 0)
        self.pad = (total // 2, total - total // 2) * 2

    def forward(self, x):
        return nn.functional.pad(x, self.pad)


def seed():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3), nn.ReLU(),
        nn.Flatten(), nn.Linear(576, 64), nn.ReLU(), nn.Linear(64, 10))


def wide():
    return nn.Sequential(
        nn.Conv2d(3, 64, 3, padding=1), nn.ReLU(),
        nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 128, 3, padding=1), nn.ReLU(),
        nn.Conv2d(128, 128, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(8192, 256), nn.ReLU(), nn.Linear(256, 10))


def average():
    # 28 -> 14 (conv) -> 7 (pool) -> 4 (conv). The pool's window never leaves its even-sized image, so 'same' pads nothing.
    return nn.Sequential(
        SamePadding(28, 3, 2), nn.Conv2d(1, 32, 3, stride=2), nn.ReLU(),
        nn.AvgPool2d(2, count_include_pad=False),
        nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def mlp():
    return nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 10))


NETWORKS = {
    "seed": Network((1, 28, 28), 64, seed),
    "wide": Network((3, 32, 32), 128, wide),
    "average": Network((1, 28, 28), 64, average),
    "mlp": Network((784,), 64, mlp, image=False),
}


def create(name, random_seed=0):
    """The network with Keras' initialisation."""
    torch.manual_seed(random_seed)
    model = NETWORKS[name].build()
    for layer in model:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return model
