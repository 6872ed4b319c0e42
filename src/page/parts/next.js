/* next.js - the part Next: bars of what the model expects after a text. */
const NEXT_ROWS = matchMedia("(max-width: 560px)").matches ? 5 : 8;
/* What divides all that may come next, with the class of its colour. */
const SHARES = [["these words", "k0"], ["other words", "k1"], ["a mark or a line end, no word", "k2"], ["the rest, not searched", "k3"]];

/* A list of bars with a fixed number of rows, so that nothing moves when they change. */
class Bars {
	/* `chosen`, if there is one, makes the rows buttons; it is called with a row's value. */
	constructor(list, n, chosen) {
		this.rows = Array.from({length: n}, () => {
			const row = {
				key: el("span", {class: "key"}), fill: el("span", {class: "fill"}),
				value: el("span", {class: "value"}), item: el("li"),
			};
			row.bar = el(chosen ? "button" : "div", {class: "bar", type: chosen ? "button" : null},
				row.key, el("span", {class: "track"}, row.fill), row.value);
			row.item.append(row.bar);
			if (chosen)
				row.bar.addEventListener("click", () => chosen(row.data));
			list.append(row.item);
			return row;
		});
		this.set([]);
	}

	/* Shows rows: [{typed, sign, name, p, came, data}]; `typed`, in grey, stands before the sign. */
	set(rows) {
		this.rows.forEach((row, i) => {
			const r = rows[i];
			row.bar.disabled = r === undefined || r.data === undefined; /* of a button */
			row.item.style.visibility = r === undefined ? "hidden" : "";
			row.item.className = r !== undefined && r.came ? "came" : "";
			row.data = r && r.data;
			row.key.replaceChildren();
			row.fill.style.transform = "scaleX(" + (r === undefined ? 0 : r.p) + ")";
			row.value.textContent = r === undefined ? "" : Format.percent(r.p);
			if (r === undefined)
				return;
			row.key.append(...(r.typed ? [el("span", {class: "prime", text: r.typed})] : []), r.sign);
			if (r.name)
				row.key.append(" ", el("small", {text: r.name}));
		});
	}
}

/* Returns the ids with the largest log-probabilities. */
function likeliest(logp, n) {
	const ids = Array.from(logp.keys());

	return ids.sort((a, b) => logp[b] - logp[a] || a - b).slice(0, n);
}

class Next {
	constructor(app) {
		this.app = app;
		this.input = byId("next-text");
		this.input.value = app.prime;
		limitPaste(this.input, true);
		const append = (text) => this.append(text);
		this.symbols = new Bars(byId("next-symbols"), Math.min(NEXT_ROWS, app.model.vocab.length), append);
		this.words = new Bars(byId("next-words"), NEXT_ROWS, append);
		this.shares = SHARES.map(([name, kind]) => ({fill: el("i", {class: kind}), value: el("b", {text: "–"}), name, kind}));
		byId("next-stack").append(...this.shares.map((s) => s.fill));
		byId("next-shares").append(...this.shares.map((s) => el("li", null, el("i", {class: s.kind}), s.name + " ", s.value)));
		this.input.addEventListener("input", () => this.update());
	}

	ready() {
		this.trail = new Trail(this.app.net);
		this.search = new WordSearch(this.app.net, this.app.model);
		this.input.value ||= this.app.prime;
		this.update();
	}

	/* Appends to the text. The focus stays where it is, so that one can go on choosing. */
	append(text) {
		if (text === undefined)
			return;
		this.input.value += text;
		this.input.scrollTop = this.input.scrollHeight;
		this.update();
	}

	update() {
		if (!this.app.net)
			return;
		Jobs.stop(this.reading);
		Jobs.stop(this.searching);
		const all = this.app.net.encode(this.input.value.slice(-4 * Trail.LONGEST));
		const known = Trail.cut(all.filter((id) => id >= 0));
		this.unknown = all.length - all.filter((id) => id >= 0).length;
		this.ids = known.length > 0 ? known : this.app.start();
		this.reading = Jobs.start(0, this.trail.read(this.ids), (done) => done && this.show());
	}

	show() {
		const {model, net} = this.app, logp = net.logp(this.trail.state);
		const rows = likeliest(logp, this.symbols.rows.length).map((id) => ({
			...Show.symbol(model, id), p: Math.exp(logp[id]), data: this.appended(id),
		}));

		this.symbols.set(rows);
		this.foot("looking for words …");
		const state = net.copyState(this.trail.state);
		this.shown = 0;
		this.searching = Jobs.start(1, this.search.run(this.ids, state), (done) => this.showWords(done));
	}

	/* Returns the text that a symbol appends; undefined for a part of a character. */
	appended(id) {
		const {model} = this.app, c = model.vocab[id];

		return model.unit === "byte" && c >= 0x80 ? undefined : String.fromCodePoint(c);
	}

	/* Shows the words found so far, but not so often that they flicker. */
	showWords(done) {
		if (!done && performance.now() - this.shown < 200)
			return;
		const r = this.search.result(NEXT_ROWS);
		this.shown = performance.now();
		this.words.set(r.words.map((w) => ({typed: Show.line(w.typed), sign: Show.line(w.text.slice(w.typed.length)), p: w.p, data: w.rest})));
		const ends = r.words.filter((w) => w.typed !== "").length;
		byId("next-words-title").textContent = ends === 0 ? "The next word" : ends === r.words.length ? "This word" : "This word or the next";
		const shares = [r.words.reduce((a, w) => a + w.p, 0), r.others, r.none, r.open];
		this.shares.forEach((s, i) => {
			s.fill.style.flexGrow = shares[i];
			s.value.textContent = Format.percent(shares[i]);
		});
		if (done)
			this.foot("");
	}

	/* Says what is done, and what the model does not know. The line is never empty, so that nothing moves. */
	foot(text) {
		byId("next-foot").textContent = [text, this.unknown > 0 ? Format.unknown(this.unknown) : ""].filter(Boolean).join(", ") || "\u00a0";
	}
}
