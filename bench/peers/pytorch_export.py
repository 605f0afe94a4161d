#!/usr/bin/env python3
"""Writes one of the networks, with a softmax at its end, as an ONNX file for ONNX Runtime.

    pytorch_export.py --network seed --output seed.onnx

Weights are constants of the graph and the batch is its only open extent, so the runtime can fold and fuse all it knows how to.
Biases get random values, for the exporter would make equal constants one and spread it with Identity nodes.
Paddings of 'same' are written into the convolutions themselves and cost no step of their own.
"""

import argparse

import torch
from networks import NETWORKS, SamePadding, create


class PaddedConv2d(torch.nn.Module):
    """A padding and the convolution after it, exported as one node."""

    def __init__(self, padding, conv):
        super().__init__()
        left, right, top, bottom = padding.pad
        self.conv, self.pads = conv, [top, left, bottom, right]

    def forward(self, x):
        return OnnxConv.apply(x, self.conv.weight, self.conv.bias, self.pads, list(self.conv.stride))


class OnnxConv(torch.autograd.Function):
    @staticmethod
    def forward(context, x, weight, bias, pads, strides):
        top, left, bottom, right = pads
        return torch.nn.functional.conv2d(torch.nn.functional.pad(x, (left, right, top, bottom)), weight, bias, strides)

    @staticmethod
    def symbolic(graph, x, weight, bias, pads, strides):
        return graph.op("Conv", x, weight, bias, pads_i=pads, strides_i=strides, kernel_shape_i=weight.type().sizes()[2:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--network", required=True)
    parser.add_argument("--output", required=True)
    arguments = parser.parse_args()

    layers = list(create(arguments.network))
    for layer in layers:
        if getattr(layer, "bias", None) is not None:
            torch.nn.init.uniform_(layer.bias, -0.01, 0.01)
    if isinstance(layers[0], SamePadding):
        layers[:2] = [PaddedConv2d(*layers[:2])]
    model = torch.nn.Sequential(*layers, torch.nn.Softmax(1)).eval()
    torch.onnx.export(
        model, torch.rand(1, *NETWORKS[arguments.network].shape), arguments.output, opset_version=13,
        input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "n"}, "y": {0: "n"}})


if __name__ == "__main__":
    main()
