#!/usr/bin/python3
"""Writes tests/Weft.Tests/Golden/layers.npz: losses and gradients of single layers, and ten training losses of a residual network, by PyTorch.

Run: /usr/bin/python3 bench/peers/golden_layers.py        (Debian's python3-torch, 1.13)

Everything is computed in float64. Weights and samples come from the generator of golden.py, in the order in which Keras lists weights. The loss of a single layer
is the mean squared error to zero. PyTorch's momentum is 1 - Keras', and its running variance is the unbiased one: the moving averages are therefore computed here.
"""

import numpy as np
import torch
from torch.nn import functional as F

from golden import OUTPUT, Lcg, batch

SHAPE, SAMPLES, MOMENTUM, EPSILON = (7, 6, 4), 5, 0.99, 1e-3


class Draws:
    """Weights one after another: kernels within Glorot's limit, vectors within 0.05, around 1 where asked."""

    def __init__(self):
        self.random = Lcg(1)

    def __call__(self, *shape, around=0.0):
        area = int(np.prod(shape[:-2]))
        limit = 0.05 if len(shape) == 1 else np.sqrt(6.0 / (area * shape[-2] + area * shape[-1]))
        draws = np.array([self.random.bits() for _ in range(int(np.prod(shape)))], dtype=np.float64)
        values = (around + limit * (2 * draws / 2**24 - 1)).astype(np.float32).reshape(shape)
        return torch.tensor(values, dtype=torch.float64)


def samples():
    random = Lcg(7)
    draws = np.array([random.bits() for _ in range(SAMPLES * int(np.prod(SHAPE)))], dtype=np.float64)
    return torch.tensor((2 * draws / 2**24 - 1).astype(np.float32).reshape(SAMPLES, *SHAPE), dtype=torch.float64).permute(0, 3, 1, 2)


def conv(x, kernel, bias=None, **options):
    return F.conv2d(x, kernel.permute(3, 2, 0, 1), bias, **options)


def depthwise(x, kernel, bias=None, **options):
    return F.conv2d(x, kernel.permute(2, 3, 0, 1).reshape(-1, 1, *kernel.shape[:2]), bias, groups=kernel.shape[2], **options)


def normalize(x, gamma, beta, mean=None, variance=None):
    return F.batch_norm(x, mean, variance, gamma, beta, training=mean is None, eps=EPSILON)


def case(arrays, name, weights, forward):
    weights = [w.requires_grad_() for w in weights]
    loss = (forward(samples(), *weights) ** 2).mean()
    arrays[f"{name}/loss"] = np.float64(loss.item())
    for i, gradient in enumerate(torch.autograd.grad(loss, weights)):
        arrays[f"{name}/gradients/{i}"] = gradient.numpy().astype(np.float32)


def single_layers(arrays):
    d = Draws()
    case(arrays, "depthwise", [d(3, 3, 4, 2), d(8)], lambda x, k, b: depthwise(x, k, b, stride=2))
    d = Draws()
    case(arrays, "separable", [d(3, 3, 4, 2), d(1, 1, 8, 6), d(6)], lambda x, k, p, b: conv(depthwise(x, k), p, b))
    d = Draws()
    case(arrays, "dilated", [d(3, 3, 4, 6), d(6)], lambda x, k, b: conv(x, k, b, dilation=2))
    d = Draws()
    case(arrays, "grouped", [d(3, 3, 2, 6), d(6)], lambda x, k, b: conv(x, k, b, groups=2))

    d = Draws()
    kernel, gamma, beta, mean, variance = d(1, 1, 4, 6), d(6, around=1), d(6), d(6), d(6, around=1)
    case(arrays, "normalized", [kernel, gamma, beta], lambda x, k, g, b: torch.relu(normalize(conv(x, k), g, b)))
    with torch.no_grad():
        y = conv(samples(), kernel)
        arrays["normalized/moving_mean"] = (mean * MOMENTUM + y.mean((0, 2, 3)) * (1 - MOMENTUM)).numpy()
        arrays["normalized/moving_variance"] = (variance * MOMENTUM + y.var((0, 2, 3), unbiased=False) * (1 - MOMENTUM)).numpy()
        arrays["normalized/evaluated"] = np.float64((torch.relu(normalize(y, gamma, beta, mean, variance)) ** 2).mean().item())


def residual_network():
    d = Draws()

    def norm(channels):
        gamma, beta, _, _ = d(channels, around=1), d(channels), d(channels), d(channels, around=1)
        return [gamma, beta]

    weights = [d(3, 3, 1, 6), *norm(6)]
    weights += [d(3, 3, 6, 6), *norm(6), d(3, 3, 6, 6), *norm(6)]
    weights += [d(3, 3, 6, 10), *norm(10), d(3, 3, 10, 10), *norm(10), d(1, 1, 6, 10), d(10)]
    weights += [d(10, 10), d(10)]

    def forward(w, x):
        w = iter(w)

        def normalized(x, **options):
            return normalize(conv(x, next(w), **options), next(w), next(w))

        x = torch.relu(normalized(x, padding=1))
        x = torch.relu(x + normalized(torch.relu(normalized(x, padding=1)), padding=1))
        # Keras' "same" at stride 2 pads an even extent at its end alone.
        y = normalized(torch.relu(normalized(F.pad(x, (0, 1, 0, 1)), stride=2)), padding=1)
        x = torch.relu(y + conv(x, next(w), next(w), stride=2))
        return x.mean((2, 3)) @ next(w) + next(w)

    return weights, forward


def train(arrays):
    weights, forward = residual_network()
    m, v, losses = [torch.zeros_like(w) for w in weights], [torch.zeros_like(w) for w in weights], []
    for t in range(1, 11):
        x, labels = batch(np.arange(1000 * t, 1000 * t + 24), torch.float64)
        weights = [w.detach().requires_grad_() for w in weights]
        loss = F.cross_entropy(forward(weights, x), labels)
        losses.append(loss.item())
        alpha = 0.001 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for i, g in enumerate(torch.autograd.grad(loss, weights)):
            m[i] = m[i] + (g - m[i]) * (1 - 0.9)
            v[i] = v[i] + (g**2 - v[i]) * (1 - 0.999)
            weights[i] = weights[i].detach() - alpha * m[i] / (v[i].sqrt() + 1e-7)
    arrays["residual/losses"] = np.array(losses)
    print("residual", np.array2string(np.array(losses), precision=5))


def main():
    arrays = {}
    single_layers(arrays)
    train(arrays)
    path = OUTPUT.with_name("layers.npz")
    np.savez_compressed(path, **{name: np.ascontiguousarray(array) if np.ndim(array) else array for name, array in arrays.items()})
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
