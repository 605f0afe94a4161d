#!/usr/bin/env python3
"""Measures PyTorch in one process and prints one JSON object.

    pytorch_step.py train   --network seed --batch 64 --threads 2 --layout nchw --seconds 3
    pytorch_step.py predict --network seed --batch 1  --threads 1 --layout nchw --seconds 2
    pytorch_step.py start   --network seed --batch 64 --threads 2

A training step is: take the batch from memory, zero the gradients, forward, cross-entropy, backward, Adam. Times are wall
milliseconds per step. 'nhwc' is PyTorch's channels_last. 'start' stops the clock when the first step is finished;
the process that started this one subtracts its own clock.
"""

import argparse
import json
import resource
import time


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=["train", "predict", "start"])
    parser.add_argument("--network", default="seed")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--layout", choices=["nchw", "nhwc"], default="nchw")
    parser.add_argument("--seconds", type=float, default=3)
    arguments = parser.parse_args()

    import torch
    from networks import NETWORKS, create

    torch.set_num_threads(arguments.threads)
    network = NETWORKS[arguments.network]
    layout = torch.channels_last if arguments.layout == "nhwc" and network.image else torch.contiguous_format
    model = create(arguments.network).to(memory_format=layout)
    result = {"version": torch.__version__, "parameters": sum(weight.numel() for weight in model.parameters())}

    if arguments.mode == "predict":
        model.eval()
        x = torch.rand(arguments.batch, *network.shape).contiguous(memory_format=layout)
        with torch.inference_mode():
            result["ms"] = measure(lambda: torch.softmax(model(x), 1), arguments.seconds)
    else:
        step = training_step(torch, model, network, arguments.batch, layout)
        if arguments.mode == "start":
            step()
            result["doneAt"] = time.time()
        else:
            result["ms"] = measure(step, arguments.seconds)

    result["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(result))


def training_step(torch, model, network, batch, layout):
    """A step over one of eight prepared batches of random pixels, so that no step finds its batch in the nearest cache."""
    pictures = [torch.rand(batch, *network.shape).contiguous(memory_format=layout) for _ in range(8)]
    labels = [torch.randint(0, 10, (batch,)) for _ in range(8)]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7)
    loss = torch.nn.CrossEntropyLoss()
    count = 0

    def step():
        nonlocal count
        i = count % 8
        count += 1
        optimizer.zero_grad(set_to_none=True)
        loss(model(pictures[i]), labels[i]).backward()
        optimizer.step()

    return step


def measure(work, seconds):
    """Milliseconds of every repetition within the given time, after a second of warm-up."""
    end = time.perf_counter() + 1
    for i in range(1_000_000):
        work()
        if i >= 2 and time.perf_counter() > end:
            break

    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1000)
    return times


if __name__ == "__main__":
    main()
