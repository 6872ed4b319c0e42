#!/usr/bin/python3
"""Make the golden files of this folder from PyTorch: what our numbers are compared with.

    python3 tests/golden/make.py        (needs torch only; writes beside itself)

For every cell of the table below:

    <cell>-onehot.safetensors   one training batch: weights, carried state, ids, and what PyTorch
    <cell>-embed.safetensors    makes of them: logits, new state, loss, gradients, weights after
                                three AdamW steps with a clip that acts
    model-<cell>/               a model directory as `rnn` reads it, a text, and the bits of each of
                                its characters (the format of `rnn eval --per-char`)

PyTorch computes in double from weights that are exact in float, so the files carry no rounding of
their own beyond the last bit.
"""
import json
import math
import os
import struct
import sys
import zlib

import torch

HERE = os.path.dirname(os.path.abspath(__file__))

# name -> (module, gates, has a cell state)
CELLS = {
    "rnn": (torch.nn.RNN, 1, False),
    "lstm": (torch.nn.LSTM, 4, True),
    "gru": (torch.nn.GRU, 3, False),
}

# V symbols, L layers, T steps, B streams; the hidden and embedding sizes of the two inputs.
V, L, T, B = 7, 2, 6, 3
INPUTS = {"onehot": (5, 0), "embed": (6, 4)}
STEPS = 3
OPTIM = {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "decay": 0.01, "clip": 0.25}

# Adam divides by the size of a gradient: one that is almost nothing turns rounding into a full
# step. A seed is taken only if every gradient is 0 (a symbol that does not occur) or above this.
SMALLEST = 4e-6

# Every cell's directory has another shape: (layers, hidden, embedding).
MODELS = {"rnn": (1, 10, 0), "lstm": (2, 8, 0), "gru": (3, 7, 5)}

TEXT = (
    "Zoë ate 3 crêpes – “très bon” – for 5 € at the café.\n"
    "Ψ and ж met 日本 and 🙂;\n\tthe naïve cat sat.\n"
)
UNSEEN = "XYZ~¿ü漢🚀"  # in the alphabet, not in the text


def write_safetensors(path, tensors, meta=None):
    """Write float32 tensors of 1 or 2 dimensions; returns (bytes, crc32) of the file."""
    header, blobs, at = {}, [], 0
    if meta:
        header["__metadata__"] = {k: str(v) for k, v in meta.items()}
    for name, t in tensors.items():
        assert t.dim() in (1, 2), name
        data = t.detach().float().contiguous().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(t.shape), "data_offsets": [at, at + len(data)]}
        blobs.append(data)
        at += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % 64)
    whole = struct.pack("<Q", len(text)) + text + b"".join(blobs)
    with open(path, "wb") as f:
        f.write(whole)
    return len(whole), zlib.crc32(whole)


class Net(torch.nn.Module):
    """The network of rnn in PyTorch; its state_dict has our names, shapes and gate order."""

    def __init__(self, cell, vocab, layers, hidden, embed):
        super().__init__()
        module, _, self.has_c = CELLS[cell]
        self.vocab, self.embed = vocab, None
        if embed:
            self.embed = torch.nn.Embedding(vocab, embed)
        self.rnn = module(embed or vocab, hidden, layers)
        self.out = torch.nn.Linear(hidden, vocab)

    def forward(self, x, state=None):
        """x: ids (T, B). Returns logits (T, B, V) and the new state."""
        if self.embed is not None:
            x = self.embed(x)
        else:
            x = torch.nn.functional.one_hot(x, self.vocab).double()
        y, state = self.rnn(x, state)
        return self.out(y), state


def random_(t, scale, generator):
    """Fill t with distinct numbers in (-scale, scale), exact in float."""
    x = torch.zeros(2)
    while x.unique().numel() < x.numel():
        x = (torch.rand(t.shape, generator=generator, dtype=torch.float32) * 2 - 1) * scale
    with torch.no_grad():
        t.copy_(x)


def new_net(cell, vocab, layers, hidden, embed, scale, generator):
    net = Net(cell, vocab, layers, hidden, embed).double()
    for p in net.parameters():
        random_(p, scale, generator)
    return net


def train_case(cell, kind, seed):
    """One batch through one net; None if a gradient is too small, or the clip does not act."""
    hidden, embed = INPUTS[kind]
    gen = torch.Generator().manual_seed(seed)
    net = new_net(cell, V, L, hidden, embed, 1.1, gen)
    x = torch.randint(V - 1, (T, B), generator=gen)  # the last symbol never comes in
    y = torch.randint(V, (T, B), generator=gen)
    h0 = torch.empty(L, B, hidden, dtype=torch.double)
    c0 = torch.empty_like(h0)
    random_(h0, 0.9, gen)
    random_(c0, 1.5, gen)
    state = (h0, c0) if net.has_c else h0

    optim = torch.optim.AdamW(net.parameters(), lr=OPTIM["lr"], eps=OPTIM["eps"],
                              betas=(OPTIM["beta1"], OPTIM["beta2"]), weight_decay=OPTIM["decay"])
    tensors, loss0 = {}, 0.0
    for name, p in net.named_parameters():
        tensors["w." + name] = p.detach().clone()
    for step in range(STEPS):
        optim.zero_grad()
        logits, new = net(x, state)
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, V), y.reshape(-1))
        loss.backward()
        if step == 0:
            loss0 = loss.item()
            tensors["x"], tensors["y"] = x, y
            tensors["h0"] = h0.reshape(L * B, hidden)
            tensors["logits"] = logits.reshape(T * B, V)
            tensors["h1"] = (new[0] if net.has_c else new).reshape(L * B, hidden)
            if net.has_c:
                tensors["c0"] = c0.reshape(L * B, hidden)
                tensors["c1"] = new[1].reshape(L * B, hidden)
            for name, p in net.named_parameters():
                tensors["g." + name] = p.grad.clone()
        for p in net.parameters():
            g = p.grad.abs()
            if ((g > 0) & (g < SMALLEST)).any():
                return None
        norm = torch.nn.utils.clip_grad_norm_(net.parameters(), OPTIM["clip"]).item()
        if norm < 1.2 * OPTIM["clip"]:
            return None
        if step == 0:
            norm0 = norm
        optim.step()
    for name, p in net.named_parameters():
        tensors["w3." + name] = p.detach().clone()
    meta = {"cell": cell, "layers": L, "hidden": hidden, "embed": embed, "vocab": V, "T": T,
            "B": B, "steps": STEPS, "loss": loss0.hex(), "norm": norm0.hex()}
    meta.update({k: float(v).hex() for k, v in OPTIM.items()})
    return tensors, meta


def make_train_case(cell, kind):
    for seed in range(1, 1000):
        case = train_case(cell, kind, seed)
        if case:
            write_safetensors(os.path.join(HERE, f"{cell}-{kind}.safetensors"), *case)
            print(f"{cell}-{kind}: seed {seed}, loss {float.fromhex(case[1]['loss']):.6f}")
            return
    sys.exit(f"{cell}-{kind}: no seed is good")


def make_model(cell):
    layers, hidden, embed = MODELS[cell]
    folder = os.path.join(HERE, "model-" + cell)
    os.makedirs(folder, exist_ok=True)
    symbols = sorted({ord(c) for c in TEXT + UNSEEN})
    gen = torch.Generator().manual_seed(sum(cell.encode()))
    net = new_net(cell, len(symbols), layers, hidden, embed, 0.9, gen)

    size, crc = write_safetensors(os.path.join(folder, "weights-000001.safetensors"),
                                  dict(net.named_parameters()), {"format": "pt"})
    manifest = {
        "format": "rnn-model",
        "version": 1,
        "config": {"cell": cell, "layers": layers, "hidden": hidden, "embed": embed,
                   "unit": "char"},
        "vocab": symbols,
        "weights": {"file": "weights-000001.safetensors", "bytes": size, "crc32": f"{crc:08x}"},
        "state": None,
        "training": {},
        "sampling": {},
    }
    with open(os.path.join(folder, "model.json"), "w", encoding="utf-8") as f:
        json.dump(manifest, f)
        f.write("\n")
    with open(os.path.join(folder, "text.txt"), "w", encoding="utf-8", newline="") as f:
        f.write(TEXT)

    ids = torch.tensor([symbols.index(ord(c)) for c in TEXT])
    with torch.no_grad():
        logp = net(ids[:-1].reshape(-1, 1))[0].log_softmax(-1)[:, 0]
    at, total = len(TEXT[0].encode()), 0.0
    with open(os.path.join(folder, "bits.tsv"), "w", encoding="utf-8") as f:
        for t, c in enumerate(TEXT[1:]):
            bits = -logp[t, ids[t + 1]].item() / math.log(2)
            f.write(f"{at}\tU+{ord(c):04X}\t{bits:.7f}\n")
            at += len(c.encode())
            total += bits
    print(f"model-{cell}: {total / (len(TEXT) - 1):.4f} bits per character")


def main():
    torch.set_num_threads(1)
    for cell in CELLS:
        for kind in INPUTS:
            make_train_case(cell, kind)
        make_model(cell)


if __name__ == "__main__":
    main()
