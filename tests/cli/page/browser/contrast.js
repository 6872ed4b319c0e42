/*
 * contrast.js - an expression: the texts of a page whose contrast with what is behind them is too low, as
 * [[ratio, text, element], ...].
 *
 * The ratio is that of WCAG 2.2 (1.4.3): it must be 4.5 at least, 3 for large letters. What is disabled or not shown does
 * not count. axe-core decides it only for letters and digits, and for none of a text that lies over a colour with a share
 * of transparency.
 */
(() => {
	const parts = (css) => {
		const n = css.match(/[\d.]+(?=[ ,)%]|$)/g).map(Number), unit = css.startsWith("color(") ? 1 : 255;
		if (!/^(rgba?\(|color\(srgb )/.test(css))
			throw new Error("a colour in an unknown form: " + css);
		return {rgb: n.slice(0, 3).map((x) => x / unit), alpha: n.length > 3 ? n[3] : 1};
	};
	const over = (top, under) => under.map((x, i) => top.rgb[i] * top.alpha + x * (1 - top.alpha));
	const light = (rgb) => rgb.map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
		.reduce((a, x, i) => a + x * [0.2126, 0.7152, 0.0722][i], 0);

	const known = new Map([[null, [1, 1, 1]]]);
	const behind = (e) => {
		if (!known.has(e))
			known.set(e, over(parts(getComputedStyle(e).backgroundColor), behind(e.parentElement)));
		return known.get(e);
	};
	const wrong = [];
	const check = (e, text) => {
		const style = getComputedStyle(e), under = behind(e);
		const [a, b] = [light(over(parts(e.closest("svg") ? style.fill : style.color), under)), light(under)];
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), size = parseFloat(style.fontSize);
		if (ratio < (size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5))
			wrong.push([ratio.toFixed(2), text.slice(0, 20), e.className.baseVal ?? e.className, e.parentElement.id]);
	};
	const active = (e) => e.checkVisibility({visibilityProperty: true}) && !e.closest(":disabled, .off");

	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let t = walk.nextNode(); t !== null; t = walk.nextNode())
		if (t.data.trim() !== "" && active(t.parentElement))
			check(t.parentElement, t.data.trim());
	document.querySelectorAll("input, textarea").forEach((e) => active(e) && check(e, e.value));
	return wrong;
})()
