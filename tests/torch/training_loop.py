"""A plain training loop that calls log_prototypes, alone and by two processes, and prints what went in and came out."""

import json
import os
import sys
import tempfile

try:
    import torch
except ImportError:
    sys.exit(3)
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F

sys.path.insert(0, sys.argv[1])
from log_prototypes import log_prototypes  # noqa: E402

K, D, IMAGES, STEPS, WINDOW = 40, 8, 32, 12, 5 * 64


def loop(file, rank=0, ranks=1):
    """Train a linear encoder against prototypes; yield what each call of log_prototypes saw and gave."""
    torch.manual_seed(0)
    encoder = torch.nn.Linear(12, D)
    head = torch.nn.utils.weight_norm(torch.nn.Linear(D, K, bias=False))
    with torch.no_grad():
        head.weight_v[5] = 0
        head.weight_v[7] = head.weight_v[6]
    optimizer = torch.optim.SGD([*encoder.parameters(), head.weight_v], lr=0.1)
    own = slice(rank * IMAGES // ranks, (rank + 1) * IMAGES // ranks)
    for step in range(STEPS):
        images = torch.randn(IMAGES, 12)
        views = [(images + 0.3 * torch.randn_like(images)) for _ in range(2)]
        v = head.weight_v
        scores = [F.normalize(encoder(view), dim=1) @ F.normalize(v, dim=1, eps=1e-12).T for view in views]
        targets = [(score.detach() / 0.05).softmax(1) for score in scores]
        loss = -(targets[0] * (scores[1] / 0.1).log_softmax(1)).sum(1).mean()
        line = log_prototypes(
            step,
            v,
            tuple(score[own] for score in scores),
            targets=torch.cat(targets),
            file=file,
            window=WINDOW,
            block=16,
            loss=loss.item(),
        )
        yield {
            "line": line,
            "weight": v.detach().flatten().tolist(),
            "winners": torch.stack([score.argmax(1) for score in scores]).tolist(),
            "targets": torch.cat(targets).mean(0).tolist(),
        }
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def process(rank, file):
    """One of two processes, each with half of every batch."""
    store = os.path.join(os.path.dirname(file), "store")
    dist.init_process_group("gloo", init_method=f"file://{store}", rank=rank, world_size=2)
    for _ in loop(file, rank, 2):
        pass
    dist.destroy_process_group()


if __name__ == "__main__":
    folder = tempfile.mkdtemp()
    alone, both = os.path.join(folder, "alone.jsonl"), os.path.join(folder, "both.jsonl")
    steps = list(loop(alone))
    mp.spawn(process, (both,), nprocs=2)
    lines = {name: open(path, encoding="utf-8").read() for name, path in (("alone", alone), ("both", both))}
    print(json.dumps({"K": K, "D": D, "images": IMAGES, "window": WINDOW, "steps": steps, **lines}))
