"""The benchmark's networks, as PyTorch modules. src/Weft.Cli/Recipes describes the same ones; keep the two alike.

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


class Residual(nn.Module):
    """Two normalised convolutions around which the input goes: as it is, or through a 1x1 convolution where shapes differ. Keras' momentum and epsilon."""

    def __init__(self, extent, channels, filters, stride):
        super().__init__()
        # At stride 1 the convolution pads by itself, which is faster than a step of its own.
        first = [nn.Conv2d(channels, filters, 3, padding=1, bias=False)] if stride == 1 else [
            SamePadding(extent, 3, stride), nn.Conv2d(channels, filters, 3, stride=stride, bias=False)]
        self.body = nn.Sequential(
            *first, norm(filters), nn.ReLU(inplace=True),
            nn.Conv2d(filters, filters, 3, padding=1, bias=False), norm(filters))
        self.shortcut = nn.Identity() if (channels, 1) == (filters, stride) else nn.Conv2d(channels, filters, 1, stride=stride)

    def forward(self, x):
        return nn.functional.relu(self.body(x) + self.shortcut(x), inplace=True)


def norm(channels, momentum=0.99):
    """Batch normalisation with Keras' epsilon, and its way of counting momentum."""
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=1 - momentum)


def fast():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), norm(32, 0.9),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), norm(64, 0.9),
        nn.Conv2d(64, 128, 3), nn.ReLU(), norm(128, 0.9),
        nn.Flatten(), nn.Linear(1152, 10))


def best():
    layers, channels = [], 1
    for filters in (32, 64, 128):
        layers += [nn.Conv2d(channels, filters, 3, padding=1, bias=False), norm(filters, 0.9), nn.ReLU(inplace=True),
                   nn.Conv2d(filters, filters, 3, padding=1, bias=False)]
        layers += [nn.MaxPool2d(2)] if filters < 128 else []
        layers += [norm(filters, 0.9), nn.ReLU(inplace=True)]
        channels = filters
    return nn.Sequential(*layers, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(128, 10))


def residual():
    """ResNet-20 (He et al. 2015, section 4.2)."""
    layers, extent, channels = [nn.Conv2d(1, 16, 3, padding=1, bias=False), norm(16), nn.ReLU()], 28, 16
    for filters, stride in [(16, 1)] * 3 + [(32, 2), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1)]:
        layers.append(Residual(extent, channels, filters, stride))
        extent, channels = math.ceil(extent / stride), filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def mobile():
    layers, extent, channels = [nn.Conv2d(1, 32, 3, padding=1, bias=False), norm(32), nn.ReLU(inplace=True)], 28, 32
    for filters, stride in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1)]:
        layers += [nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False)] if stride == 1 else [
            SamePadding(extent, 3, stride), nn.Conv2d(channels, channels, 3, stride=stride, groups=channels, bias=False)]
        layers += [norm(channels), nn.ReLU(inplace=True), nn.Conv2d(channels, filters, 1, bias=False), norm(filters), nn.ReLU(inplace=True)]
        extent, channels = math.ceil(extent / stride), filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(256, 10))


NETWORKS = {
    "seed": Network((1, 28, 28), 64, seed),
    "fast": Network((1, 28, 28), 128, fast),
    "best": Network((1, 28, 28), 128, best),
    "wide": Network((3, 32, 32), 128, wide),
    "average": Network((1, 28, 28), 64, average),
    "residual": Network((1, 28, 28), 64, residual),
    "lenet": Network((1, 28, 28), 64, lenet),
    "mobile": Network((1, 28, 28), 64, mobile),
    "mlp": Network((784,), 64, mlp, image=False),
}


def create(name, random_seed=0):
    """The network with Keras' initialisation."""
    torch.manual_seed(random_seed)
    model = NETWORKS[name].build()
    for layer in model.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return model
