/*
 * plot.js - plots as SVG: curves over an axis that may be logarithmic, histograms, clouds of points.
 * They are drawn anew when their width changes, so that letters keep their size.
 */
const PLOT_LEFT = 46, PLOT_RIGHT = 12, PLOT_TOP = 10, PLOT_BOTTOM = 40, Y_TICKS = 5;

function svg(tag, attributes, text) {
	const e = document.createElementNS("http://www.w3.org/2000/svg", tag);

	for (const [name, value] of Object.entries(attributes || {}))
		e.setAttribute(name, value);
	if (text !== undefined)
		e.textContent = text;
	return e;
}

/* Returns a round number of which about n fit between low and high. */
function roundStep(low, high, n) {
	const raw = (high - low) / n || 1, power = Math.pow(10, Math.floor(Math.log10(raw)));

	return [1, 2, 5, 10].find((k) => k * power >= raw * 0.999) * power;
}

/* Ticks at the multiples of a step. */
function roundTicks(low, high, step) {
	const ticks = [];

	for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
		ticks.push(k * step);
	return ticks;
}

/* Ticks at powers of `base`, at most n of them; `down`: the highest is one of them, else the lowest. */
function powerTicks(low, high, base, n, down) {
	const a = Math.ceil(Math.log(low) / Math.log(base) - 1e-9), b = Math.floor(Math.log(high) / Math.log(base) + 1e-9);
	const step = Math.max(1, Math.ceil((b - a + 1) / n)), ticks = [];

	for (let k = 0; a + k <= b; k += step)
		ticks.push(Math.pow(base, down ? b - k : a + k));
	return ticks;
}

/* Returns ticks that end at `high`: it takes the place of those that are nearer than `least` to it, by the scale f. */
function endedTicks(ticks, high, f, least) {
	return [...ticks.filter((t) => f(high) - f(t) >= least), high];
}

/* Returns an axis that goes up to a tick; a logarithmic one also begins with one. */
function rounded(axis) {
	if (axis.log) {
		const power = (x) => Math.log(x) / Math.log(axis.log);
		const top = Math.ceil(power(axis.high) - 1e-9), span = top - Math.floor(power(axis.low) + 1e-9);
		const step = Math.max(1, Math.ceil((span + 1) / Y_TICKS)); /* that of powerTicks() */
		return {...axis, low: Math.pow(axis.log, top - step * Math.max(1, Math.ceil(span / step))), high: Math.pow(axis.log, top)};
	}
	const step = roundStep(axis.low, axis.high, Y_TICKS);
	return {...axis, step, high: step * Math.max(Math.ceil(axis.high / step - 1e-9), Math.floor(axis.low / step) + 1)};
}

/* Maps [low, high] to [from, to], linear or logarithmic. */
function scaleOf(axis, from, to) {
	const f = axis.log ? Math.log : (x) => x;
	const low = f(axis.low), span = f(axis.high) - low || 1;

	return (x) => from + (f(x) - low) / span * (to - from);
}

class Plot {
	/*
	 * Draws into `host`. o: height; label (for screen readers); x, y: {name, low, high, log: base or 0,
	 * format}; series: [{name, kind: "main" | "light" | "other", points: [[x, y]], dots}];
	 * marks: [{x, name}]: vertical lines; rows: values of x that the table must have. The y axis ends at the round number
	 * at or above y.high. What is below the lowest value of a logarithmic axis is not drawn.
	 */
	constructor(host, o) {
		this.host = host;
		this.o = {height: 240, marks: [], rows: [], ...o, y: rounded(o.y)};
		this.keys = el("p", {class: "keys"});
		this.svg = svg("svg", {role: "img", "aria-label": o.label, height: this.o.height});
		host.replaceChildren(this.keys, this.svg, this.table());
		this.legend();
		this.svg.addEventListener("pointermove", (event) => this.point(event));
		this.svg.addEventListener("pointerleave", () => this.leave());
		new ResizeObserver(() => this.draw()).observe(host);
		this.draw();
	}

	draw() {
		const width = this.host.clientWidth, {x, y, height} = this.o;

		if (width === 0 || (width === this.width && !this.stale))
			return;
		this.width = width;
		this.stale = false;
		this.x = scaleOf(x, PLOT_LEFT, width - PLOT_RIGHT);
		this.y = scaleOf(y, height - PLOT_BOTTOM, PLOT_TOP);
		this.svg.setAttribute("viewBox", "0 0 " + width + " " + height);
		this.svg.replaceChildren();
		this.axes();
		for (const mark of this.o.marks)
			this.line(this.x(mark.x), PLOT_TOP, this.x(mark.x), height - PLOT_BOTTOM, "event");
		this.o.series.forEach((s) => this.curve(s));
		this.cross = svg("g");
		this.svg.append(this.cross);
	}

	line(x1, y1, x2, y2, name, to) {
		(to || this.svg).append(svg("line", {x1, y1, x2, y2, class: name}));
	}

	label(x, y, anchor, text) {
		this.svg.append(svg("text", {x, y, "text-anchor": anchor}, text));
	}

	axes() {
		const {x, y, height} = this.o, right = this.width - PLOT_RIGHT, bottom = height - PLOT_BOTTOM;
		const ticks = (a, n) => a.ticks || (a.log ? powerTicks(a.low, a.high, a.log, n, a === y) : roundTicks(a.low, a.high, a.step || roundStep(a.low, a.high, n)));

		for (const t of ticks(y, Y_TICKS)) {
			this.line(PLOT_LEFT, this.y(t), right, this.y(t), "grid");
			this.label(PLOT_LEFT - 8, this.y(t) + 4, "end", (y.format || Format.short)(t));
		}
		this.line(PLOT_LEFT, bottom, right, bottom, "axis");
		const along = ticks(x, Math.max(2, Math.floor((right - PLOT_LEFT) / 70)));
		for (const t of x.log ? endedTicks(along, x.high, this.x, 40) : along) {
			const text = (x.format || Format.short)(t), half = 3.4 * text.length; /* of its width, about */
			this.line(this.x(t), bottom, this.x(t), bottom + 4, "axis");
			this.label(Math.min(this.x(t), this.width - half), bottom + 18, "middle", text);
		}
		this.label((PLOT_LEFT + right) / 2, height - 4, "middle", x.name);
	}

	curve(s) {
		const points = s.points.filter((p) => p[1] !== null && !(this.o.y.log && p[1] < this.o.y.low) && Number.isFinite(this.y(p[1])) && Number.isFinite(this.x(p[0])));
		const floor = this.o.height - PLOT_BOTTOM;
		const place = (p) => this.x(p[0]).toFixed(1) + " " + Math.min(floor, this.y(p[1])).toFixed(1);

		if (points.length > 1)
			this.svg.append(svg("path", {class: s.kind, d: "M" + points.map(place).join("L")}));
		if (!s.dots && points.length > 1)
			return;
		for (const p of points)
			this.svg.append(svg("circle", {class: s.kind, r: p[2] ? 4.5 : 3.5, cx: this.x(p[0]), cy: Math.min(floor, this.y(p[1]))}));
	}

	/* ---- Reading values ---- */

	legend(at) {
		const {x, y, series, marks} = this.o;
		const title = y.name ? [el("span", {text: y.name + ":"})] : [];
		const of = (s) => at === undefined ? "" : (y.read || y.format || Format.short)(s[1]);

		this.keys.replaceChildren(...title, ...series.map((s, i) => {
			const value = at && at[i] ? el("b", {text: of(at[i])}) : "";
			return el("span", null, el("i", {class: s.kind}), s.name + (value ? " " : ""), value);
		}));
		if (marks.length > 0)
			this.keys.append(el("span", null, el("i", {class: "event"}), marks[0].name));
		const first = at && at.find((p) => p);
		if (first)
			this.keys.append(el("span", {text: "at " + (x.read || x.format || Format.short)(first[0])}));
	}

	point(event) {
		const box = this.svg.getBoundingClientRect(), at = event.clientX - box.left;
		const nearest = (s) => s.points.reduce((best, p) => p[1] !== null &&
			(best === null || Math.abs(this.x(p[0]) - at) < Math.abs(this.x(best[0]) - at)) ? p : best, null);
		const points = this.o.series.map(nearest);
		const first = points.find((p) => p !== null);

		if (!first || !this.cross)
			return;
		const x = this.x(first[0]);
		this.cross.replaceChildren();
		this.line(x, PLOT_TOP, x, this.o.height - PLOT_BOTTOM, "cross", this.cross);
		points.forEach((p, i) => p && this.cross.append(svg("circle", {
			class: this.o.series[i].kind, r: 4.5, cx: this.x(p[0]),
			cy: Math.min(this.o.height - PLOT_BOTTOM, this.y(p[1])),
		})));
		this.legend(points);
	}

	leave() {
		this.cross.replaceChildren();
		this.legend();
	}

	/* The same figures as a table that can be opened: at the powers of a logarithmic axis, or about 40 rows at most. */
	table() {
		const {x, y, series} = this.o, at = new Map();

		series.forEach((s, i) => s.points.forEach((p) => {
			at.set(p[0], (at.get(p[0]) || series.map(() => null)).with(i, p[1]));
		}));
		const rows = [...at].sort((a, b) => a[0] - b[0]), step = Math.ceil(rows.length / 40);
		const write = (v) => v === null ? "" : (y.read || y.format || Format.short)(v);
		const power = (k) => x.log && Number.isInteger(+(Math.log(k) / Math.log(x.log)).toFixed(9));
		const body = rows.filter(([k], i) => (x.log ? power(k) : i % step === 0) || i === rows.length - 1 || this.o.rows.includes(k)).map(([k, values]) =>
			el("tr", null, el("th", {scope: "row", text: (x.read || x.format || Format.short)(k)}),
				...values.map((v) => el("td", {class: "number", text: write(v)}))));
		const head = el("tr", null, el("th", {scope: "col", text: x.name}), ...series.map((s) => el("th", {scope: "col", class: "number", text: s.name})));
		return el("details", null, el("summary", {text: "Figures"}),
			el("div", {tabindex: 0, role: "group", "aria-label": "Figures of this plot"},
				el("table", null, el("thead", null, head), el("tbody", null, ...body))));
	}
}

/* Draws bars from 0: rows [{name, n, kind}]. */
class Histogram {
	constructor(host, label, xName) {
		this.host = host;
		this.label = label;
		this.xName = xName;
		this.rows = [];
		new ResizeObserver(() => this.draw()).observe(host);
	}

	set(rows) {
		this.rows = rows;
		this.draw();
	}

	static share(p) {
		return p > 0 && p < 0.01 ? "< 1 %" : Math.round(100 * p) + " %";
	}

	draw() {
		const width = this.host.clientWidth, height = 230, n = this.rows.length;

		if (width === 0 || n === 0)
			return;
		const total = this.rows.reduce((a, r) => a + r.n, 0) || 1, most = Math.max(...this.rows.map((r) => r.n), 1);
		const bottom = height - PLOT_BOTTOM, step = width / n;
		const said = this.rows.map((r) => r.name + ": " + Format.percent(r.n / total)).join(", ");
		const picture = svg("svg", {role: "img", "aria-label": this.label + ". " + said, height, viewBox: "0 0 " + width + " " + height});
		this.rows.forEach((r, i) => {
			const h = (bottom - PLOT_TOP - 14) * r.n / most, x = i * step;
			picture.append(
				svg("rect", {class: r.kind, x: x + 2, y: bottom - h, width: step - 4, height: h, rx: 2}),
				svg("text", {x: x + step / 2, y: bottom - h - 6, "text-anchor": "middle"}, Histogram.share(r.n / total)),
				svg("text", {x: x + step / 2, y: bottom + 18, "text-anchor": "middle"}, r.name));
		});
		picture.append(svg("line", {class: "axis", x1: 0, x2: width, y1: bottom, y2: bottom}),
			svg("text", {x: width / 2, y: height - 4, "text-anchor": "middle"}, this.xName));
		this.host.replaceChildren(picture);
	}
}
