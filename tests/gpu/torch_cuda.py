#!/usr/bin/env python3
"""PyTorch on the GPU, beside this engine.

torch_cuda.py SCRIPT FOLDER          the lane of tests/bench/peers/pytorch.py, moved to the GPU. JSON questions on
                                     standard input, as that script takes them. TORCH_MODE: eager (float32
                                     throughout), tf32 (tensor cores allowed), graph (a CUDA graph of a step, float32).
torch_cuda.py products JSON          GFLOP/s of matrix products in float32, tf32 and bf16.
torch_cuda.py count FILE K D EPS,..  unique prototypes by the greedy cover, and the milliseconds it took.
"""

import importlib.util
import json
import os
import sys
import time

import numpy
import torch

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def wait():
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def name():
    return torch.cuda.get_device_name(0) if DEVICE == "cuda" else "CPU (no CUDA here)"


def precision(tf32):
    torch.backends.cuda.matmul.allow_tf32 = tf32
    torch.backends.cudnn.allow_tf32 = tf32


def gpu_milliseconds(work, steps):
    """Of the device, by its events; nothing where there is no GPU."""
    if DEVICE != "cuda":
        return None
    begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    begin.record()
    for _ in range(steps):
        work()
    end.record()
    torch.cuda.synchronize()
    return begin.elapsed_time(end) / steps


def lane_class(path):
    """The Lane of the bench's script."""
    spec = importlib.util.spec_from_file_location("peer", path)
    peer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peer)
    return peer.Lane


def on_device(Lane, folder, capturable):
    lane = Lane(folder)
    p = lane.problem
    lane.student = {a: w.detach().to(DEVICE).requires_grad_(True) for a, w in lane.student.items()}
    lane.teacher = {a: w.to(DEVICE) for a, w in lane.teacher.items()}
    lane.running = {a: tuple(t.to(DEVICE) for t in pair) for a, pair in lane.running.items()}
    lane.images = [x.to(DEVICE) for x in lane.images]
    lane.orders = [x.to(DEVICE) for x in lane.orders]
    groups = [
        {"params": [lane.student[w["address"]]], "weight_decay": w["decay"], "multiplier": w["multiplier"]}
        for w in p["weights"]
    ]
    options = {"capturable": True} if capturable else {}
    lane.optimizer = torch.optim.AdamW(groups, lr=1.0, betas=(p["beta1"], p["beta2"]), eps=p["eps"], **options)
    return lane


def captured(lane):
    """A graph of one step on the images and the partition of now: what a step costs does not depend on them."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            lane.step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        lane.step()
    return graph


def serve(script, folder):
    mode = os.environ.get("TORCH_MODE", "eager")
    precision(mode == "tf32")
    if DEVICE == "cuda":
        torch.zeros(1, device=DEVICE)
    lane = on_device(lane_class(script), folder, mode == "graph")
    graph = None
    for line in sys.stdin:
        question = json.loads(line)
        kind = question["type"]
        steps = question.get("steps", 1)
        if kind in ("time", "kernels") and mode == "graph" and graph is None:
            graph = captured(lane)
        once = graph.replay if graph is not None else lane.step
        if kind == "open":
            answer = {"adapter": f"PyTorch {torch.__version__}, {mode}, on {name()}", "software": DEVICE != "cuda"}
        elif kind == "losses":
            answer = []
            for _ in range(steps):
                lane.step()
                answer.append(float(lane.loss))
        elif kind == "time":
            wait()
            start = time.perf_counter()
            for _ in range(steps):
                once()
            asked = time.perf_counter()
            wait()
            end = time.perf_counter()
            answer = {"step": 1000 * (end - start) / steps, "asking": 1000 * (asked - start) / steps}
        elif kind == "kernels":
            # with a graph the GPU never waits for its next kernel; eagerly it does, and the wait is in here
            answer = gpu_milliseconds(once, steps)
        else:
            answer = None
        print(json.dumps(answer), flush=True)


def products(shapes):
    found = {}
    for label, form, rows, columns, depth in shapes:
        a = torch.rand((depth, rows) if form == "tn" else (rows, depth), device=DEVICE) * 2 - 1
        b = torch.rand((columns, depth) if form == "nt" else (depth, columns), device=DEVICE) * 2 - 1
        a = a.T if form == "tn" else a
        b = b.T if form == "nt" else b
        line = {}
        for kind in ("float32", "tf32", "bf16"):
            if kind != "float32" and DEVICE != "cuda":
                continue
            precision(kind == "tf32")
            x, y = (a.bfloat16(), b.bfloat16()) if kind == "bf16" else (a, b)
            times = 1
            x @ y
            wait()
            while True:
                start = time.perf_counter()
                for _ in range(times):
                    x @ y
                wait()
                took = time.perf_counter() - start
                if took > 0.04 or times >= 4096:
                    break
                times *= 4
            line[kind] = round(2 * rows * columns * depth * times / took / 1e9, 1)
        found[label] = line
    copy = None
    if DEVICE == "cuda":
        x = torch.empty(2**28, device=DEVICE)
        y = torch.empty_like(x)
        x.fill_(1.5)
        y.copy_(x)
        wait()
        start = time.perf_counter()
        for _ in range(20):
            y.copy_(x)
        wait()
        copy = round(20 * 2 * 4 * 2**28 / (time.perf_counter() - start) / 1e9, 1)
    print(json.dumps({"gflops": found, "copyGigabytes": copy, "device": name(), "torch": torch.__version__}))


def count(path, K, D, epsilons):
    rows = torch.from_numpy(numpy.fromfile(path, dtype=numpy.float32).reshape(K, D)).to(DEVICE)
    precision(False)
    eps = torch.tensor(epsilons, device=DEVICE)
    tile = 512

    def run():
        units = torch.nn.functional.normalize(rows, dim=1)
        # rows still uncovered, hence representatives, by epsilon
        alive = torch.zeros((len(epsilons), K), dtype=torch.bool, device=DEVICE)
        for start in range(0, K, tile):
            end = min(K, start + tile)
            free = torch.ones((len(epsilons), end - start), dtype=torch.bool, device=DEVICE)
            if start:
                for chunk in range(0, start, 16384):
                    stop = min(start, chunk + 16384)
                    distance = 1 - units[start:end] @ units[chunk:stop].T
                    for e in range(len(epsilons)):
                        free[e] &= ~((distance < eps[e]) & alive[e, chunk:stop]).any(1)
            own = (1 - units[start:end] @ units[start:end].T).cpu().numpy()
            state = free.cpu().numpy()
            for e, epsilon in enumerate(epsilons):
                near = numpy.tril(own < numpy.float32(epsilon), -1)
                kept = state[e]
                for i in numpy.nonzero(near.any(1))[0]:
                    if kept[i] and near[i, :i][kept[:i]].any():
                        kept[i] = False
            alive[:, start:end] = torch.from_numpy(state).to(DEVICE)
        return alive.sum(1).tolist()

    (rows[:tile] @ rows[:tile].T).sum().item()  # warms up
    start = time.perf_counter()
    unique = run()
    print(json.dumps({"unique": unique, "ms": round(1000 * (time.perf_counter() - start), 1), "device": name()}))


if __name__ == "__main__":
    if sys.argv[1] == "products":
        products(json.loads(sys.argv[2]))
    elif sys.argv[1] == "count":
        count(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), [float(x) for x in sys.argv[5].split(",")])
    else:
        serve(sys.argv[1], sys.argv[2])
