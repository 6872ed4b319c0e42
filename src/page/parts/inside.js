/* inside.js - the part Inside: the text of Surprise, coloured by one unit, and how the gates are used. */
const UNITS_SHOWN = 6;
const RANK_FIRST = 700; /* characters after which the units are ranked for the first time */

/* What an activation is: name, range, and what it means. */
const VALUES = {
	h: {name: "state h", signed: true, what: "the output of the unit"},
	c: {name: "cell state tanh(c)", signed: true, what: "what the unit remembers"},
	r: {name: "reset gate r", what: "how much of its state the candidate sees"},
	z: {name: "update gate z", what: "how much of its state it keeps"},
	n: {name: "candidate n", signed: true, what: "the new state that it proposes"},
	i: {name: "input gate i", what: "how much new it takes in"},
	f: {name: "forget gate f", what: "how much of the cell it keeps"},
	g: {name: "candidate g", signed: true, what: "what it may take in"},
	o: {name: "output gate o", what: "how much of the cell it shows"},
};

class Inside {
	constructor(app) {
		this.app = app;
		this.text = new Coloured(byId("inside-text"), (i) => this.say(i));
		this.unit = 0;
		this.settled = false; /* whether a unit was chosen, by the reader or by the first ranking */
		this.value = "h";
		this.layer = byId("inside-layer");
		this.number = byId("inside-unit");
		this.layer.max = app.model.layers;
		this.number.max = app.model.hidden;
		this.select = byId("inside-value");
		this.layer.addEventListener("input", () => this.typed());
		this.number.addEventListener("input", () => this.typed());
		this.select.addEventListener("change", () => { this.value = this.select.value; this.colour(); });
		this.placeholders();
		byId("inside-at").textContent = "Point at a character, or tap it, to see the numbers.";
		this.colour();
	}

	/* Shows the features and the frames of the gates before there is anything to fill in, so that nothing
	 * moves then. */
	placeholders() {
		const {layers, cell} = this.app.model, fieldset = byId("inside-features");
		const gates = {gru: ["r", "z"], lstm: ["i", "f", "o"]}[cell] || [];
		const others = {gru: ["n"], lstm: ["g", "c"]}[cell] || [];

		this.rows = ["h", ...gates, ...others].map((value) => {
			const {name, what} = VALUES[value], row = {value, number: el("dd", {text: "–"})};
			row.host = el("div", null, el("dt", null, name + " ", el("small", {text: what})), row.number);
			return row;
		});
		byId("inside-values").replaceChildren(...this.rows.map((row) => row.host));

		fillChoices(fieldset, "inside-feature", Features.table.map((f) => ({value: f.name, text: f.name, note: "0.00"})), "", () => {});
		requestAnimationFrame(() => { fieldset.style.minHeight = fieldset.offsetHeight + "px"; });
		this.plots = [];
		for (let l = 0; l < layers; l++)
			this.plots.push(...gates.map((gate) => new GatePlot(this, gate, l)));
		byId("inside-gates").hidden = gates.length === 0;
		byId("inside-gates-plots").className = gates.length === 3 ? "gates three" : "gates";
		byId("inside-gates-plots").replaceChildren(...this.plots.map((p) => p.host));
		byId("inside-gates-what").textContent = "A gate is a number between 0 (closed) and 1 (open) that decides, for each unit and at each " + this.app.unit +
			", " + gates.map((g) => VALUES[g].what + " (" + VALUES[g].name + ")").join(", ") + ". Each dot is a unit. To the right: at what " +
			"share of the text its gate was below 0.1, nearly closed; upwards: above 0.9, nearly open. A dot at the lower left was in between " +
			"all the time. The orange dot is the unit chosen above, in the plots of its layer.";
	}

	/* A new text is being read. */
	begins(reading) {
		Jobs.stop(this.job);
		this.reading = reading;
		this.ranked = 0;
		this.ranks = undefined;
		this.painted = 0;
		this.text.show(reading.codes.slice(0, READ_FIRST));
	}

	/* More of it was read. The units are ranked at some length, and again at the end. */
	went(reading, done) {
		const enough = done || (this.ranked === 0 && reading.kept >= RANK_FIRST), all = Math.min(reading.n, READ_FIRST);
		if (done && this.text.at < 0 && this.app.surprise.text.at >= 0 && this.app.surprise.text.at < this.text.spans.length)
			this.text.choose(this.app.surprise.text.at);
		const n = done ? Math.min(reading.kept, all) : RANK_FIRST;

		byId("inside-foot").textContent = (done ? "Read: " : "Reading: ") + Format.count(Math.min(reading.kept, all)) + " of " +
			Format.count(all) + " characters";
		if (reading.values === undefined)
			return;
		this.colourMore();
		if (!enough || this.ranked === n)
			return;
		this.ranked = n;
		Jobs.stop(this.job);
		this.job = Jobs.start(1, this.rank(n), (finished) => finished && this.showRanks(done));
	}

	*rank(n) {
		this.ranks = yield* Features.rank(this.reading, n, UNITS_SHOWN);
	}

	/* Shows the feature that was chosen, or else the one with the clearest unit. Numbers may change at the end of the
	 * text, `done`; a choice does not. */
	showRanks(done) {
		const fieldset = byId("inside-features"), score = (f) => Math.abs(f.best[0].r);
		const followed = this.ranks.filter((f) => f.best.length > 0).sort((a, b) => score(b) - score(a));
		const feature = followed.find((f) => f.name === this.chosen) || followed[0];

		byId("inside-list").hidden = feature === undefined;
		fieldset.disabled = false;
		this.openValues();
		this.plots.forEach((p) => p.fill());
		fillChoices(fieldset, "inside-feature", this.ranks.map((f) => f.best.length === 0 ?
			{value: f.name, text: f.name, note: done ? "none" : "…", disabled: true, title: done ? "no unit follows it in this text" : "not known yet"} :
			{value: f.name, text: f.name, note: Math.abs(f.best[0].r).toFixed(2), title: Inside.way(f.best[0].r)}
		), feature && feature.name, (name) => { this.chosen = name; this.follow(name); });
		if (feature === undefined)
			return this.colour();
		const same = this.settled && (this.chosen ?? feature.name) === feature.name;
		this.chosen = feature.name;
		this.follow(feature.name, same);
	}

	static score(r) {
		return r.toFixed(2).replace("-", "−");
	}

	static way(r) {
		return r < 0 ? "the other way round: the unit is low where the feature is" : "the unit is high where the feature is";
	}

	/* Shows the units that follow a feature best, and the text by the first, or `same` as before. */
	follow(name, same) {
		const {best} = this.ranks.find((f) => f.name === name);

		byId("inside-list-title").textContent = "Units that follow “" + name + "”";
		this.buttons = best.map((b) => {
			const fill = el("span", {class: "fill"});
			fill.style.transform = "scaleX(" + b.r + ")"; /* from the middle of the track */
			const button = el("button", {type: "button", title: Inside.way(b.r)},
				el("span", null, this.nameOf(b.unit), el("small", {text: b.r < 0 ? "reversed" : "direct"})),
				el("span", {class: "track"}, fill), el("span", {class: "value", text: Inside.score(b.r)}));
			button.unit = b.unit;
			button.addEventListener("click", () => this.show(b.unit));
			return button;
		});
		byId("inside-units").replaceChildren(...this.buttons.map((b) => el("li", null, b)));
		this.show(same ? this.unit : best[0].unit);
	}

	nameOf(unit) {
		const H = this.app.model.hidden, number = "unit " + (unit % H + 1);

		return this.app.model.layers > 1 ? "layer " + (Math.floor(unit / H) + 1) + ", " + number : number;
	}

	typed() {
		const {layers, hidden} = this.app.model, l = Number(this.layer.value), u = Number(this.number.value);

		if (l >= 1 && l <= layers && u >= 1 && u <= hidden && Number.isInteger(l) && Number.isInteger(u))
			this.show((l - 1) * hidden + u - 1, true);
	}

	/* Shows the text by a unit. */
	show(unit, typed) {
		const {hidden} = this.app.model;

		this.unit = unit;
		this.settled = true;
		if (!typed) {
			this.layer.value = Math.floor(unit / hidden) + 1;
			this.number.value = unit % hidden + 1;
		}
		(this.buttons || []).forEach((b) => b.setAttribute("aria-pressed", b.unit === unit));
		this.colour();
		this.plots.forEach((p) => p.mark());
	}

	/* ---- Colours ---- */

	openValues() {
		const names = ["h", ...this.reading.gates];

		if (this.select.options.length !== names.length)
			this.select.replaceChildren(...names.map((value) => el("option", {value, text: VALUES[value].name})));
		if (!names.includes(this.value))
			this.value = "h";
		this.select.value = this.value;
	}

	at(i) {
		const r = this.reading;

		return r.values[this.value][i * r.units + this.unit] / 127;
	}

	colour() {
		const v = VALUES[this.value], legend = byId("inside-legend");

		this.painted = 0;
		legend.replaceChildren(v.signed ? "low −1" : "low 0", el("span", {class: v.signed ? "scale" : "scale half"}), "1 high. " +
			(v.signed ? "Orange: low, blue: high. " : "Blue: high. ") + v.name);
		this.colourMore();
		if (this.text.at >= 0)
			this.say(this.text.at);
	}

	colourMore() {
		if (this.reading?.values === undefined || (!this.settled && this.ranks === undefined))
			return;
		const end = Math.min(this.reading.kept, this.text.spans.length);

		for (; this.painted < end; this.painted++)
			this.text.level(this.painted, this.at(this.painted));
	}

	say(i) {
		const r = this.reading, code = r.codes[i], name = Show.name(code);

		if (r.values === undefined || i >= r.kept)
			return;
		byId("inside-at").replaceChildren("After ", el("b", null, el("bdi", {text: Show.alone(code)})),
			(name ? " (" + name + ")" : "") + ", " + this.nameOf(this.unit) + ":");
		for (const row of this.rows) {
			row.number.textContent = Inside.score(r.values[row.value][i * r.units + this.unit] / 127);
			row.host.className = row.value === this.value ? "own" : ""; /* what colours the text */
		}
	}
}

/* How often the gate of each unit of a layer is closed and open, as a cloud of points. */
class GatePlot {
	constructor(inside, gate, layer) {
		const {layers} = inside.app.model, size = 200, left = 54, low = size - 34, top = 8, right = size - 8;

		Object.assign(this, {inside, gate, layer, H: inside.app.model.hidden});
		this.x = (p) => left + p * (right - left);
		this.y = (p) => low - p * (low - top);
		this.clouds = Array.from({length: 8}, () => svg("path", {class: "cloud"})); /* dots of different paths add up where they overlap */
		this.picked = svg("circle", {class: "picked", r: 5, visibility: "hidden"});
		const title = VALUES[gate].name + (layers > 1 ? ", layer " + (layer + 1) : "");
		const picture = svg("svg", {role: "img", viewBox: "0 0 " + size + " " + size, "aria-label": title + ": how often it is closed and open"});
		for (const t of [0, 0.5, 1])
			picture.append(svg("line", {class: "grid", x1: this.x(t), x2: this.x(t), y1: this.y(0), y2: this.y(1)}),
				svg("line", {class: "grid", x1: this.x(0), x2: this.x(1), y1: this.y(t), y2: this.y(t)}));
		for (const t of [0, 0.5, 1])
			picture.append(
				svg("text", {x: this.x(t), y: low + 15, "text-anchor": t === 1 ? "end" : "middle"}, t * 100 + " %"),
				svg("text", {x: left - 5, y: this.y(t) + 4, "text-anchor": "end"}, t * 100 + " %"));
		picture.append(...this.clouds, this.picked,
			svg("text", {x: (left + right) / 2, y: size - 2, "text-anchor": "middle"}, "closed"),
			svg("text", {x: 10, y: (low + top) / 2, "text-anchor": "middle", transform: "rotate(-90 10 " + (low + top) / 2 + ")"}, "open"));
		this.host = el("div", null, el("h4", {text: title}), el("div", {class: "plot"}, picture));
	}

	/* Counts over what was read, and draws. */
	fill() {
		const {kept, units, values} = this.inside.reading, H = this.H;

		this.closed = new Float64Array(H);
		this.open = new Float64Array(H);
		for (let i = 0; i < kept; i++) {
			for (let u = 0, at = i * units + this.layer * H; u < H; u++, at++) {
				this.closed[u] += values[this.gate][at] < 12.7 ? 1 / kept : 0;
				this.open[u] += values[this.gate][at] > 114.3 ? 1 / kept : 0;
			}
		}
		this.clouds.forEach((cloud, k) => cloud.setAttribute("d", Array.from(this.closed, (p, u) => u % 8 !== k ? "" :
			"M" + this.x(p).toFixed(1) + " " + this.y(this.open[u]).toFixed(1) + "h0").join("")));
		this.mark();
	}

	/* Marks the unit that is shown, if it is one of this layer. */
	mark() {
		const u = this.inside.unit - this.layer * this.H, here = this.closed !== undefined && u >= 0 && u < this.H;

		this.picked.setAttribute("visibility", here ? "visible" : "hidden");
		if (!here)
			return;
		this.picked.setAttribute("cx", this.x(this.closed[u]));
		this.picked.setAttribute("cy", this.y(this.open[u]));
	}
}
