#!/usr/bin/python3
"""The peer of tests/bench/run: the same network in PyTorch, as people write it.

    torch_train.py train  THREADS CELL LAYERS HIDDEN BATCH SEQ SECONDS TEXT
    torch_train.py sample THREADS CELL LAYERS HIDDEN SECONDS

train: whole steps (one-hot input, forward, loss, backward, clip, AdamW, carried state) over the
text; sample: one character after the other. Prints characters per second, without the first steps.
"""
import sys
import time

import torch
from torch.nn import functional as F

CELLS = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


class Net(torch.nn.Module):
    def __init__(self, cell, vocab, layers, hidden):
        super().__init__()
        self.vocab = vocab
        self.rnn = CELLS[cell](vocab, hidden, layers)
        self.out = torch.nn.Linear(hidden, vocab)

    def forward(self, x, state):
        y, state = self.rnn(F.one_hot(x, self.vocab).float(), state)
        return self.out(y), state


def detach(state):
    return tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()


def rate(step, chars, seconds):
    """Run step() until `seconds` have passed, at least 3 times after 2 for warming up."""
    step()
    step()
    n, start = 0, time.perf_counter()
    while n < 3 or time.perf_counter() - start < seconds:
        step()
        n += 1
    return n * chars / (time.perf_counter() - start)


def train(cell, layers, hidden, batch, seq, seconds, path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    rank = {c: i for i, c in enumerate(sorted(set(text)))}
    ids = torch.tensor([rank[c] for c in text])
    length = len(ids) // batch
    streams = ids[:length * batch].reshape(batch, length).T.contiguous()
    net = Net(cell, len(rank), layers, hidden)
    optim = torch.optim.AdamW(net.parameters(), lr=0.002, weight_decay=0)
    at, state = 0, None

    def step():
        nonlocal at, state
        if at + seq + 1 > length:
            at, state = 0, None
        x, y = streams[at:at + seq], streams[at + 1:at + seq + 1]
        at += seq
        optim.zero_grad()
        logits, state = net(x, state)
        state = detach(state)
        loss = F.cross_entropy(logits.reshape(-1, net.vocab), y.reshape(-1))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optim.step()

    return rate(step, batch * seq, seconds)


def sample(cell, layers, hidden, seconds):
    net = Net(cell, 65, layers, hidden)
    x, state, chunk = torch.zeros(1, 1, dtype=torch.long), None, 50

    def step():
        nonlocal x, state
        for _ in range(chunk):
            logits, state = net(x, state)
            x = torch.multinomial(F.softmax(logits[0], -1), 1)

    with torch.no_grad():
        return rate(step, chunk, seconds)


def main():
    mode, threads, cell, *args = sys.argv[1:]
    torch.set_num_threads(int(threads))
    if mode == "train":
        layers, hidden, batch, seq = (int(a) for a in args[:4])
        print(train(cell, layers, hidden, batch, seq, float(args[4]), args[5]))
    else:
        print(sample(cell, int(args[0]), int(args[1]), float(args[2])))


if __name__ == "__main__":
    main()
