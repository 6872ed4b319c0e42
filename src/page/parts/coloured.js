/*
 * coloured.js - a text of which each character has a colour and can be chosen: by pointing, by a tap,
 * or by the arrow keys.
 */
class Coloured {
	/* `chosen` is called with the index of a character. */
	constructor(host, chosen) {
		this.host = host;
		this.chosen = chosen;
		this.spans = [];
		this.at = -1;
		host.addEventListener("pointerover", (event) => this.point(event));
		host.addEventListener("click", (event) => this.point(event));
		host.addEventListener("keydown", (event) => this.key(event));
	}

	/* Shows the characters, uncoloured. */
	show(codes) {
		this.at = -1;
		this.spans = [];
		this.host.replaceChildren();
		this.add(codes);
		this.host.scrollTop = 0;
	}

	/* Shows more characters, after the others. */
	add(codes) {
		const first = this.spans.length, added = codes.map((c, i) => {
			const span = document.createElement("span");
			span.textContent = c === 10 ? "\u23ce\n" : c === 9 ? "\u21e5\t" :
				Show.hidden(c) ? Show.picture(c) : String.fromCodePoint(c);
			span.base = c === 10 || c === 9 ? "mark " : Show.hidden(c) ? "box " : "";
			span.className = span.base + "unread";
			span.index = first + i;
			return span;
		});
		this.spans.push(...added);
		this.host.append(...added);
	}

	/* Gives character i a class. */
	colour(i, name) {
		this.spans[i].className = this.spans[i].base + name + (i === this.at ? " chosen" : "");
	}

	/* Gives character i the colour of a value from -1 to 1, or none if it is NaN. */
	level(i, x) {
		const side = x < 0 ? "--minus" : "--plus";
		const share = Math.round(Math.abs(x) * 100) / 100;

		this.colour(i, Number.isNaN(x) ? "unread" : "");
		this.spans[i].style.backgroundColor = share > 0 ? "rgb(var(" + side + ") / " + share + ")" : "";
	}

	point(event) {
		const i = event.target.index;

		if (i !== undefined && i !== this.at)
			this.choose(i);
	}

	key(event) {
		const steps = {ArrowLeft: -1, ArrowRight: 1};
		const i = event.key === "Home" ? 0 : event.key === "End" ? this.spans.length - 1 :
			this.at + (steps[event.key] || 0);

		if (event.altKey || event.ctrlKey || event.metaKey || i === this.at || i < 0 || i >= this.spans.length)
			return;
		event.preventDefault();
		this.choose(i);
		this.reveal(i);
	}

	/* Chooses the character with the highest value among those that the box shows. */
	chooseMost(values) {
		const end = this.host.scrollTop + this.host.clientHeight;
		let most = -1;

		for (let i = 0; i < this.spans.length && this.spans[i].offsetTop + this.spans[i].offsetHeight < end; i++)
			if (this.spans[i].offsetTop >= this.host.scrollTop && values[i] > (most < 0 ? -1 : values[most]))
				most = i;
		if (most >= 0)
			this.choose(most);
	}

	choose(i) {
		if (this.at >= 0)
			this.spans[this.at].classList.remove("chosen");
		this.at = i;
		this.spans[i].classList.add("chosen");
		this.chosen(i);
	}

	/* Scrolls within the box alone, so that the page stands still. */
	reveal(i) {
		const span = this.spans[i].getBoundingClientRect(), host = this.host.getBoundingClientRect();

		if (span.top < host.top + 8)
			this.host.scrollTop -= host.top + 40 - span.top;
		else if (span.bottom > host.bottom - 8)
			this.host.scrollTop += span.bottom - host.bottom + 40;
	}
}
