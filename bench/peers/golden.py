#!/usr/bin/python3
"""Writes tests/Weft.Tests/Golden/seed-network.npz: the seed network's loss, gradients and ten training losses, by PyTorch.

Run: /usr/bin/python3 bench/peers/golden.py        (Debian's python3-torch, 1.13)

Everything is computed in float64, so that the library's float32 is held against the truth, and once more in float32, to print how far
libtorch's own float32 is from it. Weights and pictures come from a small linear congruential generator that the tests have too.
The optimizer is Keras' Adam, written out: its epsilon stands outside the root and is not divided by the bias correction, unlike PyTorch's.
"""

import pathlib

import numpy as np
import torch

LAYERS = [("conv2d", (3, 3, 1, 32)), ("conv2d_1", (3, 3, 32, 64)), ("conv2d_2", (3, 3, 64, 64)), ("dense", (576, 64)), ("dense_1", (64, 10))]
BATCH, STEPS = 64, 10
ROOM = 1e-6  # how far the first batch stays from the corners of relu and from ties of a maximum
OUTPUT = pathlib.Path(__file__).parents[2] / "tests/Weft.Tests/Golden/seed-network.npz"


class Lcg:
    """x = 6364136223846793005 x + 1442695040888963407 mod 2^64 (Knuth's MMIX); a draw is the upper 24 bits."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (6364136223846793005 * self.state + 1442695040888963407) % 2**64
        return self.state >> 40


def weights():
    """Kernels uniform within Glorot's limit, biases uniform within 0.05; rounded to float32."""
    random, result = Lcg(1), []
    for _, shape in LAYERS:
        area = int(np.prod(shape[:-2]))
        limit = np.sqrt(6.0 / (area * shape[-2] + area * shape[-1]))
        for extents, bound in ((shape, limit), (shape[-1:], 0.05)):
            draws = np.array([random.bits() for _ in range(int(np.prod(extents)))], dtype=np.float64)
            result.append((bound * (2 * draws / 2**24 - 1)).astype(np.float32).reshape(extents))
    return result


def picture(number):
    """A disc whose place and brightness follow from the class (number mod 10), on a ramp, with noise; bytes, by integer arithmetic alone."""
    number = int(number)
    random, label = Lcg(1000 + number), number % 10
    row, column = 6 + 2 * label % 17, 5 + 3 * label % 19
    pixels = np.empty((28, 28), dtype=np.uint8)
    for y in range(28):
        for x in range(28):
            disc = 120 if (y - row) ** 2 + (x - column) ** 2 < 30 + 5 * label else 0
            pixels[y, x] = min(255, disc + y + x + (random.bits() >> 17))
    return pixels, label


def batch(numbers, dtype):
    drawn = [picture(n) for n in numbers]
    pixels = np.stack([p for p, _ in drawn]).astype(np.float32) * np.float32(1 / 255)
    return torch.tensor(pixels, dtype=dtype)[:, None], torch.tensor([label for _, label in drawn])


def forward(w, x):
    """Logits, and how near each picture comes to a point where the derivative jumps."""
    room = torch.full((len(x),), np.inf, dtype=x.dtype)
    for i in range(3):
        x = torch.nn.functional.conv2d(x, w[2 * i].permute(3, 2, 0, 1), w[2 * i + 1])
        room = torch.minimum(room, x.abs().flatten(1).min(1).values)
        x = torch.relu(x)
        if i < 2:
            windows = torch.nn.functional.unfold(x.transpose(0, 1).reshape(-1, 1, *x.shape[2:])[:, :, : x.shape[2] // 2 * 2, : x.shape[3] // 2 * 2], 2, stride=2)
            best = windows.topk(2, dim=1).values
            lead = torch.where(best[:, 0] > 0, best[:, 0] - best[:, 1], torch.tensor(np.inf, dtype=x.dtype)).min(1).values
            room = torch.minimum(room, lead.reshape(x.shape[1], len(x)).min(0).values)
            x = torch.nn.functional.max_pool2d(x, 2)
    x = x.permute(0, 2, 3, 1).flatten(1) @ w[6] + w[7]
    room = torch.minimum(room, x.abs().min(1).values)
    return torch.relu(x) @ w[8] + w[9], room


def gradients(w, x, labels):
    w = [v.detach().requires_grad_() for v in w]
    loss = torch.nn.functional.cross_entropy(forward(w, x)[0], labels)
    return loss.item(), torch.autograd.grad(loss, w)


def train(dtype, batches):
    """The losses before each of the steps of Keras' Adam."""
    w = [torch.tensor(v, dtype=dtype) for v in weights()]
    m, v, losses = [torch.zeros_like(a) for a in w], [torch.zeros_like(a) for a in w], []
    for t, numbers in enumerate(batches, 1):
        loss, g = gradients(w, *batch(numbers, dtype))
        losses.append(loss)
        alpha = 0.001 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for i in range(len(w)):
            m[i] = m[i] + (g[i] - m[i]) * (1 - 0.9)
            v[i] = v[i] + (g[i] ** 2 - v[i]) * (1 - 0.999)
            w[i] = w[i] - alpha * m[i] / (v[i].sqrt() + 1e-7)
    return losses


def first_batch():
    """The first pictures that keep clear of corners and ties, where float32 could rightly go either way."""
    w = [torch.tensor(v, dtype=torch.float64) for v in weights()]
    candidates = np.arange(4 * BATCH)
    _, room = forward(w, batch(candidates, torch.float64)[0])
    return candidates[(room > ROOM).numpy()][:BATCH]


def main():
    numbers = first_batch()
    assert len(numbers) == BATCH
    batches = [numbers] + [np.arange(1000 * step, 1000 * step + BATCH) for step in range(1, STEPS)]
    results = {}
    for dtype in (torch.float64, torch.float32):
        w = [torch.tensor(v, dtype=dtype) for v in weights()]
        results[dtype] = (*gradients(w, *batch(numbers, dtype)), train(dtype, batches))
    (loss, grads, losses), (_, grads32, losses32) = results[torch.float64], results[torch.float32]

    names = [f"{name}/{kind}" for name, _ in LAYERS for kind in ("kernel", "bias")]
    arrays = {"numbers": numbers.astype(np.int32), "loss": np.float64(loss), "losses": np.array(losses)}
    for name, g, g32 in zip(names, grads, grads32):
        error = (g - g32).norm() / g.norm()
        print(f"{name:16} |gradient| {g.norm():.4f}, libtorch's float32 is off by {error:.1e}")
        arrays[f"gradients/{name}"] = g.numpy().astype(np.float32)
    print("losses", np.array2string(np.array(losses), precision=4), f"libtorch's float32 is off by {np.abs(np.array(losses) - losses32).max():.1e}")
    OUTPUT.parent.mkdir(exist_ok=True)
    np.savez_compressed(OUTPUT, **arrays)
    print(OUTPUT, OUTPUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
