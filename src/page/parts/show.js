/*
 * show.js - makes every character visible. A control character, one that changes the direction of
 * writing, half a surrogate pair and the like never reach the page as such: its code stands for
 * it.
 */
const Show = {
	names: new Map([[0, "NUL"], [9, "tab"], [10, "newline"], [13, "return"], [27, "escape"],
		[32, "space"], [0xa0, "no-break space"], [0xad, "soft hyphen"], [0xfeff, "byte order mark"]]),

	code: (c) => "U+" + c.toString(16).toUpperCase().padStart(4, "0"),

	/* Whether a code point would be invisible or act on the text around it. U+200C and U+200D, which
	 * scripts and emoji need to join letters, act within a word only. */
	hidden: (c) => c < 32 || (c >= 0x7f && c <= 0x9f) || c === 0xad || c === 0x61c || c === 0x180e ||
		c === 0x200b || c === 0x200e || c === 0x200f || (c >= 0x2028 && c <= 0x202e) ||
		(c >= 0x2060 && c <= 0x206f) || (c >= 0xd800 && c <= 0xdfff) || c === 0xfeff ||
		(c >= 0xfff0 && c <= 0xfffb) || (c & 0xfffe) === 0xfffe ||
		(c >= 0xe0000 && c <= 0xe0fff),

	/* Returns what stands for a hidden code point: its code, which is shown in a frame. (Few fonts have
	 * the pictures of U+2400.) */
	picture: (c) => c.toString(16).toUpperCase().padStart(c < 0x100 ? 2 : 4, "0"),

	/* Appends a text to an element, with its newlines and tabs as they are. */
	append(e, text) {
		let plain = "";

		for (const ch of text) {
			const c = ch.codePointAt(0);
			if (c === 10 || c === 9 || !Show.hidden(c)) {
				plain += ch;
				continue;
			}
			if (plain !== "")
				e.append(plain);
			plain = "";
			e.append(el("span", {class: "box", title: Show.code(c), text: Show.picture(c)}));
		}
		if (plain !== "")
			e.append(plain);
	},

	/* Returns a text in one line, for lists, names and titles. */
	line(text) {
		let out = "";

		for (const ch of String(text)) {
			const c = ch.codePointAt(0);
			out += !Show.hidden(c) ? ch : c === 10 || c === 9 ? Show.alone(c) : "[" + Show.picture(c) + "]";
		}
		return out;
	},

	/* Returns one code point as it stands alone in a list. */
	alone(c) {
		if (c === 32)
			return "\u2423"; /* open box */
		if (c === 10)
			return "\u23ce"; /* return symbol */
		if (c === 9)
			return "\u21e5";
		if (Show.hidden(c))
			return Show.picture(c);
		const ch = String.fromCodePoint(c);
		return /\p{M}/u.test(ch) ? "\u25cc" + ch : ch;
	},

	/* Returns the name of a code point whose sign alone says too little, or "". */
	name(c) {
		return Show.names.get(c) || (Show.hidden(c) ? Show.code(c) : "");
	},

	/* Returns what stands for symbol number `id` of the model: {sign, name}. */
	symbol(model, id) {
		const c = model.vocab[id];

		if (model.unit === "byte" && c >= 0x80)
			return {sign: c.toString(16).toUpperCase(), name: "byte"};
		return {sign: Show.alone(c), name: Show.name(c)};
	},
};
