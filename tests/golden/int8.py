#!/usr/bin/python3
"""Store the weights of a model directory in int8, or as float32 again, by models/README.md alone.

    python3 tests/golden/int8.py store FOLDER NEW       float32 weights to int8
    python3 tests/golden/int8.py load FOLDER NEW        int8 weights to float32

NEW is a model without a training state. The case cli/train/storage compares what this writes with what
`rnn` writes, byte for byte, and how `rnn` scores a text with both. Only the standard library is needed.
"""
import array
import json
import os
import struct
import sys
import zlib


def f32(x):
    """x rounded to float32. Quotients and products of two float32 numbers are rounded correctly."""
    return struct.unpack("<f", struct.pack("<f", x))[0]


def read(path):
    """The tensors of a safetensors file: name -> (dtype, shape, array)."""
    with open(path, "rb") as f:
        blob = f.read()
    (n,) = struct.unpack_from("<Q", blob)
    header = json.loads(blob[8:8 + n])
    header.pop("__metadata__", None)
    tensors = {}
    for name, t in header.items():
        begin, end = t["data_offsets"]
        x = array.array({"F32": "f", "I8": "b"}[t["dtype"]], blob[8 + n + begin:8 + n + end])
        tensors[name] = (t["dtype"], t["shape"], x)
    return tensors


def write(path, tensors):
    """Write a safetensors file; the header is padded so that the data starts at a multiple of 64."""
    header, at = {}, 0
    for name, (dtype, shape, x) in tensors.items():
        size = len(x) * x.itemsize
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % 64)
    whole = struct.pack("<Q", len(text)) + text + b"".join(x.tobytes() for _, _, x in tensors.values())
    with open(path, "wb") as f:
        f.write(whole)
    return {"file": os.path.basename(path), "bytes": len(whole), "crc32": f"{zlib.crc32(whole):08x}"}


def store(tensors):
    """float32 matrices as integers with a scale for each row, vectors as they are."""
    small, large = {}, {}
    for name, (dtype, shape, x) in tensors.items():
        if len(shape) == 1:
            small[name] = (dtype, shape, x)
            continue
        rows, cols = shape
        q, scales = array.array("b"), array.array("f")
        for r in range(rows):
            row = x[r * cols:(r + 1) * cols]
            most = max(abs(w) for w in row)
            scale = f32(most / 127) if most > f32(1e-35) else 0.0
            scales.append(scale)
            q.extend(round(f32(w / scale)) if scale else 0 for w in row)  # a tie to the even integer
        small[name + ".scale"] = ("F32", [rows], scales)
        large[name] = ("I8", shape, q)
    return {**small, **large}


def load(tensors):
    """The opposite: each integer times the scale of its row."""
    out = {}
    for name, (dtype, shape, x) in tensors.items():
        if dtype == "I8":
            scales = tensors[name + ".scale"][2]
            x = array.array("f", (scales[i // shape[1]] * q for i, q in enumerate(x)))
        if not name.endswith(".scale"):
            out[name] = ("F32", shape, x)
    return out


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("store", "load"):
        sys.exit("usage: int8.py store|load FOLDER NEW")
    how, folder, new = sys.argv[1:]
    with open(os.path.join(folder, "model.json"), encoding="utf-8") as f:
        manifest = json.load(f)
    tensors = read(os.path.join(folder, manifest["weights"]["file"]))
    os.makedirs(new)
    path = os.path.join(new, "weights-000001.safetensors")
    manifest["weights"] = write(path, store(tensors) if how == "store" else load(tensors))
    if how == "store":
        manifest["weights"]["storage"] = "int8"
    manifest["state"] = None
    manifest.pop("crc32", None)
    with open(os.path.join(new, "model.json"), "w", encoding="utf-8") as f:
        json.dump(manifest, f)


if __name__ == "__main__":
    main()
