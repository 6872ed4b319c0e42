/*
 * training.js - the part Training: curves from the log of the training. Of the log, a step is [step,
 * characters, seconds, loss, learning rate, gradient norm], a validation [step, characters, seconds,
 * loss, best], an event [step, kind, text]; losses are in nats. What is not known is null.
 */
class Training {
	constructor(app) {
		const log = app.data.log;

		this.app = app;
		this.log = log;
		this.axis = "chars";
		this.steps = log.steps.filter((s) => s.slice(0, 3).every((x) => x !== null));
		this.valid = log.valid.filter((v) => v[0] !== null && v[2] !== null).map((v) => [v[0], this.charsAt(v[0], v[1]), ...v.slice(2)]);
		fillChoices(byId("training-axis"), "training-axis", [
			{value: "chars", text: app.plural(2) + " read"}, {value: "time", text: "time"},
		], this.axis, (value) => { this.axis = value; this.draw(); });
		this.say();
		this.samples();
		this.events();
		this.plan();
		this.draw();
	}

	/* Returns the characters read at a step: between those of the steps of the log around it, or
	 * `known`. (The log names the characters of a validation only at the step before it.) */
	charsAt(step, known) {
		const k = this.steps.findIndex((s) => s[0] >= step);

		if (k <= 0)
			return (k < 0 ? known ?? this.steps.at(-1)?.[1] : this.steps[0][1]) ?? 0;
		const [a, b] = [this.steps[k - 1], this.steps[k]];
		return a[1] + (step - a[0]) / (b[0] - a[0] || 1) * (b[1] - a[1]);
	}

	say() {
		const last = this.steps.at(-1), best = this.best();

		if (last === undefined)
			return;
		let text = "It read " + Format.count(last[1]) + " " + this.app.plural(2) + " in " + Format.seconds(last[2]) + ".";
		if (best !== undefined)
			text += " The best validation loss, on text kept back, was " + Format.bits(best[3] / Math.LN2) + " bits.";
		byId("training-what").textContent = text;
	}

	best() {
		return this.valid.reduce((a, v) => v[3] !== null && (a === undefined || v[3] < a[3]) ? v : a, undefined);
	}

	/* ---- Curves ---- */

	draw() {
		const k = this.axis === "time" ? 2 : 1, all = [...this.steps, ...this.valid];
		const x = {
			name: k === 2 ? "time" : this.app.plural(2) + " read", low: 0, high: Math.max(1e-9, ...all.map((s) => s[k])),
			format: k === 2 ? Training.clock : Format.short, read: k === 2 ? Training.clock : (n) => Format.count(n),
		};
		const marks = this.warnings().filter((e) => Training.isRollback(e[2]))
			.map((e) => ({x: this.place(e[0], k), name: "went back"}));

		this.loss(x, k, marks);
		this.small("training-rate", "Learning rate", x, k, 4, marks);
		this.small("training-norm", "Gradient norm", x, k, 5, marks);
	}

	static clock(s) {
		const minutes = Math.floor(s / 60), seconds = Math.round(s - 60 * minutes);

		return s >= 3600 ? (s / 3600).toFixed(1) + " h" : minutes + ":" + String(seconds).padStart(2, "0");
	}

	/* Returns where a step lies on the axis. */
	place(step, k) {
		const s = this.steps.find((x) => x[0] >= step) || this.steps.at(-1);

		return k === 1 ? this.charsAt(step) : s ? s[2] : 0;
	}

	loss(x, k, marks) {
		const bits = (nats) => nats === null ? null : nats / Math.LN2, best = this.best();
		const series = [{name: "text it learns from", kind: "light", points: this.steps.map((s) => [s[k], bits(s[3])])}];
		const seen = this.steps.map((s) => bits(s[3])).filter((b) => b !== null);

		if (this.valid.length > 0)
			series.push({
				name: "text kept back (validation)", kind: "main", dots: this.valid.length <= 60,
				points: this.valid.map((v) => [v[k], bits(v[3]), v === best]),
			});
		const values = [...seen, ...this.valid.map((v) => bits(v[3])).filter((b) => b !== null)];
		const high = Math.min(Math.max(...values, 0), Math.log2(this.app.model.vocab.length) + 1 || 1);
		const low = Math.min(...values, high);
		new Plot(byId("training-loss"), {
			height: 300, marks, x, series,
			label: "Loss in bits per " + this.app.unit + " against " + x.name + ", from " + Format.bits(values[0] ?? 0) + " to " +
				Format.bits(values.at(-1) ?? 0),
			y: {name: "bits per " + this.app.unit, low: low > high / 2 ? Math.floor(low * 2) / 2 : 0, high: high || 1, read: Format.bits},
		});
	}

	small(id, name, x, k, column, marks) {
		const points = this.steps.map((s) => [s[k], s[column]]).filter((p) => p[1] !== null && p[1] !== undefined);
		const high = Math.max(0, ...points.map((p) => p[1])), shown = points.length > 0;

		byId(id).parentElement.hidden = !shown;
		if (shown)
			new Plot(byId(id), {
				height: 190, marks, x, label: name + " against " + x.name,
				y: {low: 0, high: high || 1, read: (v) => v.toPrecision(3)},
				series: [{name: name.toLowerCase(), kind: "main", points}],
			});
	}

	/* ---- Samples, events, plan ---- */

	samples() {
		const list = this.log.samples || [], range = byId("training-when");

		if (list.length === 0)
			return;
		byId("training-samples").hidden = false;
		range.max = list.length - 1;
		range.value = list.length - 1;
		const show = () => {
			const s = list[Number(range.value)], host = byId("training-sample");
			byId("training-when-label").textContent = "After " + Format.count(s.step) + " of " + Format.count(list.at(-1).step) + " steps";
			range.setAttribute("aria-valuetext", "step " + s.step);
			host.replaceChildren();
			Show.append(host, s.text);
		};
		range.addEventListener("input", show);
		show();
	}

	warnings() {
		return (this.log.events || []).filter((e) => e[1] === "warning" && e[2]);
	}

	/* Whether a warning says that the training went back to an earlier point. */
	static isRollback(text) {
		return /last good|goes? back|went back|rolled? back/i.test(text);
	}

	events() {
		const list = this.warnings();

		byId("training-events").hidden = list.length === 0;
		byId("training-event-list").append(...list.slice(0, 50).map((e) =>
			el("li", {text: "Step " + Format.count(e[0] || 0) + ": " + Show.line(e[2])})));
	}

	plan() {
		const start = this.log.start || {}, train = start.train || {};
		const left = ["invalid", "unknown"]; /* say nothing of the training */
		const keys = Object.keys(train).filter((k) => !left.includes(k) && train[k] !== null && typeof train[k] !== "object");

		byId("training-plan").hidden = keys.length === 0;
		const rows = keys.map((k) => [k, k === "embed" && train[k] === 0 ? "none" : train[k]]);
		if (start.engine)
			rows.push(["engine", start.engine], ["threads", start.threads ?? 1]);
		byId("training-settings").append(...rows.map(([k, v]) =>
			el("div", null, el("dt", {text: Show.line(k)}), el("dd", {text: Show.line(v)}))));
	}
}
