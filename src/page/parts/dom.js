/*
 * dom.js - makes elements, and writes numbers. Text from models, corpora and logs reaches the page only
 * as text nodes and attribute values set here, never as markup.
 */

function byId(id) {
	return document.getElementById(id);
}

/* Returns an element. `attributes` may be null; `text` in it becomes a text node. The children are
 * elements or strings. */
function el(tag, attributes, ...children) {
	const e = document.createElement(tag);

	for (const [name, value] of Object.entries(attributes || {})) {
		if (name === "text")
			e.textContent = value;
		else if (value !== false && value != null)
			e.setAttribute(name, value === true ? "" : value);
	}
	e.append(...children);
	return e;
}

/* Calls f when nothing has called it for `ms` milliseconds. */
function debounced(ms, f) {
	let timer = 0;

	return () => {
		clearTimeout(timer);
		timer = setTimeout(f, ms);
	};
}

/* What a text box takes at once, in UTF-16 units. A browser needs minutes to lay out megabytes in one, and the page reads
 * no more of a text. */
const PASTE_MOST = 20000;

/* Lets a text box take the beginning of what is pasted or dropped there, or its end, and says so below the box. */
function limitPaste(area, end) {
	const note = el("p", {class: "hint", role: "status"});

	area.after(note);
	area.addEventListener("beforeinput", (event) => {
		const text = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
		note.textContent = "";
		if (text.length <= PASTE_MOST)
			return;
		event.preventDefault();
		area.setRangeText(end ? text.slice(-PASTE_MOST) : text.slice(0, PASTE_MOST), area.selectionStart, area.selectionEnd, "end");
		note.textContent = "The " + (end ? "last " : "first ") + Format.count(PASTE_MOST) + " characters were taken, of " +
			Format.large(text.length) + ".";
		area.dispatchEvent(new Event("input", {bubbles: true}));
	});
}

const Format = {
	count: (x) => Math.round(x).toLocaleString("en"),

	/* 6,491,238: "6.5 million" */
	large(x) {
		const units = [[1e9, " billion"], [1e6, " million"]];
		const unit = units.find((u) => x >= u[0]);

		if (unit === undefined)
			return Format.count(x);
		return (x / unit[0]).toFixed(x / unit[0] < 100 ? 1 : 0) + unit[1];
	},

	bytes(x) {
		const units = [[1e9, "GB"], [1e6, "MB"], [1e3, "KB"]];
		const unit = units.find((u) => x >= u[0]);

		return unit === undefined ? x + " bytes" :
			(x / unit[0]).toFixed(x / unit[0] < 10 ? 1 : 0) + " " + unit[1];
	},

	/* A probability as per cent, with two digits that count. */
	percent(p) {
		const x = 100 * p;

		if (x >= 99.95)
			return p < 1 ? "> 99.9 %" : "100 %";
		if (x < 0.001)
			return x > 0 ? "< 0.001 %" : "0 %";
		return x.toFixed(x >= 10 ? 1 : x >= 0.1 ? 2 : 3) + " %";
	},

	/* Says how many symbols the model does not know. */
	unknown: (n) => Format.count(n) + " unknown, left out",

	seconds(s) {
		if (s < 60)
			return s.toFixed(s < 10 ? 1 : 0) + " s";
		if (s < 5400)
			return (s / 60).toFixed(s < 600 ? 1 : 0) + " min";
		return (s / 3600).toFixed(1) + " h";
	},

	bits: (x) => x.toFixed(x < 99.95 ? 2 : 1),

	/* A number of any size for an axis. */
	short(x) {
		const a = Math.abs(x);

		if (a === 0)
			return "0";
		if (a >= 1e6)
			return +(x / 1e6).toPrecision(3) + " M";
		if (a >= 1e4)
			return +(x / 1e3).toPrecision(3) + " k";
		if (a < 1e-3)
			return x.toExponential(1).replace(".0e", "e").replace("e-", "e−");
		return String(+x.toPrecision(3));
	},
};

/* Returns a command as code. Its words, but those with characters outside ASCII, which may be written from the right,
 * are elements of their own: a line breaks between them, and within one only if it is wider than the line. */
function commandCode(command, attributes) {
	const words = Show.line(command).split(/( +)/);

	return el("code", {dir: "ltr", ...attributes}, ...words.map((w) => /^[!-~]+$/.test(w) ? el("span", {text: w}) : w));
}

/* Returns a line with a command and a button that copies it. */
function fillCommand(host, command) {
	const long = command.length > 600; /* has a scroll bar, so the keyboard must reach it */
	const code = commandCode(command, {class: long && "long", tabindex: long && 0});
	const button = el("button", {type: "button", text: "Copy"});

	button.addEventListener("click", () => copyText(command, button));
	host.replaceChildren(code, button);
	host.hidden = false;
}

/* Copies a text; the button says that it was done. Pages from file:// may lack the clipboard, so
 * there is the older way as well. */
async function copyText(text, button) {
	const label = button.textContent;
	let done = true;

	try {
		await navigator.clipboard.writeText(text);
	} catch {
		const area = el("textarea", {class: "unseen", "aria-hidden": "true"});
		area.value = text;
		document.body.append(area);
		area.select();
		done = document.execCommand("copy");
		area.remove();
		button.focus();
	}
	button.textContent = done ? "Copied" : "Not copied";
	setTimeout(() => { button.textContent = label; }, 1500);
}

/* Quotes a word for a shell, with $'...' (bash, zsh) where it has characters that cannot be seen. What no
 * argument can hold, U+0000 and half a surrogate pair, is left out. */
function shellQuote(word) {
	const escapes = {10: "\\n", 9: "\\t", 39: "\\'", 92: "\\\\"};
	const codes = Array.from(word, (ch) => ch.codePointAt(0)).filter((c) => c !== 0 && !(c >= 0xd800 && c <= 0xdfff));
	const text = String.fromCodePoint(...codes);

	if (/^[A-Za-z0-9_.,:=+\/@%-]+$/.test(text))
		return text;
	if (!codes.some(Show.hidden))
		return "'" + text.replace(/'/g, "'\\''") + "'";
	const hex = (c) => c < 0x80 ? "\\x" + c.toString(16).padStart(2, "0") :
		c < 0x10000 ? "\\u" + c.toString(16).padStart(4, "0") : "\\U" + c.toString(16).padStart(8, "0");
	return "$'" + codes.map((c) => escapes[c] || (Show.hidden(c) ? hex(c) : String.fromCodePoint(c))).join("") + "'";
}

/* Fills a fieldset with radio buttons that look like a row of chips. choices: [{value, text, note, disabled, title}].
 * `chosen` is called with the value. */
function fillChoices(fieldset, name, choices, value, chosen) {
	const legend = fieldset.querySelector("legend");

	fieldset.replaceChildren(legend, ...choices.map((c) => {
		const input = el("input", {type: "radio", name, value: c.value, checked: c.value === value, disabled: c.disabled});
		const label = el("label", {class: c.disabled && "off", title: c.title}, input, el("bdi", {text: Show.line(c.text)}));
		if (c.note !== undefined)
			label.append(el("small", {text: c.note}));
		input.addEventListener("change", () => chosen(c.value));
		return label;
	}));
}
