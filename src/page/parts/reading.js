/*
 * reading.js - reads a text once for the parts Surprise and Inside, and keeps for each character: its
 * bits, the best guesses before it, and the activations of all units after it.
 *
 * The text is scored as `rnn eval` does: the first symbol that the model knows is context, characters
 * that it does not know are left out. In a byte model a character is one or more symbols; its bits are
 * their sum, and the guesses are about its first byte.
 */
const GUESSES = 5;
const READ_FIRST = 2000, READ_MOST = 10000; /* characters */
const KEPT_BYTES = 48e6;                      /* of activations */

class Reading {
	constructor(net, model, text) {
		const most = Array.from(text.slice(0, 2 * READ_MOST)).slice(0, READ_MOST);

		this.net = net;
		this.model = model;
		this.cut = most.join("").length < text.length;
		this.codes = most.map((ch) => ch.codePointAt(0));
		this.ids = most.map((ch) => net.encodeCharacter(ch)); /* of each character */
		this.n = this.codes.length;
		this.read = 0; /* characters read so far */
		this.scored = 0;
		this.unknown = 0;
		this.sum = 0; /* bits */
		this.bits = new Float32Array(this.n).fill(NaN); /* NaN: not scored */
		this.known = new Uint8Array(this.n);
		this.guess = new Uint16Array(this.n * GUESSES);
		this.guessed = new Uint8Array(this.n); /* how many guesses there are */
		this.logp = new Float32Array(this.n * GUESSES);
		this.own = new Float32Array(this.n); /* log p of the first symbol of the character */
		this.rank = new Uint32Array(this.n);
		this.kept = 0; /* characters with activations */
		this.state = net.newState();
		this.begun = false;
		this.limit = Math.min(this.n, READ_FIRST);
	}

	/* Reads on to this.limit. A generator that yields after each character. */
	*run() {
		while (this.read < this.limit) {
			this.readCharacter(this.read);
			this.read++;
			yield;
		}
	}

	readCharacter(i) {
		let bits = 0, scored = false, known = true;

		for (const [k, id] of this.ids[i].entries()) {
			if (id < 0) {
				known = false;
				continue;
			}
			if (this.begun) {
				const logp = this.net.logp(this.state);
				if (k === 0)
					this.keepGuesses(i, logp, id);
				bits -= logp[id] / Math.LN2;
				scored = true;
			}
			this.net.feed(this.state, id);
			this.begun = true;
		}
		this.known[i] = known ? 1 : 0;
		this.unknown += known ? 0 : 1;
		if (scored) {
			this.bits[i] = Math.max(0, bits);
			this.sum += bits;
			this.scored++;
		}
		this.keepUnits(i);
	}

	keepGuesses(i, logp, id) {
		const at = i * GUESSES;
		let n = 0, rank = 1;

		for (let v = 0; v < logp.length; v++) {
			const x = logp[v];
			if (x > logp[id] || (x === logp[id] && v < id))
				rank++;
			if (n === GUESSES && !(x > this.logp[at + n - 1]))
				continue;
			let k = n < GUESSES ? n++ : n - 1;
			for (; k > 0 && this.logp[at + k - 1] < x; k--) {
				this.logp[at + k] = this.logp[at + k - 1];
				this.guess[at + k] = this.guess[at + k - 1];
			}
			this.logp[at + k] = x;
			this.guess[at + k] = v;
		}
		this.guessed[i] = n;
		this.own[i] = logp[id];
		this.rank[i] = rank;
	}

	/* ---- Activations: rounded to 1/127, this.values[name] is (characters, layers * H) ---- */

	/* Makes room, once it is known what the network has. */
	openUnits(hidden, gates) {
		this.layers = hidden.length;
		this.H = hidden[0].length;
		this.units = this.layers * this.H;
		this.gates = Object.keys(gates[0] || {});
		this.room = Math.min(this.n, Math.max(64, Math.floor(KEPT_BYTES / (this.units * (1 + this.gates.length)))));
		this.values = {};
		for (const name of ["h", ...this.gates])
			this.values[name] = new Int8Array(this.room * this.units);
	}

	keepUnits(i) {
		const hidden = this.net.hidden(this.state), gates = this.begun ? this.net.gates(this.state) : [];

		if (this.values === undefined && this.begun)
			this.openUnits(hidden, gates);
		if (this.values === undefined || i >= this.room)
			return;
		for (let l = 0; l < this.layers; l++) {
			const at = i * this.units + l * this.H;
			Reading.round(this.values.h, at, hidden[l], false);
			for (const name of this.gates)
				Reading.round(this.values[name], at, gates[l][name], name === "c");
		}
		this.kept = i + 1;
	}

	/* Writes 127 x, or 127 tanh(x) of what has no bound. */
	static round(to, at, from, unbounded) {
		for (let j = 0; j < from.length; j++)
			to[at + j] = Math.round(127 * (unbounded ? Math.tanh(from[j]) : from[j]));
	}
}
