"""Counts unique prototypes as NumPy users would: blocks of rows against the representatives before them.

Usage: count.py FILE K D, with float32 rows in FILE. Reads a line for each round and answers one of JSON:
milliseconds and the unique prototypes at each epsilon. Threads are OpenBLAS's (OPENBLAS_NUM_THREADS).
"""
import json
import sys
import time

import numpy as np

EPSILONS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5]
BLOCK = 1024


def count(x):
    x = x / np.linalg.norm(x, axis=1, keepdims=True)
    K = len(x)
    # a row stands among the columns while it represents some group
    kept = np.zeros((K, len(EPSILONS)), bool)
    columns = np.zeros((0, x.shape[1]), x.dtype)
    flags = np.zeros((0, len(EPSILONS)), bool)
    for start in range(0, K, BLOCK):
        rows = x[start : start + BLOCK]
        open_ = np.ones((len(rows), len(EPSILONS)), bool)
        if len(columns):
            cosines = rows @ columns.T
            nearest = cosines.max(axis=1)
            for e, epsilon in enumerate(EPSILONS):
                # only rows that some column is near need its columns told apart
                near = np.flatnonzero(nearest > 1 - epsilon)
                if len(near):
                    own = cosines[np.ix_(near, np.flatnonzero(flags[:, e]))]
                    open_[near, e] = own.max(axis=1, initial=-2) <= 1 - epsilon
        among = rows @ rows.T
        for e, epsilon in enumerate(EPSILONS):
            close = among > 1 - epsilon
            for i in np.flatnonzero(open_[:, e]):
                if open_[i, e]:
                    covered = close[i].copy()
                    covered[: i + 1] = False
                    open_[covered, e] = False
        some = open_.any(axis=1)
        columns = np.concatenate([columns, rows[some]])
        flags = np.concatenate([flags, open_[some]])
        kept[start : start + BLOCK] = open_
    return kept.sum(axis=0)


path, K, D = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
matrix = np.fromfile(path, np.float32).reshape(K, D)
for _ in sys.stdin:
    begun = time.perf_counter()
    unique = count(matrix)
    took = (time.perf_counter() - begun) * 1000
    print(json.dumps({"milliseconds": took, "unique": unique.tolist()}), flush=True)
