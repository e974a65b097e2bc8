"""Log whether prototypes collapse, from any training loop of DINO, iBOT, SwAV, solo-learn or lightly.

Copy this one file beside your code. It needs torch alone. Then, every hundred steps or so:

    from log_prototypes import log_prototypes

    # teacher.head.last_layer.weight_v is [K, D]; scores are the teacher's, [2 * images, K], one view after the other
    log_prototypes(step, teacher.head.last_layer.weight_v, scores.chunk(2), loss=loss.item())

Each call adds one line of JSON to prototypes.jsonl, which proto-playground opens. Its numbers have the names and the
meanings that they have there. Shares are of K, from 0 to 1.

    unique           prototypes that no earlier one covers, per epsilon: Definition 2.1 of Arteaga et al. 2026,
                     "Why Prototypes Collapse", arXiv 2510.20108
    dead             prototypes of length zero, or not finite
    uniformity       ln of the mean of exp(-2 |x - y|^2) over pairs: Wang & Isola 2020
    used             prototypes with the highest raw score in one of the last `window` rows
    neverUsed        prototypes that never had it since the first call
    usedAndUnique    unique ones among the used, per epsilon
    agreed           prototypes that both views of an image won, more often than chance explains
    agreedAndUnique  unique ones among the agreed, per epsilon: the prototypes in use
    agreement        probability that both views of an image win the same prototype
    agreementChance  the same for views of different images
    perplexity       exp(entropy) of the mean target of the last `window` rows

Nothing of size K x K is ever held. Cosines are float32: a pair within 1e-6 of an epsilon may fall on its other side.
"""

import json
import math
import os
from collections import deque

import torch
import torch.distributed as dist

EPSILONS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5)

# Agreements of a prototype count where so many by chance have a probability below this.
CHANCE = 0.001


def log_prototypes(
    step,
    weight,
    assignments=None,
    *,
    targets=None,
    file="prototypes.jsonl",
    window=6400,
    block=4096,
    **numbers,
):
    """Measure prototypes and add one line to a file.

    Args:
        step: training step, a whole number.
        weight: prototypes [K, D], on any device and of any type. Of a weight-normed layer, take `weight_v`.
        assignments: of this batch, to tell which prototypes are used. Raw scores [N, K] or winners [N] of the
            teacher; or a pair of them, one for each view of the same images in the same order, to tell which views
            agree. Balanced or centred targets are no raw scores: balancing gives every prototype something.
        targets: what the student is trained to match, [N, K], for their perplexity.
        file: path of the log. Calls with one path share a window.
        window: rows of the latest batches that count as use.
        block: rows that are compared at a time. Memory is block x K floats.
        **numbers: more numbers for the line, such as loss=..., lr=..., knn=..., steps=....

    Returns:
        The line as a dictionary, or None on ranks other than 0. In a distributed run every rank calls this, because
        the winners of all ranks are gathered; prototypes are taken from rank 0.
    """
    window_of = _windows.setdefault(os.fspath(file), _Window(weight.shape[0], window))
    with torch.no_grad(), torch.autocast(weight.device.type, enabled=False):
        views = _gathered(_winners(assignments))
        if dist.is_initialized() and dist.get_rank() > 0:
            return None
        if views is not None:
            window_of.push(views)
        if targets is not None:
            window_of.average(targets)
        line = {"type": "measure", "step": int(step), **numbers}
        line.update(measure_prototypes(weight, window_of.members(), block))
        line.update(window_of.measures())
    with open(file, "a", encoding="utf-8") as log:
        log.write(json.dumps(_plain(line)) + "\n")
    return line


def measure_prototypes(weight, members=None, block=4096):
    """Count what the matrix [K, D] alone tells, and the unique ones among `members`, a dictionary of masks [K]."""
    K = weight.shape[0]
    units, live = unit_rows(weight)
    kept, spread = representatives(units, block)
    counts = {
        "unique": [count / K for count in kept.sum(0).tolist()],
        "dead": (K - live.sum().item()) / K,
        "uniformity": spread,
    }
    for name, mask in (members or {}).items():
        among, _ = representatives(units[mask.to(live.device)[live]], block)
        counts[f"{name}AndUnique"] = [count / K for count in among.sum(0).tolist()]
    return counts


def unit_rows(weight):
    """Live rows of weight [K, D] at unit length, [live, D] in float32, and the mask [K] of live rows."""
    rows = weight.detach().to(_wide(weight.device))
    norms = rows.norm(dim=1)
    live = (norms > 0) & norms.isfinite()
    return (rows[live] / norms[live, None]).float(), live


def _wide(device):
    """The widest float of a device: Apple's has no float64."""
    return torch.float32 if device.type == "mps" else torch.float64


def representatives(units, block=4096):
    """Cover unit rows [n, D] greedily in index order.

    Returns a mask [n, epsilons], True where a row represents a group, and the uniformity of the rows.
    """
    n = len(units)
    limits = 1 - torch.tensor(EPSILONS, dtype=torch.float64).float().to(units.device)
    kept = torch.zeros(n, len(EPSILONS), dtype=torch.bool, device=units.device)
    wide = _wide(units.device)
    spread = torch.zeros((), dtype=wide, device=units.device)
    for start in range(0, n, block):
        rows = units[start : start + block]
        own = rows @ rows.T
        open_ = torch.ones(len(rows), len(EPSILONS), dtype=torch.bool, device=units.device)
        # rows before the block, part by part
        for first in range(0, start, block):
            cosines = rows @ units[first : first + block].T
            spread += torch.exp(4 * (cosines - 1)).sum(dtype=wide)
            nearest = cosines.max()
            for e in range(len(EPSILONS)):
                # most blocks have no pair that is so near
                if nearest <= limits[e]:
                    continue
                covering = (cosines > limits[e]) & kept[first : first + block, e]
                open_[:, e] &= ~covering.any(1)
        earlier = torch.ones_like(own, dtype=torch.bool).tril(-1)
        spread += torch.exp(4 * (own - 1))[earlier].sum(dtype=wide)
        for e in range(len(EPSILONS)):
            kept[start : start + block, e] = _first_of_each(open_[:, e], (own > limits[e]) & earlier)
    pairs = n * (n - 1) / 2
    return kept, math.log(spread.item() / pairs) if pairs > 0 else 0.0


def _first_of_each(open_, near):
    """Rows [n] that represent a group, of the `open_` ones [n]; `near` [n, n] is True for earlier rows within epsilon.

    A row is settled once all earlier rows near it are. Chains are short, so a few rounds settle all rows at once.
    """
    kept = torch.zeros_like(open_)
    unsettled = open_.clone()
    while unsettled.any():
        waits = (near & unsettled).any(1)
        covered = (near & kept).any(1)
        kept |= unsettled & ~covered & ~waits
        unsettled &= waits & ~covered
    return kept


class _Window:
    """Winners of the latest batches."""

    def __init__(self, K, rows):
        self.K = K
        self.rows = rows
        self.batches = deque()
        self.ever = torch.zeros(K, dtype=torch.bool)
        self.means = deque()

    def push(self, views):
        """Add a batch: winners [views, images], whole numbers on the CPU."""
        self.batches.append(views)
        self.ever[views.flatten()] = True
        while len(self.batches) > max(1, self.rows // views.numel()):
            self.batches.popleft()

    def average(self, targets):
        """Add a batch of targets [N, K]."""
        self.means.append(targets.float().mean(0).cpu().double())
        while len(self.means) > max(1, self.rows // len(targets)):
            self.means.popleft()

    def members(self):
        """Masks [K] of the prototypes in use, by name."""
        if not self.batches:
            return {}
        used = torch.zeros(self.K, dtype=torch.bool)
        for views in self.batches:
            used[views.flatten()] = True
        agreed = self._agreement()
        return {"used": used, **({"agreed": agreed[0]} if agreed else {})}

    def measures(self):
        """Numbers of the window by their names."""
        found = {name: mask.sum().item() / self.K for name, mask in self.members().items()}
        if self.batches:
            found["neverUsed"] = (self.K - self.ever.sum().item()) / self.K
        agreed = self._agreement()
        if agreed:
            found["agreement"], found["agreementChance"] = agreed[1:]
        if self.means:
            p = torch.stack(tuple(self.means)).sum(0)
            p = p / p.sum()
            found["perplexity"] = torch.exp(-(p * p.clamp_min(1e-300).log()).sum()).item() / self.K
        return found

    def _agreement(self):
        """Mask [K] of prototypes that views agree on, share of images that agree, and that share by chance."""
        pairs = [views for views in self.batches if len(views) == 2 and views.shape[1] > 1]
        if not pairs:
            return None
        together = torch.zeros(self.K, dtype=torch.float64)
        expected = torch.zeros(self.K, dtype=torch.float64)
        same, by_chance, images = 0.0, 0.0, 0
        for first, second in pairs:
            n = len(first)
            own = torch.bincount(first[first == second], minlength=self.K).double()
            products = torch.bincount(first, minlength=self.K).double() * torch.bincount(second, minlength=self.K)
            together += own
            # an image's own pair is left out, since it would always agree with itself
            expected += (products - own) / (n - 1)
            same += own.sum().item()
            by_chance += (products - own).sum().item() / (n - 1)
            images += n
        agreed = torch.zeros(self.K, dtype=torch.bool)
        for k in together.nonzero().flatten().tolist():
            agreed[k] = _tail(int(together[k]), expected[k].item()) < CHANCE
        return agreed, same / images, by_chance / images


def _tail(count, mean):
    """Probability of `count` events or more where `mean` are expected (Poisson)."""
    if mean <= 0:
        return 0.0 if count > 0 else 1.0
    below, log = 0.0, -mean
    for events in range(count):
        below += math.exp(log)
        log += math.log(mean / (events + 1))
    return max(0.0, 1 - below)


def _winners(assignments):
    """Winners [views, images] of scores or winners of one view or of a pair; None for None."""
    if assignments is None:
        return None
    views = assignments if isinstance(assignments, (tuple, list)) else (assignments,)
    return torch.stack([view.argmax(1) if view.dim() == 2 else view for view in views]).long()


def _gathered(views):
    """Winners of all ranks on the CPU, [views, images of all ranks]."""
    if views is None or not dist.is_initialized():
        return views if views is None else views.cpu()
    parts = [torch.empty_like(views) for _ in range(dist.get_world_size())]
    dist.all_gather(parts, views.contiguous())
    return torch.cat(parts, 1).cpu()


def _plain(value):
    """JSON has no NaN and no infinity: both become words, as proto-playground writes them."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


_windows = {}
