/*
 * features.js - properties of a place in a text that people have a name for, and how well the units of
 * a network follow them. A unit's score is Pearson's correlation of its activation after each character
 * with the feature at that character.
 */
const LEAST_SCORE = 0.25;

const Features = {
	/* name, and a function that returns the values (n) of the feature for an array of code points */
	table: [
		{name: "inside quotes", of: (codes) => Features.quotes(codes)},
		{name: "position in line", of: (codes) => Features.column(codes)},
		{name: "after newline", of: (codes) => codes.map((c, i) => c === 10 ? 1 : 0)},
		{name: "space", of: (codes) => codes.map((c) => c === 32 ? 1 : 0)},
		{name: "word start", of: (codes) => codes.map((c, i) =>
			Features.letter(c) && (i === 0 || !Features.letter(codes[i - 1])) ? 1 : 0)},
		{name: "upper case", of: (codes) => Features.match(codes, /\p{Lu}/u)},
		{name: "vowel", of: (codes) => Features.match(codes, /[aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûü]/iu)},
		{name: "digit", of: (codes) => Features.match(codes, /\p{Nd}/u)},
		{name: "bracket depth", of: (codes) => Features.depth(codes)},
	],

	is: (c, pattern) => !(c >= 0xd800 && c <= 0xdfff) && pattern.test(String.fromCodePoint(c)),
	letter: (c) => Features.is(c, /[\p{L}\p{M}]/u),
	match: (codes, pattern) => codes.map((c) => Features.is(c, pattern) ? 1 : 0),

	/* 1 between two double quotes, straight or curled. An empty line ends a quote that was left open. */
	quotes(codes) {
		let open = 0;

		return codes.map((c, i) => {
			if (c === 0x22)
				open = 1 - open;
			else if (c === 0x201c || c === 0xab)
				open = 1;
			else if (c === 0x201d || c === 0xbb || (c === 10 && codes[i - 1] === 10))
				open = 0;
			return open;
		});
	},

	column(codes) {
		let k = 0;

		return codes.map((c) => { k = c === 10 ? 0 : k + 1; return k; });
	},

	depth(codes) {
		const open = "([{", close = ")]}";
		let k = 0;

		return codes.map((c) => {
			const ch = c < 128 ? String.fromCharCode(c) : " ";
			k += open.includes(ch) ? 1 : close.includes(ch) && k > 0 ? -1 : 0;
			return k;
		});
	},

	/*
	 * Ranks the units by |r| over the first n characters of a reading: returns [{name, best: [{unit, r}]}] in
	 * the order of the table. A generator: it yields between features. `best` is empty for a feature that begins
	 * at fewer than 3 places, because among many units some follow it by chance, and for one that no unit follows.
	 */
	*rank(reading, n, most) {
		const codes = reading.codes.slice(0, n), result = [];
		const moments = Features.moments(reading, n);

		for (const feature of Features.table) {
			const f = feature.of(codes);
			const begins = f.filter((x, i) => x !== 0 && (i === 0 || f[i - 1] === 0)).length;
			yield;
			const best = begins < 3 ? [] : Features.best(reading, moments, f, most);
			result.push({name: feature.name, best: best.length > 0 && Math.abs(best[0].r) >= LEAST_SCORE ? best : []});
			yield;
		}
		return result;
	},

	/* Returns sum and sum of squares of each unit's activation over n characters. */
	moments(reading, n) {
		const {units} = reading, h = reading.values.h;
		const sum = new Float64Array(units), squares = new Float64Array(units);

		for (let i = 0, at = 0; i < n; i++) {
			for (let u = 0; u < units; u++, at++) {
				sum[u] += h[at];
				squares[u] += h[at] * h[at];
			}
		}
		return {sum, squares};
	},

	best(reading, moments, f, most) {
		const {units} = reading, n = f.length, h = reading.values.h;
		const product = new Float64Array(units), list = [];
		const sum = f.reduce((a, x) => a + x, 0), squares = f.reduce((a, x) => a + x * x, 0);
		const spread = n * squares - sum * sum;

		for (let i = 0; i < n; i++) {
			if (f[i] === 0)
				continue;
			for (let u = 0, at = i * units; u < units; u++, at++)
				product[u] += f[i] * h[at];
		}
		for (let u = 0; u < units; u++) {
			const own = n * moments.squares[u] - moments.sum[u] * moments.sum[u];
			if (own > 0 && spread > 0)
				list.push({unit: u, r: (n * product[u] - sum * moments.sum[u]) / Math.sqrt(own * spread)});
		}
		return list.sort((a, b) => Math.abs(b.r) - Math.abs(a.r)).slice(0, most);
	},
};
