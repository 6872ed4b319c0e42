/*
 * words.js - finds the most likely next words: a best-first search over the symbols that may begin one.
 *
 * As in `rnn next`, a word is a run of letters and of single apostrophes between letters. The next word
 * follows the text directly or after one blank, or it completes the word that the text ends in. Each
 * prefix has a mass, its probability; the open prefix with the largest mass is read next, and gives its
 * part of the word that ends there and longer prefixes. Of a byte model, bytes of letters outside ASCII
 * count as letters.
 */
class WordSearch {
	static FLOOR = 1e-4;  /* prefixes with less mass are not followed */
	static LEAST = 1e-5;  /* words with less are not shown */
	static READS = 500;   /* prefixes that are read at most */
	static LONGEST = 40;  /* symbols of a word */

	constructor(net, model) {
		this.net = net;
		this.model = model;
		this.kind = model.vocab.map((c) => WordSearch.kindOf(model, c)); /* "letter", "apostrophe" or "" */
		this.blank = model.vocab.indexOf(32);
	}

	static kindOf(model, c) {
		if (c === 0x27 || c === 0x2019)
			return "apostrophe";
		if (model.unit === "byte" && c >= 0x80)
			return "letter";
		return Features.letter(c) ? "letter" : "";
	}

	/* Searches after the ids of a text, of which `state` is the state. A generator that yields after
	 * each symbol read; this.result() is valid at any time. */
	*run(ids, state) {
		const start = this.wordStart(ids), ends = start < ids.length;

		this.words = new Map(); /* "1" + text if it completes a word, "0" + text: {p, text, typed, rest} */
		this.open = [];
		this.none = 0;
		this.partial = ends ? ids.slice(start) : [];
		const spaced = ids.at(-1) !== this.blank && this.blank >= 0;
		const root = {state, mass: 1, add: [], completes: ends, blank: false};
		this.spread(root, spaced);
		for (let reads = 0; reads < WordSearch.READS; reads++) {
			const node = this.best();
			if (node === undefined)
				break;
			this.open.splice(this.open.indexOf(node), 1);
			node.state = this.net.copyState(node.from);
			this.net.feed(node.state, node.id);
			this.spread(node, false);
			yield;
		}
	}

	best() {
		return this.open.reduce((a, b) => a === undefined || b.mass > a.mass ? b : a, undefined);
	}

	/* Returns where the word begins that a text ends in, or its length. */
	wordStart(ids) {
		let at = ids.length;

		while (at > 0 && (this.kind[ids[at - 1]] === "letter" ||
				(this.kind[ids[at - 1]] === "apostrophe" && at < ids.length && at > 1 &&
				 this.kind[ids[at]] === "letter" && this.kind[ids[at - 2]] === "letter")))
			at--;
		return at;
	}

	/* Divides the mass of a prefix that was read among what may follow. `blank`: a blank may come
	 * before a word here. */
	spread(node, blank) {
		const logp = this.net.logp(node.state), last = node.add.at(-1);
		const inWord = node.add.length > 0 || (node.completes && this.partial.length > 0);
		const after = this.kind[last] === "apostrophe";
		let end = 0;

		for (let id = 0; id < logp.length; id++) {
			const p = node.mass * Math.exp(logp[id]);
			if (this.kind[id] === "letter" || (inWord && !after && this.kind[id] === "apostrophe"))
				this.push(node, id, p, {add: [...node.add, id]});
			else if (blank && id === this.blank)
				this.push(node, id, p, {add: [], completes: false, blank: true});
			else
				end += p;
		}
		if (node.add.length > 0)
			this.count(node, end);
		else
			this.none += end;
	}

	/* Opens the prefix that follows `from` with symbol id, unless its mass is too small to be read. */
	push(from, id, mass, rest) {
		if (mass >= WordSearch.FLOOR && from.add.length < WordSearch.LONGEST)
			this.open.push({completes: from.completes, blank: from.blank, ...rest, from: from.state, id, mass});
	}

	/* Adds the mass of a word that ended. */
	count(node, p) {
		const add = this.kind[node.add.at(-1)] === "apostrophe" ? node.add.slice(0, -1) : node.add;

		if (add.length === 0) {
			this.none += p;
			return;
		}
		const partial = node.completes ? this.net.decode(this.partial) : "";
		const text = partial + this.net.decode(add);
		if (!/^[\p{L}\p{M}]+(['\u2019][\p{L}\p{M}]+)*$/u.test(text)) {
			this.none += p; /* bytes that were no letters */
			return;
		}
		const rest = text.slice(partial.length);
		const key = (node.completes ? 1 : 0) + text;
		const known = this.words.get(key) || {p: 0, most: 0, text, typed: partial};
		known.p += p;
		if (p > known.most) {
			known.most = p;
			known.rest = (node.blank ? " " : "") + rest;
		}
		this.words.set(key, known);
	}

	/* Returns the likeliest words, the sum of the others, that of texts with no word, and the rest. */
	result(most) {
		const all = [...this.words.values()].filter((w) => w.p >= WordSearch.LEAST).sort((a, b) => b.p - a.p);
		const sum = (list) => list.reduce((a, w) => a + w.p, 0);

		return {
			words: all.slice(0, most), others: sum(all.slice(most)), none: this.none,
			open: Math.max(0, 1 - sum(all) - this.none),
		};
	}
}
