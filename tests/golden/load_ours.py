#!/usr/bin/python3
"""Score a text with a model directory that `rnn` wrote, in PyTorch: a check by hand.

    python3 tests/golden/load_ours.py models/corpus text.txt | diff - <(
        rnn eval -m models/corpus --per-char text.txt)      # equal to about 4 decimals

Prints `byte offset<TAB>U+0041<TAB>bits` per scored character (0x41 for a byte). With the safetensors
package the reader below is one call, safetensors.torch.load_file.
"""
import json
import math
import os
import struct
import sys

import torch


def load_file(path):
    """The tensors of a weights file (F32, BF16, or I8 with scales) as a state_dict."""
    with open(path, "rb") as f:
        blob = bytearray(f.read())
    (n,) = struct.unpack_from("<Q", blob)
    header = json.loads(blob[8:8 + n])
    header.pop("__metadata__", None)
    dtypes = {"F32": torch.float32, "BF16": torch.bfloat16, "I8": torch.int8}
    tensors = {}
    for name, t in header.items():
        begin, end = t["data_offsets"]
        dtype = dtypes[t["dtype"]]
        size = torch.empty(0, dtype=dtype).element_size()
        x = torch.frombuffer(blob, dtype=dtype, count=(end - begin) // size, offset=8 + n + begin)
        tensors[name] = x.float().reshape(t["shape"])
    return {k: x * tensors[k + ".scale"][:, None] if k + ".scale" in tensors else x
            for k, x in tensors.items() if not k.endswith(".scale")}


def load(folder):
    """(alphabet, function from ids (T) to log-probabilities (T, V), unit) of a model directory."""
    with open(os.path.join(folder, "model.json"), encoding="utf-8") as f:
        manifest = json.load(f)
    c, vocab = manifest["config"], manifest["vocab"]
    weights = load_file(os.path.join(folder, manifest["weights"]["file"]))

    module = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[c["cell"]]
    rnn = module(c["embed"] or len(vocab), c["hidden"], c["layers"])
    rnn.load_state_dict({k[4:]: w for k, w in weights.items() if k.startswith("rnn.")})
    table = weights["embed.weight"] if c["embed"] else torch.eye(len(vocab))

    def logp(ids):
        y = rnn(table[ids].reshape(len(ids), 1, -1))[0][:, 0]
        return (y @ weights["out.weight"].T + weights["out.bias"]).log_softmax(-1)

    return vocab, logp, c["unit"]


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: load_ours.py MODEL TEXT")
    vocab, logp, unit = load(sys.argv[1])
    with open(sys.argv[2], "rb") as f:
        text = f.read()
    symbols = list(text) if unit == "byte" else [ord(c) for c in text.decode()]
    rank = {s: i for i, s in enumerate(vocab)}
    ids = torch.tensor([rank[s] for s in symbols])
    with torch.no_grad():
        nats = -logp(ids[:-1])[torch.arange(len(ids) - 1), ids[1:]]
    width = [1 if unit == "byte" else len(chr(s).encode()) for s in symbols]
    at = 0
    for t, s in enumerate(symbols[1:]):
        at += width[t]
        name = f"0x{s:02X}" if unit == "byte" else f"U+{s:04X}"
        print(f"{at}\t{name}\t{nats[t].item() / math.log(2):.6f}")


if __name__ == "__main__":
    main()
