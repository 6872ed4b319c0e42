/*
 * net.js - the network of a model: reads symbols, gives the log-probabilities of the next symbol, and
 * draws one. It uses no DOM and runs in node as well.
 *
 *     const net = Net.load(model, weights);          // "model" of the page's data; base64 or bytes
 *     const s = net.newState();
 *     for (const id of net.encode("Once"))
 *             net.feed(s, id);
 *     net.logp(s);                                   // Float32Array(V), natural logarithms
 *
 * The results have the same bits as those of `rnn eval --precision int8` and `rnn sample --precision
 * int8`: products are sums of integers, which are exact; everything else is float32, each operation
 * rounded by Math.fround in the order of src/core/cell_steps.c, src/core/vecmath.h and
 * src/core/kernels.c. (An operation +, -, * or / of two floats in double, rounded to float32, is the
 * float32 operation, because double has more than twice the digits.)
 *
 * Letters: V symbols, E embedding, H units, G gates.
 */
const Net = (() => {
	"use strict";

	const fround = Math.fround;

	/* ---- Elementwise functions: src/core/vecmath.h ---- */

	/* Returns the float32 nearest to p + c, where s is the sum rounded to double and half way between
	 * the floats f and g: the error of s (Knuth's two-sum) tells on which side p + c is. */
	function breakTie(p, c, s, f, g) {
		const t = s - p, error = (p - (s - t)) + (c - t);

		if (g - s !== s - f || error === 0)
			return f;
		return error > 0 ? Math.max(f, g) : Math.min(f, g);
	}

	/* Returns a b + c, rounded once to float32. The product is exact in double. Rounding the sum to double
	 * and then to float32 is wrong only if the double is half way between two floats, but the exact sum
	 * is not. */
	function fma(a, b, c) {
		const p = a * b, s = p + c, f = fround(s), d = s - f, g = s + d;

		return d !== 0 && fround(g) === g ? breakTie(p, c, s, f, g) : f;
	}

	const POWER_LEAST = -1022;
	const POWER = new Float64Array(2046); /* 2^n for n = -1022..1023 */
	for (let n = 0, x = 1; n <= 1023; n++, x *= 2) {
		POWER[n - POWER_LEAST] = x;
		if (n <= -POWER_LEAST)
			POWER[-n - POWER_LEAST] = 1 / x;
	}

	const LOG2_E = fround(1.44269504), MAGIC = 12582912;
	const LN2_A = fround(-0.693145752), LN2_B = fround(-1.42860677e-6);
	const EXP_6 = fround(1.38146081e-3), EXP_5 = fround(8.36871099e-3);
	const EXP_4 = fround(4.1668389e-2), EXP_3 = fround(1.66665211e-1);
	const EXP_2 = fround(4.9999994e-1);

	function clampedExp(x, low, high) {
		x = x < low ? low : x > high ? high : x;
		const n = fma(x, LOG2_E, MAGIC) - MAGIC;
		const r = fma(n, LN2_B, fma(n, LN2_A, x));
		let p = fma(EXP_6, r, EXP_5);
		p = fma(p, r, EXP_4);
		p = fma(p, r, EXP_3);
		p = fma(p, r, EXP_2);
		p = fma(p, r, 1);
		p = fma(p, r, 1);
		return fround(p * POWER[n - POWER_LEAST]);
	}

	function exp(x) {
		return clampedExp(x, -87, 88);
	}

	function gateExp(x) {
		return clampedExp(x, -40, 40);
	}

	function tanh(x) {
		const e = gateExp(-2 * x);

		return fround(fround(1 - e) / fround(1 + e));
	}

	/* ---- Functions of double numbers: src/base/maths.c ---- */

	const LN2_HIGH = 0x162e42fee / 0x200000000; /* 0x1.62e42feep-1 */
	const LN2_LOW = 0x1a39ef35793c76 / 2 ** 52 / 2 ** 33; /* 0x1.a39ef35793c76p-33 */
	const EXP_EVEN = [1 / 2, 1 / 24, 1 / 720, 1 / 40320, 1 / 3628800, 1 / 479001600];
	const EXP_ODD = [1 / 6, 1 / 120, 1 / 5040, 1 / 362880, 1 / 39916800, 1 / 6227020800];
	const LOG_TERMS = [2 / 3, 2 / 5, 2 / 7, 2 / 9, 2 / 11, 2 / 13, 2 / 15, 2 / 17, 2 / 19, 2 / 21];
	const INTEGER_MAGIC = 6755399441055744; /* 1.5 * 2^52 */

	function polynomial(x, c) {
		let sum = c[c.length - 1];

		for (let i = c.length - 2; i >= 0; i--)
			sum = c[i] + x * sum;
		return sum;
	}

	function doubleExp(x) {
		if (!(x >= -708.3 && x <= 709.7))
			return x < 0 ? 0 : x > 0 ? Infinity : x;
		const n = x * 1.4426950408889634 + INTEGER_MAGIC - INTEGER_MAGIC;
		const high = x - n * LN2_HIGH, low = n * LN2_LOW, r = high - low;
		const error = (high - r) - low, rr = r * r;
		const e = 1 + (r + (rr * (polynomial(rr, EXP_EVEN) + r * polynomial(rr, EXP_ODD)) + error));
		const half = Math.trunc(n / 2);
		return e * POWER[half - POWER_LEAST] * POWER[n - half - POWER_LEAST];
	}

	const number = new Float64Array(1), bits = new BigInt64Array(number.buffer);
	const SQRT_HALF_BITS = 0x3fe6a09e667f3bcdn;

	/* Returns log x of a normal number x > 0. */
	function doubleLog(x) {
		number[0] = x;
		const up = BigInt.asIntN(64, bits[0] - SQRT_HALF_BITS) >> 52n, n = Number(up);
		bits[0] -= up << 52n;
		const f = number[0] - 1;
		const s = f / (2 + f), z = s * s, half = 0.5 * f * f;
		const R = z * polynomial(z, LOG_TERMS);
		return n * LN2_HIGH - ((half - (s * (half + R) + n * LN2_LOW)) - f);
	}

	/* ---- Products of integers: src/core/native_int8.c ---- */

	const PAIR = 0xff00ff;
	const INVERSE = fround(1 / 127);

	/*
	 * A matrix (rows, cols) of integers in [-127, 127] with a scale per row. Four rows are a group, stored
	 * (depth), where depth is cols with padding to a multiple of four: each word has a byte of each row, the
	 * weight plus 128, or 0 in the padding. Inputs are bytes as well, plus 128. So one multiplication of 32
	 * bits makes two products of bytes, which do not meet:
	 *
	 *     (w + 2^16 v) x = w x + 2^16 v x,     w x and v x < 2^16
	 *
	 * From the sum of all such products modulo 2^32, and the sum of their upper halves, both sums follow;
	 * `base` takes out what the added 128 have contributed to the sum of a row. Everything is exact for up
	 * to 2^14 inputs.
	 */
	class Matrix {
		constructor(rows, cols, q, scale) {
			const groups = Math.ceil(rows / 4), depth = padded(cols);
			const words = new Int32Array(groups * depth);

			this.rows = rows;
			this.cols = cols;
			this.depth = depth;
			this.words = words;
			this.base = new Float64Array(groups * 4);
			this.sum = new Float64Array(groups * 4);
			this.scale = scale;
			for (let i = 0, from = 0; i < rows; i++) {
				const shift = 8 * (i & 3), first = (i >> 2) * depth;
				let total = 0;
				for (let c = 0; c < cols; c++, from++) {
					words[first + c] |= q[from] + 128 << shift;
					total += q[from];
				}
				this.base[i] = -128 * total;
			}
		}

		/* Sets y (rows) to the products with the inputs, bytes u (depth), 0 in the padding. */
		multiply(u, y) {
			const {rows, cols, base, scale, sum} = this;
			let added = 0;

			for (let c = 0; c < cols; c++)
				added += u[c];
			this.add(u);
			for (let i = 0; i < rows; i++)
				y[i] = fround(fround(fround(sum[i] + base[i] - 128 * added) * INVERSE) * scale[i]);
		}

		/* Sets `sum` to the products of bytes. */
		add(u) {
			const {depth, words, sum} = this, groups = sum.length / 4;

			for (let g = 0, at = 0; g < groups; g++) {
				let even = 0, evenHigh = 0, odd = 0, oddHigh = 0;
				for (let c = 0; c < depth; c += 4, at += 4) {
					const x = u[c], y = u[c + 1], z = u[c + 2], t = u[c + 3];
					const wx = words[at], wy = words[at + 1], wz = words[at + 2], wt = words[at + 3];
					const px = Math.imul(wx & PAIR, x), qx = Math.imul(wx >>> 8 & PAIR, x);
					const py = Math.imul(wy & PAIR, y), qy = Math.imul(wy >>> 8 & PAIR, y);
					const pz = Math.imul(wz & PAIR, z), qz = Math.imul(wz >>> 8 & PAIR, z);
					const pt = Math.imul(wt & PAIR, t), qt = Math.imul(wt >>> 8 & PAIR, t);
					even = even + px + py + pz + pt | 0;
					evenHigh = evenHigh + (px >>> 16) + (py >>> 16) + (pz >>> 16) + (pt >>> 16) | 0;
					odd = odd + qx + qy + qz + qt | 0;
					oddHigh = oddHigh + (qx >>> 16) + (qy >>> 16) + (qz >>> 16) + (qt >>> 16) | 0;
				}
				sum[4 * g] = even - (evenHigh << 16) >>> 0;
				sum[4 * g + 1] = odd - (oddHigh << 16) >>> 0;
				sum[4 * g + 2] = evenHigh;
				sum[4 * g + 3] = oddHigh;
			}
		}
	}

	/* Returns n, or the next multiple of four. */
	function padded(n) {
		return (n + 3) >> 2 << 2;
	}

	/* Sets the bytes u to round(127 h) + 128, for inputs h in [-1, 1]. */
	function prepare(h, u) {
		for (let i = 0; i < h.length; i++) {
			const x = h[i] > -1 ? h[i] : -1;
			u[i] = fround(fround((x < 1 ? x : 1) * 127) + 128.5);
		}
	}

	/* ---- The input of layer 0 ---- */

	/* The products of the input matrix of layer 0 with each symbol, (G H), made when they are needed. */
	class Lookup {
		constructor(input, embed) {
			this.input = input; /* {rows, cols, x}: float32, (G H, E), or (G H, V) without embedding */
			this.embed = embed; /* the same, (V, E), or null */
			this.made = [];
		}

		row(id) {
			if (this.made[id] === undefined)
				this.made[id] = this.embed ? this.multiply(id) : this.column(id);
			return this.made[id];
		}

		column(id) {
			const {rows, cols, x} = this.input, out = new Float32Array(rows);

			for (let i = 0; i < rows; i++)
				out[i] = x[i * cols + id];
			return out;
		}

		multiply(id) {
			const {rows, cols, x} = this.input, out = new Float32Array(rows);
			const e = this.embed.x.subarray(id * cols, (id + 1) * cols);

			for (let i = 0, at = 0; i < rows; i++) {
				let sum = 0;
				for (let c = 0; c < cols; c++, at++)
					sum = fma(e[c], x[at], sum);
				out[i] = sum;
			}
			return out;
		}
	}

	/* ---- Cells: src/core/cell_steps.c ---- */

	/*
	 * One step of a layer: from the recurrent product `a` (G H), the input product `x` (G H), the bias
	 * and the state before (h, c), writes the gates to z and the new state to h and c. Layer 0 looks up
	 * its x and adds it last.
	 */
	function sum(layer, a, x, j) {
		return layer.first ? fround(fround(a[j] + layer.bias[j]) + x[j])
				   : fround(fround(a[j] + x[j]) + layer.bias[j]);
	}

	function stepRnn(layer, a, x, z, h) {
		for (let j = 0; j < layer.H; j++)
			h[j] = tanh(sum(layer, a, x, j));
	}

	function stepLstm(layer, a, x, z, h, c) {
		const H = layer.H;

		for (let j = 0; j < H; j++) {
			const ig = fround(1 + gateExp(-sum(layer, a, x, j)));
			const e = gateExp(-2 * sum(layer, a, x, 2 * H + j)), eg = fround(1 + e);
			const rg = fround(1 / fround(ig * eg));
			const i = fround(rg * eg), g = fround(fround(rg * ig) * fround(1 - e));
			const fa = fround(1 + gateExp(-sum(layer, a, x, H + j)));
			const oa = fround(1 + gateExp(-sum(layer, a, x, 3 * H + j)));
			const r = fround(1 / fround(fa * oa)), f = fround(r * oa), o = fround(r * fa);
			c[j] = fround(fround(f * c[j]) + fround(i * g));
			z[j] = i;
			z[H + j] = f;
			z[2 * H + j] = g;
			z[3 * H + j] = o;
			h[j] = fround(o * tanh(c[j]));
		}
	}

	function stepGru(layer, a, x, z, h) {
		const H = layer.H, bias = layer.bias, biasH = layer.biasH;

		for (let j = 0; j < H; j++) {
			const hn = fround(a[2 * H + j] + biasH[j]);
			const ra = fround(1 + gateExp(-sum(layer, a, x, j)));
			const za = fround(1 + gateExp(-sum(layer, a, x, H + j)));
			const q = fround(1 / fround(ra * za)), r = fround(q * za), u = fround(q * ra);
			const n = tanh(fround(fround(x[2 * H + j] + bias[2 * H + j]) + fround(r * hn)));
			z[j] = r;
			z[H + j] = u;
			z[2 * H + j] = n;
			h[j] = fround(n + fround(u * fround(h[j] - n)));
		}
	}

	/* Gates in the order of the rows of the matrices. */
	const CELLS = {
		rnn: {gates: [], blocks: 1, step: stepRnn},
		gru: {gates: ["r", "z", "n"], blocks: 3, step: stepGru},
		lstm: {gates: ["i", "f", "g", "o"], blocks: 4, step: stepLstm, hasC: true},
	};

	/* Returns the bias of a layer, both vectors added. In GRU the gate n has them apart: `bias` has that
	 * of the input, biasH (H) that of the recurrent product. */
	function addBias(name, H, input, recurrent) {
		const bias = new Float32Array(input.length), apart = name === "gru" ? 2 * H : input.length;

		for (let j = 0; j < input.length; j++)
			bias[j] = j < apart ? fround(recurrent[j] + input[j]) : input[j];
		return {bias, biasH: recurrent.subarray(apart)};
	}

	/* ---- Softmax: src/core/kernels.c ---- */

	const LANES = 16;

	/* Replaces logits by log-probabilities. */
	function logSoftmax(row) {
		const lane = new Float32Array(LANES);
		let max = row[0];

		for (let j = 1; j < row.length; j++)
			max = row[j] > max ? row[j] : max;
		for (let j = 0; j < row.length; j++)
			lane[j % LANES] += exp(fround(row[j] - max));
		for (let half = LANES / 2; half > 0; half >>= 1)
			for (let l = 0; l < half; l++)
				lane[l] += lane[l + half];
		const total = fround(max + fround(doubleLog(lane[0])));
		for (let j = 0; j < row.length; j++)
			row[j] -= total;
	}

	/* ---- Weights ---- */

	/* Returns the bytes of a text in base64. */
	function fromBase64(text) {
		const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
		const value = new Uint8Array(128);
		const out = new Uint8Array(Math.floor(text.length / 4) * 3);

		for (let i = 0; i < 64; i++)
			value[digits.charCodeAt(i)] = i;
		for (let i = 0, at = 0; at < out.length; i += 4) {
			const x = value[text.charCodeAt(i)] << 18 | value[text.charCodeAt(i + 1)] << 12 |
				  value[text.charCodeAt(i + 2)] << 6 | value[text.charCodeAt(i + 3)];
			out[at++] = x >> 16;
			out[at++] = x >> 8;
			out[at++] = x;
		}
		return out;
	}

	/* The tensors of the page: those with `scale` are integers with a scale per row, others float32. Both
	 * offsets are bytes. */
	class Tensors {
		constructor(list, bytes) {
			this.bytes = bytes;
			this.byName = new Map(list.map((t) => [t.name, t]));
		}

		floatsAt(offset, n) {
			const at = this.bytes.byteOffset + offset;

			return new Float32Array(this.bytes.buffer.slice(at, at + 4 * n));
		}

		matrix(name) {
			const {rows, cols, at, scale} = this.byName.get(name);
			const q = new Int8Array(this.bytes.buffer, this.bytes.byteOffset + at, rows * cols);

			return new Matrix(rows, cols, q, this.floatsAt(scale, rows));
		}

		/* Returns {rows, cols, x} with the numbers in float32. */
		floats(name) {
			const {rows, cols, at, scale} = this.byName.get(name), n = rows * (cols || 1);

			if (scale === undefined)
				return {rows, cols, x: this.floatsAt(at, n)};
			const s = this.floatsAt(scale, rows), x = new Float32Array(n);
			const q = new Int8Array(this.bytes.buffer, this.bytes.byteOffset + at, n);
			for (let i = 0; i < n; i++)
				x[i] = s[Math.floor(i / cols)] * q[i];
			return {rows, cols, x};
		}
	}

	/* ---- The network ---- */

	/* Returns the bytes of a code point. */
	function utf8(code) {
		const next = (shift) => 0x80 | code >> shift & 0x3f;

		if (code < 0x80)
			return [code];
		if (code < 0x800)
			return [0xc0 | code >> 6, next(0)];
		if (code < 0x10000)
			return [0xe0 | code >> 12, next(6), next(0)];
		return [0xf0 | code >> 18, next(12), next(6), next(0)];
	}

	class Network {
		constructor(model, bytes) {
			const tensors = new Tensors(model.tensors, bytes), H = model.hidden;

			this.model = model;
			this.V = model.vocab.length;
			this.H = H;
			this.cell = CELLS[model.cell];
			this.lookup = new Lookup(tensors.floats("rnn.weight_ih_l0"),
						 model.embed > 0 ? tensors.floats("embed.weight") : null);
			this.layers = [];
			for (let k = 0; k < model.layers; k++)
				this.layers.push({
					H,
					first: k === 0,
					input: k > 0 ? tensors.matrix("rnn.weight_ih_l" + k) : null,
					recurrent: tensors.matrix("rnn.weight_hh_l" + k),
					...addBias(model.cell, H, tensors.floats("rnn.bias_ih_l" + k).x,
						   tensors.floats("rnn.bias_hh_l" + k).x),
				});
			this.out = tensors.matrix("out.weight");
			this.outBias = tensors.floats("out.bias").x;
			this.ids = new Map(model.vocab.map((symbol, id) => [symbol, id]));
			this.u = new Int32Array(padded(H));
			this.a = new Float32Array(this.cell.blocks * H);
			this.x = new Float32Array(this.cell.blocks * H);
		}

		/* ---- Reading ---- */

		/* Returns the state before a text: hidden states of zero, all symbols equally likely. */
		newState() {
			const arrays = (n) => this.layers.map(() => new Float32Array(n));

			return {
				h: arrays(this.H),
				c: this.cell.hasC ? arrays(this.H) : [],
				z: arrays(this.cell.gates.length * this.H),
				row: new Float32Array(this.V).fill(-fround(doubleLog(this.V))),
			};
		}

		copyState(s) {
			const copies = (list) => list.map((x) => x.slice());

			return {h: copies(s.h), c: copies(s.c), z: copies(s.z), row: s.row};
		}

		/* Reads symbol `id`. */
		feed(s, id) {
			const {u, a, x, layers} = this;

			for (let k = 0; k < layers.length; k++) {
				const layer = layers[k];
				if (k > 0) {
					prepare(s.h[k - 1], u);
					layer.input.multiply(u, x);
				}
				prepare(s.h[k], u);
				layer.recurrent.multiply(u, a);
				this.cell.step(layer, a, k > 0 ? x : this.lookup.row(id), s.z[k], s.h[k], s.c[k]);
			}
			s.row = null;
		}

		/* Returns the log-probabilities (V) of the next symbol. The caller must not change them; they stay
		 * as they are when the state reads on. */
		logp(s) {
			if (s.row)
				return s.row;
			const row = new Float32Array(this.V);
			prepare(s.h[s.h.length - 1], this.u);
			this.out.multiply(this.u, row);
			for (let j = 0; j < this.V; j++)
				row[j] += this.outBias[j];
			logSoftmax(row);
			s.row = row;
			return row;
		}

		/* Returns the hidden states (H) of the layers. They change with the next symbol. */
		hidden(s) {
			return s.h;
		}

		/* Returns the gates (H) of each layer in the last step by their names, for LSTM also the cell
		 * state c. They change with the next symbol. */
		gates(s) {
			const H = this.H;

			return this.layers.map((_, k) => {
				const named = {};
				this.cell.gates.forEach((name, i) => {
					named[name] = s.z[k].subarray(i * H, (i + 1) * H);
				});
				if (this.cell.hasC)
					named.c = s.c[k];
				return named;
			});
		}

		/* ---- Text ---- */

		/* Returns the ids of one character, a string: one, or those of its bytes in UTF-8; -1 stands for
		 * a symbol that the model does not know, or half of a surrogate pair. */
		encodeCharacter(character) {
			const code = character.codePointAt(0), half = code >= 0xd800 && code < 0xe000;
			const symbols = this.model.unit === "byte" && !half ? utf8(code) : [half ? -1 : code];

			return symbols.map((symbol) => this.ids.get(symbol) ?? -1);
		}

		/* Returns the ids of a text. */
		encode(text) {
			const ids = [];

			for (const character of text)
				for (const id of this.encodeCharacter(character))
					ids.push(id);
			return ids;
		}

		/* Returns {push(id), end()}: both return the text that is complete. A byte model's characters
		 * may need several ids; bytes that are not UTF-8 become U+FFFD. */
		decoder() {
			const vocab = this.model.vocab;

			if (this.model.unit !== "byte")
				return {push: (id) => String.fromCodePoint(vocab[id]), end: () => ""};
			const utf8 = new TextDecoder("utf-8", {ignoreBOM: true});
			return {
				push: (id) => utf8.decode(Uint8Array.of(vocab[id]), {stream: true}),
				end: () => utf8.decode(),
			};
		}

		/* Returns the text of ids. */
		decode(ids) {
			const d = this.decoder();
			let text = "";

			for (const id of ids)
				text += d.push(id);
			return text + d.end();
		}
	}

	/* ---- The sampler: src/run/choose.c, src/core/filter*.c, src/base/base.c ---- */

	const wrap = (x) => BigInt.asUintN(64, x);

	function mix(x) {
		x = wrap((x ^ x >> 30n) * 0xbf58476d1ce4e5b9n);
		x = wrap((x ^ x >> 27n) * 0x94d049bb133111ebn);
		return x ^ x >> 31n;
	}

	function randomBits(key, i) {
		return mix(wrap(key + (i + 1n) * 0x9e3779b97f4a7c15n));
	}

	function mostLikely(logp) {
		let best = 0;

		for (let i = 1; i < logp.length; i++)
			if (logp[i] > logp[best])
				best = i;
		return best;
	}

	/* The filters, in their order: each returns the first of the n candidates that it keeps and the one after
	 * the last; the i-th most likely has the log-probability at(i), up to a constant. */
	const FILTERS = [
		{key: "topK", off: 0, keep: (at, n, x) => [0, Math.min(x, n)]},
		{
			key: "typical",
			off: 1,
			keep(at, n, x) {
				const below = (i) => at(0) - at(i);
				let total = 0, mean = 0, part = 0, from = 0;
				for (let i = 0; i < n; i++) {
					const p = doubleExp(-below(i));
					total += p;
					if (p > 0)
						mean += p * below(i);
				}
				mean /= total;
				while (from < n && below(from) < mean)
					from++;
				let to = from;
				while (to === from || (part < x * total && to - from < n)) {
					const up = from > 0 && (to === n || mean - below(from - 1) <= below(to) - mean);
					part += doubleExp(-below(up ? --from : to++));
				}
				return [from, to];
			},
		},
		{
			key: "topP",
			off: 1,
			keep(at, n, x) {
				let total = 0, part = 0, kept = 0;
				for (let i = 0; i < n; i++)
					total += doubleExp(at(i) - at(0));
				for (; kept < n && (kept === 0 || part < x * total); kept++)
					part += doubleExp(at(kept) - at(0));
				return [0, kept];
			},
		},
		{
			key: "minP",
			off: 0,
			keep(at, n, x) {
				let kept = 1;
				while (kept < n && doubleExp(at(kept) - at(0)) >= x)
					kept++;
				return [0, kept];
			},
		},
	];

	/* Returns the ids in the order of falling logp, equal ones by rising id. No logp is above 0, so the
	 * order of their bits as integers is that of their sizes. */
	function ranked(logp) {
		const size = new Uint32Array(logp.buffer), keys = new Float64Array(logp.length);

		for (let id = 0; id < keys.length; id++)
			keys[id] = size[id] * 65536 + id;
		return Uint16Array.from(keys.sort(), (key) => key % 65536);
	}

	/* Returns the ids that may be drawn. */
	function candidates(logp, settings) {
		const on = FILTERS.filter(({key, off}) => settings[key] !== off);
		let ids = on.length > 0 ? ranked(logp) : Uint16Array.from(logp, (_, id) => id);

		for (const {key, keep} of on)
			ids = ids.subarray(...keep((i) => logp[ids[i]], ids.length, settings[key]));
		return ids;
	}

	/* Returns an id drawn by the uniform number u in [0, 1). */
	function choose(logp, settings, u) {
		const best = mostLikely(logp), scaled = new Float32Array(logp.length);
		let total = 0, last = best;

		if (!(settings.temperature > 0))
			return best;
		for (let id = 0; id < logp.length; id++)
			scaled[id] = id === best ? 0 : fround(logp[id] - logp[best]) / settings.temperature;
		const ids = candidates(scaled, settings), p = Float64Array.from(ids, (id) => doubleExp(scaled[id]));
		for (const x of p)
			total += x;
		u *= total;
		for (let i = 0; i < p.length; i++) {
			if (!(p[i] > 0))
				continue;
			last = ids[i];
			u -= p[i];
			if (u < 0)
				break;
		}
		return last;
	}

	/* Returns {draw(logp)}, which draws the ids of one text, one after the other. `settings` has
	 * temperature, topK, typical, topP, minP (those that are left out change nothing) and the seed, a whole number
	 * from 0 on: a number, BigInt or string. */
	function sampler(net, settings) {
		const how = {
			temperature: fround(settings.temperature ?? 1),
			topK: settings.topK ?? 0,
			typical: fround(settings.typical ?? 1),
			topP: fround(settings.topP ?? 1),
			minP: fround(settings.minP ?? 0),
		};
		const key = mix(randomBits(wrap(BigInt(settings.seed ?? 0)), 0n) ^ 0xd1b54a32d192ed03n);
		let drawn = 0n;

		return {
			draw(logp) {
				const u = Number(randomBits(key, drawn++) >> 11n) * 2 ** -53;
				return choose(logp, how, u);
			},
		};
	}

	/* Returns the network of `model`, whose weights are base64 or a Uint8Array. */
	function load(model, weights) {
		return new Network(model, typeof weights === "string" ? fromBase64(weights.trim()) : weights);
	}

	return {load, sampler, maths: {fma, exp, tanh, doubleExp, doubleLog}};
})();

if (typeof module !== "undefined")
	module.exports = Net;
