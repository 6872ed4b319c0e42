/* memory.js - the part Memory: the curves of `rnn memory`, measured when the page was made. */
function showMemory(app) {
	const m = app.data.memory;

	if (!m)
		return false;
	const names = app.data.texts.map((t) => Show.line(t.name)).join(" and ");

	byId("memory-what").textContent = "Measured at " + Format.count(m.positions) + " positions of " + names +
		(m.positions < 1000 ? ", which are few: the curves are rough" : "") + ". For the bits the model begins each position with an empty memory, so they can be more than in Surprise, where it reads on.";
	memoryFigures(app, m);
	memoryGradient(app, m);
	memoryBits(app, m);
	return true;
}

function memoryFigures(app, m) {
	const tenth = m.tenth || {}, last = m.k[m.k.length - 1];
	const count = (k) => Format.count(k) + " " + app.plural(k);
	const far = (k) => k ? count(k) + " back" : "More than " + count(last) + " back";
	const rows = [
		[far(tenth.gradient), "a " + app.unit + "’s influence on the prediction is a tenth of that of the last one."],
		tenth.bits ? ["The last " + count(tenth.bits), (tenth.bits === 1 ? "is" : "are") + " enough for 90 % of what a longer memory gains."] :
			["Nothing", "is gained by memory here."],
	];

	if (m.cell)
		rows.splice(1, 0, [far(tenth.cell), "its influence by the cell state c, where an LSTM keeps what it remembers, is a tenth."]);
	byId("memory-figures").replaceChildren(...rows.map(([value, text]) =>
		el("div", null, el("dt", {text: value}), el("dd", {text}))));
}

function memoryGradient(app, m) {
	const pairs = (list) => m.k.map((k, i) => [k, list[i] > 0 ? list[i] : null]);
	const series = [{name: m.cell ? "by the state h" : "relative to k = 1", kind: "main", points: pairs(m.gradient)}];

	if (m.cell)
		series.push({name: "by the cell state c", kind: "other", points: pairs(m.cell)});
	const all = series.flatMap((s) => s.points.map((p) => p[1])).filter((x) => x !== null);
	new Plot(byId("memory-gradient"), {
		label: "Influence of what was read k " + app.plural(2) + " ago, relative to k = 1. It falls to a tenth after " +
			((m.tenth && m.tenth.gradient) || "more than " + m.k[m.k.length - 1]) + ".",
		x: {name: "k, " + app.plural(2) + " ago", low: 1, high: m.k[m.k.length - 1], log: 2, read: (k) => "k = " + k},
		rows: m.tenth ? [m.tenth.gradient, m.tenth.cell] : [],
		y: {low: Math.max(1e-6, Math.min(0.1, ...all)), high: Math.max(1, ...all), log: 10, read: (x) => x.toPrecision(3)},
		series,
	});
}

function memoryBits(app, m) {
	const high = Math.max(...m.bits.map((b) => b[1]));

	new Plot(byId("memory-bits"), {
		label: "Bits per " + app.unit + " if only the last k are known: from " + Format.bits(m.bits[0][1]) + " to " +
			Format.bits(m.bits[m.bits.length - 1][1]) + ".",
		x: {name: "k, " + app.plural(2) + " known", low: 1, high: m.bits[m.bits.length - 1][0], log: 2, read: (k) => "k = " + k},
		y: {low: 0, high, read: Format.bits},
		series: [{name: "bits per " + app.unit, kind: "main", points: m.bits, dots: true}],
	});
}
