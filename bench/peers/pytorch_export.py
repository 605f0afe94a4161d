#!/usr/bin/env python3
"""Writes one of the networks, with a softmax at its end, as an ONNX file for ONNX Runtime.

    pytorch_export.py --network seed --output seed.onnx

Weights are constants of the graph and the batch is its only open extent, so the runtime can fold and fuse all it knows how to.
Biases get random values, for the exporter would make equal constants one and spread it with Identity nodes.
Paddings of 'same' are written into the convolutions themselves and cost no step of their own.
"""

import argparse

import torch
from networks import NETWORKS, Residual, SamePadding, create


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


def padded(layers):
    """The same layers, with a padding at their beginning taken into the convolution after it and a normalisation into the result."""
    if not isinstance(layers[0], SamePadding):
        return layers
    conv = layers[1]
    if isinstance(layers[2], torch.nn.BatchNorm2d):
        conv = torch.nn.utils.fuse_conv_bn_eval(conv.eval(), layers[2].eval())
        return torch.nn.Sequential(PaddedConv2d(layers[0], conv), *layers[3:])
    return torch.nn.Sequential(PaddedConv2d(layers[0], conv), *layers[2:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--network", required=True)
    parser.add_argument("--output", required=True)
    arguments = parser.parse_args()

    network = create(arguments.network)
    for layer in network.modules():
        if isinstance(getattr(layer, "bias", None), torch.nn.Parameter):
            torch.nn.init.uniform_(layer.bias, -0.01, 0.01)
        if isinstance(layer, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(layer.running_var, 0.5, 1.5)
        if isinstance(layer, Residual):
            layer.body = padded(layer.body)
    model = torch.nn.Sequential(*padded(network), torch.nn.Softmax(1)).eval()
    torch.onnx.export(
        model, torch.rand(1, *NETWORKS[arguments.network].shape), arguments.output, opset_version=13,
        input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "n"}, "y": {0: "n"}})


if __name__ == "__main__":
    main()
