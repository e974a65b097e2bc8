"""Writes checkpoints with the torch that is installed, laid out as each method's training code does, into the folder of
the first argument. Prints as JSON the prototypes that each holds, with the unique ones among them as NumPy counts them.
Exits with 3 where torch or numpy is missing."""

import argparse
import itertools
import json
import os
import sys

try:
    import numpy as np
    import torch
    from torch import nn
    from torch.nn.utils import parametrize
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)

FOLDER = sys.argv[1]
EPSILONS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5]
SEEDS = itertools.count()
LEGACY = {"_use_new_zipfile_serialization": False}


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def unique(tensor):
    """Greedy cover in index order, of rows at unit length, in float64 (Arteaga et al. 2026, Definition 2.1)."""
    rows = unit(tensor.detach().to(torch.float64).numpy())
    counts = []
    for epsilon in EPSILONS:
        found = np.empty((0, rows.shape[1]))
        for row in rows:
            if len(found) == 0 or np.min(1 - found @ row) >= epsilon:
                found = np.vstack([found, row])
        counts.append(len(found))
    return counts


def prototypes(K, D, dtype=torch.float32):
    """Rows around fewer directions, at many distances, of many lengths. No two are within 1e-6 of a threshold, so that
    no rounding decides a count."""
    while True:
        random = np.random.default_rng(next(SEEDS))
        centres = unit(random.normal(size=(max(2, K // 4), D)))
        spread = 10 ** random.uniform(-3, 0.3, size=(K, 1))
        rows = centres[random.integers(len(centres), size=K)] + spread * random.normal(size=(K, D)) / np.sqrt(D)
        tensor = torch.tensor(rows * 2 ** random.uniform(-2, 2, size=(K, 1))).to(dtype)
        cosines = unit(tensor.to(torch.float64).numpy())
        distances = (1 - cosines @ cosines.T)[np.triu_indices(K, 1)]
        if min(np.abs(distances - epsilon).min() for epsilon in EPSILONS) > 1e-6:
            return tensor


def layer(K, D, dtype=torch.float32):
    made = nn.Linear(D, K, bias=False)
    made.weight.data = prototypes(K, D, dtype)
    return made


def normed(K, D, dtype=torch.float32):
    return nn.utils.weight_norm(layer(K, D, dtype))


class Lengths(nn.Module):
    """Weight norm as a parametrisation, as of torch 2."""

    def forward(self, g, v):
        return g * v / v.norm(dim=1, keepdim=True)

    def right_inverse(self, weight):
        return weight.norm(dim=1, keepdim=True), weight


def parametrized(K, D):
    made = layer(K, D)
    parametrize.register_parametrization(made, "weight", Lengths())
    return made


class Head(nn.Module):
    def __init__(self, **layers):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(20, 48), nn.GELU(), nn.Linear(48, 24))
        for name, made in layers.items():
            setattr(self, name, made)


class Network(nn.Module):
    def __init__(self, **parts):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 8, 4), nn.BatchNorm2d(8), nn.Linear(8, 20))
        for name, part in parts.items():
            setattr(self, name, part)


def prefixed(prefix, state):
    return {prefix + key: value for key, value in state.items()}


def stepped(network):
    """The state of an optimizer that took a step: its tensors have the shapes of the weights."""
    optimizer = torch.optim.AdamW(network.parameters())
    for each in network.parameters():
        each.grad = torch.ones_like(each)
    state = {key: value.clone() for key, value in network.state_dict().items()}
    optimizer.step()
    network.load_state_dict(state)
    return optimizer.state_dict()


FILES = []


def save(file, value, found, moment=None, noted=None, **options):
    torch.save(value, os.path.join(FOLDER, file), **options)
    matrices = [
        {
            "key": key,
            "K": tensor.shape[0],
            "D": tensor.shape[1],
            "dtype": str(tensor.dtype).replace("torch.", ""),
            "unique": unique(tensor),
        }
        for key, tensor in found
    ]
    FILES.append({"file": file, "legacy": options == LEGACY, "moment": moment, "noted": noted, "matrices": matrices})


def at(value, path):
    for part in path:
        value = value[part]
    return value


# DINO, in both forms
student, teacher = (Network(head=Head(last_layer=normed(200, 24))) for _ in range(2))
dino = {
    "student": prefixed("module.", student.state_dict()),
    "teacher": teacher.state_dict(),
    "optimizer": stepped(student),
    "epoch": 12,
    "args": argparse.Namespace(out_dim=200, arch="vit_small"),
    "dino_loss": {"center": torch.zeros(1, 200)},
    "fp16_scaler": None,
}
first = ("teacher.head.last_layer.weight_v", teacher.head.last_layer.weight_v)
second = ("student.module.head.last_layer.weight_v", student.head.last_layer.weight_v)
save("dino.pth", dino, [first, second], {"name": "epoch", "value": 12}, "argparse.Namespace")
save("dino_legacy.pth", dino, [first, second], {"name": "epoch", "value": 12}, "argparse.Namespace", **LEGACY)

# iBOT, with separate heads and with a shared one
network = Network(head=Head(last_layer=normed(160, 24), last_layer2=normed(96, 24)))
state = network.state_dict()
keys = ["teacher.head.last_layer.weight_v", "teacher.head.last_layer2.weight_v"]
found = [(key, at(state, [key.replace("teacher.", "")])) for key in keys]
save("ibot.pth", {"teacher": state, "epoch": 3}, found, {"name": "epoch", "value": 3})
network.head.last_layer2 = network.head.last_layer
state = network.state_dict()
found = [(key, at(state, [key.replace("teacher.", "")])) for key in keys]
save("ibot_shared.pth", {"teacher": state}, found)

# DINOv2 in half precision, DINOv3 in bfloat16 without weight norm
state = Network(
    dino_head=Head(last_layer=normed(160, 24)), ibot_head=Head(last_layer=normed(128, 16))
).half().state_dict()
keys = ["dino_head.last_layer.weight_v", "ibot_head.last_layer.weight_v"]
save("teacher_checkpoint.pth", {"teacher": state}, [("teacher." + key, state[key]) for key in keys])
state = Network(dino_head=Head(last_layer=layer(160, 24)), ibot_head=Head(last_layer=layer(128, 16))).bfloat16()
state = prefixed("model_ema.", state.state_dict())
keys = ["model_ema.dino_head.last_layer.weight", "model_ema.ibot_head.last_layer.weight"]
save("dinov3.pth", {"iteration": 500, **state}, [(key, state[key]) for key in keys], {"name": "iteration", "value": 500})

# CAPI: the teacher's clusters, then the student's predictor
state = {
    **prefixed("teacher.", Network(head=Head(layer=layer(180, 24))).state_dict()),
    **prefixed("student.", Network(predictor=Network(head=Head(last_layer=normed(180, 32)))).state_dict()),
}
keys = ["teacher.head.layer.weight", "student.predictor.head.last_layer.weight_v"]
save(
    "capi.pth",
    {"iteration": 4999, "model": state},
    [("model." + key, state[key]) for key in keys],
    {"name": "iteration", "value": 4999},
)

# CARP
state = prefixed("student_ema.", Network(head=Head(last_layer=normed(150, 24))).state_dict())
key = "student_ema.head.last_layer.weight_v"
save("carp.pth", {"state_dict": state, "epoch": 0}, [("state_dict." + key, state[key])], {"name": "epoch", "value": 0})

# SwAV of 2020, with one head and with several
state = prefixed("module.", Network(prototypes=layer(300, 16)).state_dict())
key = "module.prototypes.weight"
save("swav.pth.tar", {"epoch": 400, "state_dict": state}, [("state_dict." + key, state[key])], {"name": "epoch", "value": 400}, **LEGACY)
heads = nn.Module()
heads.prototypes0, heads.prototypes1 = layer(120, 16), layer(140, 16)
state = prefixed("module.", Network(prototypes=heads).state_dict())
keys = [f"module.prototypes.prototypes{head}.weight" for head in (0, 1)]
save("swav_heads.pth.tar", {"state_dict": state}, [("state_dict." + key, state[key]) for key in keys])

# solo-learn and lightly, as Lightning saves them
network = Network(head=Head(last_layer=normed(140, 24)), momentum_head=Head(last_layer=normed(140, 24)))
state = network.state_dict()
lightning = {
    "epoch": 99,
    "global_step": 19500,
    "pytorch-lightning_version": "1.6.4",
    "state_dict": state,
    "loops": {"fit_loop": {"epoch_progress": {"current": {"ready": 100}}}},
    "callbacks": {},
    "optimizer_states": [stepped(network)],
    "lr_schedulers": [],
    "hparams_name": "kwargs",
    "hyper_parameters": {"max_epochs": 100, "name": "dino"},
}
keys = ["momentum_head.last_layer.weight_v", "head.last_layer.weight_v"]
found = [("state_dict." + key, state[key]) for key in keys]
save("solo.ckpt", lightning, found, {"name": "epoch", "value": 99})
heads = nn.Module()
heads.heads = nn.ModuleList([layer(130, 16), layer(110, 16)])
state = Network(prototypes=heads).state_dict()
keys = [f"prototypes.heads.{head}.weight" for head in (0, 1)]
save("lightly.ckpt", {"state_dict": state}, [("state_dict." + key, state[key]) for key in keys])

# a compiled model with weight norm as a parametrisation
state = prefixed("_orig_mod.", Network(head=Head(last_layer=parametrized(150, 24))).state_dict())
key = "_orig_mod.head.last_layer.parametrizations.weight.original1"
save("compiled.pt", {"model": state}, [("model." + key, state[key])])

# views of larger storages: rows, columns, a transpose, and every second row
whole = prototypes(260, 32)
for name, view in {
    "rows": whole[20:],
    "columns": whole[:, 3:29],
    "transposed": prototypes(24, 180).t(),
    "stepped": whole[::2],
}.items():
    for options in ({}, LEGACY):
        file = f"view_{name}{'_legacy' if options else ''}.pth"
        save(file, {"prototypes.weight": view, "whole": whole}, [("prototypes.weight", view)], **options)

# other shapes of a file
tensor = prototypes(120, 16, torch.float64)
save("double.pth", {"a": {"b": [None, {"prototypes": tensor, "text": "x"}]}}, [("a.b.1.prototypes", tensor)])
tensor = nn.Parameter(prototypes(120, 16))
save("bare.pt", tensor, [("", tensor)])
network = Network(prototypes=layer(120, 16))
save("module.pt", network, [("prototypes.weight", network.prototypes.weight)], None, "__main__.Network")
tensor = prototypes(120, 16)
quantised = torch.quantize_per_tensor(tensor, 0.1, 0, torch.qint8)
save("quantised.pt", {"prototypes.weight": quantised, "prototypes": tensor}, [("prototypes", tensor)], None, "qint8")
array = {"prototypes": tensor.numpy(), "epoch": np.int64(5)}
save("array.pt", array, [("prototypes", tensor)], {"name": "epoch", "value": 5})
save("array_4.pt", array, [("prototypes", tensor)], {"name": "epoch", "value": 5}, pickle_protocol=4)

json.dump(FILES, sys.stdout)
