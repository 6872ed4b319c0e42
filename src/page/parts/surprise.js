/* surprise.js - the part Surprise: a text coloured by the bits of its characters, and figures of it. */

/* The bands of `rnn eval --color`. */
const BANDS = [
	{below: 1, name: "0–1"}, {below: 2, name: "1–2"}, {below: 4, name: "2–4"},
	{below: 6, name: "4–6"}, {below: 8, name: "6–8"}, {below: Infinity, name: "8+"},
];
const WORD_NOTE = "spaces and marks are not counted";
const OWN_TEXT = "Type or paste any text here. What the model expects stays without colour, and a zebra in a teapot does not.";

class Surprise {
	constructor(app) {
		const texts = app.data.texts || [];

		this.app = app;
		this.text = new Coloured(byId("surprise-text"), (i) => this.choose(i));
		this.guesses = new Bars(byId("surprise-guesses"), GUESSES);
		this.histogram = new Histogram(byId("surprise-histogram"), "Share of the characters", "bits");
		this.own = byId("surprise-input");
		this.own.value = OWN_TEXT;
		limitPaste(this.own, false);
		this.own.addEventListener("input", debounced(250, () => this.open(this.own.value)));
		byId("surprise-legend").append("bits: ", ...BANDS.map((b, k) => el("span", {class: "s" + k, text: b.name})),
			el("span", {class: "sx", text: "unknown"}));
		this.value = texts.length > 0 ? "0" : "own";
		fillChoices(byId("surprise-choice"), "surprise-choice",
			[...texts.map((t, i) => ({value: String(i), text: t.name})), {value: "own", text: "Your own text"}],
			this.value, (value) => { this.value = value; this.pick(); });
		this.figures = byId("surprise-figures");
		this.empty();
	}

	/* The text is read when one comes near it. */
	ready() {
		const near = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && this.start?.(), {rootMargin: "400px"});

		this.start = () => {
			near.disconnect();
			this.start = undefined;
			this.pick();
		};

		near.observe(byId("surprise"));
		near.observe(byId("inside"));
		this.show(this.chosenText());
	}

	chosenText() {
		return this.value === "own" ? this.own.value : this.app.data.texts[Number(this.value)].text;
	}

	pick() {
		byId("surprise-own").hidden = this.value !== "own";
		this.open(this.chosenText());
	}

	/* Shows a text that is not being read yet. */
	show(text) {
		byId("surprise-own").hidden = this.value !== "own";
		this.text.show(new Reading(this.app.net, this.app.model, text).codes.slice(0, READ_FIRST));
	}

	/* Reads a text and colours it. */
	open(text) {
		if (!this.app.net)
			return;
		Jobs.stop(this.job);
		this.reading = new Reading(this.app.net, this.app.model, text);
		this.painted = 0;
		this.text.show(this.reading.codes.slice(0, this.reading.limit));
		this.empty();
		this.app.readingBegins(this.reading);
		this.go();
	}

	go() {
		this.job = Jobs.start(1, this.reading.run(), (done) => this.paint(done));
	}

	static band(bits) {
		return BANDS.findIndex((b) => bits < b.below);
	}

	paint(done) {
		const r = this.reading;

		for (; this.painted < r.read; this.painted++) {
			const i = this.painted, bits = r.bits[i];
			this.text.colour(i, !r.known[i] ? "sx" : Number.isNaN(bits) ? "" : "s" + Surprise.band(bits));
		}
		this.foot(done);
		if (done && this.text.at < 0)
			this.text.chooseMost(r.bits);
		this.app.readingWent(r, done);
		if (!done && performance.now() - (this.updated || 0) < 400)
			return;
		this.updated = performance.now();
		this.showFigures(done);
		this.showWords();
	}

	/* Says what was read, and offers the rest. */
	foot(done) {
		const r = this.reading, foot = byId("surprise-foot");
		const of = Format.count(r.n) + " characters" + (r.cut ? ", the beginning of a longer text" : "");

		foot.replaceChildren((done ? "Read: " : "Reading: ") + (r.read < r.n ? Format.count(r.read) + " of " : "") + of);
		const text = this.value === "own" ? {} : this.app.data.texts[Number(this.value)];
		if (done && text.shown < text.bytes)
			foot.append(". The page holds the first " + Format.bytes(text.shown) + " of " + Format.bytes(text.bytes));
		if (!done || r.read === r.n)
			return;
		const more = el("button", {type: "button", text: "Read on"});
		more.addEventListener("click", () => {
			r.limit = Math.min(r.n, r.limit + READ_FIRST);
			this.text.add(r.codes.slice(r.read, r.limit));
			this.go();
		});
		foot.append(" ", more);
	}

	/* ---- One character ---- */

	empty() {
		byId("surprise-at").textContent = "Point at a character, or tap it, to see what the model expected there.";
		this.guesses.set([]);
		this.setFigures([["Characters scored", "–", ""], ["Bits per character", "–", ""], ["Bits per word", "–", WORD_NOTE],
			["In total", "–", ""]], false);
		this.histogram.set(BANDS.map((b, k) => ({name: b.name, n: 0, kind: "b" + k})));
		byId("surprise-words").replaceChildren();
	}

	choose(i) {
		const r = this.reading, at = byId("surprise-at"), model = this.app.model;

		if (r === undefined || i >= r.read)
			return;
		const before = Show.line(String.fromCodePoint(...r.codes.slice(Math.max(0, i - 16), i)));
		const code = r.codes[i], name = Show.name(code);
		at.replaceChildren("After ", el("bdi", {text: (i > 16 ? "…" : "") + before}), " came ",
			el("b", null, el("bdi", {text: Show.alone(code)})), name ? " (" + name + ")" : "");
		if (!r.known[i])
			at.append(", which the model does not know.");
		else if (Number.isNaN(r.bits[i]))
			at.append(", the beginning; it is not scored.");
		else
			at.append(": " + Format.bits(r.bits[i]) + " bits. " + Surprise.place(r.rank[i]));
		this.guesses.set(Array.from({length: r.guessed[i]}, (_, k) => {
			const id = r.guess[i * GUESSES + k];
			return {...Show.symbol(model, id), p: Math.exp(r.logp[i * GUESSES + k]), came: id === r.ids[i][0]};
		}));
	}

	static place(rank) {
		return rank === 1 ? "It was the best guess." : "It was guess number " + Format.count(rank) + ".";
	}

	/* ---- Figures ---- */

	/* `done`: they are final; they are grey before. */
	setFigures(rows, done) {
		this.figures.classList.toggle("partly", !done);
		this.figures.replaceChildren(...rows.map(([name, value, note]) =>
			el("div", null, el("dt", {text: name}), el("dd", null, el("b", {text: value}), el("small", {text: note})))));
	}

	showFigures(done) {
		const r = this.reading, V = this.app.model.vocab.length;
		const mean = r.scored > 0 ? r.sum / r.scored : 0, words = this.wordList();
		const inWords = words.reduce((a, w) => a + w.bits, 0);
		const count = new Array(BANDS.length).fill(0);

		this.setFigures([
			["Characters scored", Format.count(r.scored), "without the first" + (r.unknown > 0 ? "; " + Format.unknown(r.unknown) : "")],
			["Bits per character", r.scored > 0 ? Format.bits(mean) : "–", this.app.model.unit === "byte" ? "" :
				"knowing nothing: " + Format.bits(Math.log2(V))],
			["Bits per word", words.length > 0 ? Format.bits(inWords / words.length) : "–",
				Format.count(words.length) + (words.length === 1 ? " word; " : " words; ") + WORD_NOTE],
			["In total", Format.count(r.sum) + " bits", Format.bytes(Math.round(r.sum / 8)) +
				" if a compressor used this model; the text has " + Format.bytes(this.bytes())],
		], done);
		r.bits.subarray(0, r.read).forEach((x) => { if (!Number.isNaN(x)) count[Surprise.band(x)]++; });
		this.histogram.set(BANDS.map((b, k) => ({name: b.name, n: count[k], kind: "b" + k})));
	}

	/* Returns the bytes of what was read. */
	bytes() {
		const r = this.reading;

		return r.codes.slice(0, r.read).reduce((a, c) => a + (c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4), 0);
	}

	/* Returns the words that were read completely: [{from, to, bits}]. */
	wordList() {
		const r = this.reading, list = [];

		for (let i = 0; i < r.read; i++) {
			if (!Features.letter(r.codes[i]))
				continue;
			const from = i;
			let bits = 0;
			for (; i < r.read && Features.letter(r.codes[i]); i++)
				bits += Number.isNaN(r.bits[i]) ? 0 : r.bits[i];
			list.push({from, to: i, bits});
		}
		return list;
	}

	showWords() {
		const r = this.reading, hardest = new Map();

		for (const w of this.wordList().sort((a, b) => b.bits - a.bits)) {
			const text = String.fromCodePoint(...r.codes.slice(w.from, Math.min(w.to, w.from + 40)));
			if (!hardest.has(text) && hardest.size < 12)
				hardest.set(text, w);
		}
		byId("surprise-words").replaceChildren(...Array.from(hardest, ([text, w]) => {
			const button = el("button", {type: "button"}, el("bdi", {text}), el("span", {text: Format.bits(w.bits) + " bits"}));
			button.addEventListener("click", () => {
				this.text.choose(w.from);
				this.text.reveal(w.from);
			});
			return el("li", null, button);
		}));
	}
}
