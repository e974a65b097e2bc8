"""The lane in PyTorch, on one CPU thread. Problem folder in argv; one JSON question a line on standard input,
one JSON answer a line on standard output."""

import json
import math
import sys
import time

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
EPS = torch.finfo(torch.float32).eps


class Lane:
    def __init__(self, folder):
        with open(f"{folder}/problem.json") as file:
            self.problem = json.load(file)
        p = self.problem
        values = torch.from_numpy(numpy.fromfile(f"{folder}/floats.bin", dtype=numpy.float32))

        def read(entry):
            at, shape = entry["at"], entry["shape"]
            return values[at : at + math.prod(shape)].reshape(shape).clone()

        def layout(weight):
            # kernels [3, 3, In, Out] to [Out, In, 3, 3]; matrices stay [In, Out]
            return weight.permute(3, 2, 0, 1).contiguous() if weight.dim() == 4 else weight

        start = {w["address"]: layout(read(w)) for w in p["weights"]}
        self.student = {a: w.clone().requires_grad_(True) for a, w in start.items()}
        self.teacher = {a: w.clone() for a, w in start.items()}
        self.running = {n["address"]: (torch.zeros(n["channels"]), torch.ones(n["channels"])) for n in p["norms"]}
        # NHWC of one channel is NCHW
        self.images = [read(i).permute(0, 3, 1, 2).contiguous() for i in p["images"]]
        self.orders = [torch.tensor(order) for order in p["orders"]]
        groups = [
            {"params": [self.student[w["address"]]], "weight_decay": w["decay"], "multiplier": w["multiplier"]}
            for w in p["weights"]
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=1.0, betas=(p["beta1"], p["beta2"]), eps=p["eps"])
        self.count = 0
        self.loss = None

    def norm(self, weights, address, x, statistics):
        if statistics is not None:
            axes = [0, 2, 3] if x.dim() == 4 else [0]
            statistics[address] = (x.mean(axes), x.var(axes, unbiased=False))
        x = F.batch_norm(x, None, None, weights[f"{address}/gamma"], weights[f"{address}/beta"], True, 0.0, 1e-5)
        return F.gelu(x)

    def scores(self, weights, images, statistics=None):
        if self.problem["encoder"] == "conv":
            x = images
            for layer in ["encoder/conv1", "encoder/conv2", "encoder/conv3"]:
                x = F.conv2d(x, weights[f"{layer}/kernel"], stride=2, padding=1)
                x = self.norm(weights, layer, x, statistics)
            x = x.mean([2, 3])
        else:
            x = images.flatten(1)
            for layer in ["encoder/dense1", "encoder/dense2"]:
                x = self.norm(weights, layer, x @ weights[f"{layer}/kernel"], statistics)
        x = self.norm(weights, "head/dense1", x @ weights["head/dense1/kernel"], statistics)
        z = x @ weights["head/dense2/kernel"] + weights["head/dense2/bias"]
        return z @ F.normalize(weights["head/prototypes"], dim=1).T

    def blocks(self, scores, order):
        size = self.problem["blockSize"]
        # (its gradient is a scatter too, but the fastest of the library's three)
        return scores.gather(1, order.expand(scores.shape[0], -1)).reshape(scores.shape[0], -1, size).softmax(-1)

    def carp(self, p, q):
        first, second = q.chunk(2)
        match = (p * torch.cat([second, first])).sum(-1).clamp(EPS, 1 - EPS)
        mean = (p.mean(0) + q.mean(0)) / 2
        entropy = (mean * mean.clamp(min=EPS).log()).sum(-1).mean()
        return -match.log().mean() + entropy + math.log(p.shape[-1])

    def step(self):
        p = self.problem
        images = self.images[self.count % len(self.images)]
        order = self.orders[self.count % len(self.orders)]
        at = min(self.count, len(p["learningRates"]) - 1)
        statistics = {}
        with torch.no_grad():
            q = self.blocks(self.scores(self.teacher, images, statistics), order)
        loss = self.carp(self.blocks(self.scores(self.student, images), order), q)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        for weight in self.student.values():
            torch.nn.utils.clip_grad_norm_([weight], p["clip"])
        for group in self.optimizer.param_groups:
            group["lr"] = p["learningRates"][at] * group["multiplier"]
        self.optimizer.step()
        momentum = p["momenta"][at]
        with torch.no_grad():
            for address, weight in self.teacher.items():
                weight.mul_(momentum).add_(self.student[address], alpha=1 - momentum)
            for address, seen in statistics.items():
                for kept, new in zip(self.running[address], seen):
                    kept.mul_(1 - p["runningMomentum"]).add_(new, alpha=p["runningMomentum"])
        self.count += 1
        # left on the device: reading it would make the next step wait
        self.loss = loss.detach()


def matrix_speed():
    """GFLOP/s of a matrix product: tells a tuned BLAS from the reference one that a distribution may bring."""
    a, b = torch.randn(256, 784), torch.randn(784, 256)
    times = []
    for _ in range(10):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    return 2 * 256 * 784 * 256 / min(times) / 1e9


def main():
    lane = Lane(sys.argv[1])
    for line in sys.stdin:
        question = json.loads(line)
        if question["type"] == "open":
            adapter = f"PyTorch {torch.__version__}, {torch.get_num_threads()} thread, products at {matrix_speed():.0f} GFLOP/s"
            answer = {"adapter": adapter, "software": False}
        elif question["type"] == "losses":
            answer = []
            for _ in range(question["steps"]):
                lane.step()
                answer.append(lane.loss.item())
        elif question["type"] == "time":
            start = time.perf_counter()
            for _ in range(question["steps"]):
                lane.step()
            milliseconds = 1000 * (time.perf_counter() - start) / question["steps"]
            answer = {"step": milliseconds, "asking": milliseconds}
        else:
            answer = None
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
