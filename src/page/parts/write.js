/* write.js - the part Write: draws text from the model, one symbol after the other. */
const WRITE_LONGEST = 20000; /* UTF-16 units of the beginning that are read, its last ones */
const STORY = "Once upon a time";
const STORY_BITS = 1.5;      /* per symbol: a model that tells stories needs no more for this beginning */

class Write {
	constructor(app) {
		const s = app.data.sampling || {};

		this.app = app;
		this.defaults = {temperature: s.temperature ?? 1, top_k: s.top_k ?? 0, typical: s.typical ?? 1, top_p: s.top_p ?? 1, min_p: s.min_p ?? 0};
		this.text = byId("write-text");
		this.go = byId("write-go");
		this.more = byId("write-more");
		this.dice = byId("write-dice");
		byId("write-prime").value = app.prime;
		limitPaste(byId("write-prime"), true);
		for (const name of ["temperature", "top_k", "typical", "top_p", "min_p"])
			Write.input(name).value = this.defaults[name];
		byId("write-length").value = s.length ?? 500;
		byId("write-seed").value = "1";
		["temperature", "typical", "top_p", "min_p"].forEach(Write.pair);
		byId("write-form").addEventListener("input", () => this.changed());
		byId("write-form").addEventListener("invalid", () => { byId("write-settings").open = true; }, true);
		this.suggest();
		this.dice.addEventListener("click", () => {
			byId("write-seed").value = String(1 + Math.floor(Math.random() * 999999));
			byId("write-form").requestSubmit();
		});
		byId("write-form").addEventListener("submit", (event) => {
			event.preventDefault();
			if (this.job)
				this.stop();
			else
				this.begin();
		});
		this.more.addEventListener("click", () => {
			this.follow = true;
			this.run(Write.number("length"));
		});
		byId("write-copy").addEventListener("click", (event) => copyText(this.primeText + this.drawn, event.target));
		this.changed();
	}

	static input(name) {
		return byId("write-" + name.replace("_", "-"));
	}

	static number(name) {
		return Number(Write.input(name).value);
	}

	/* Ties a slider to its number. */
	static pair(name) {
		const number = Write.input(name), range = byId(number.id + "-range");

		range.value = number.value;
		range.addEventListener("input", () => { number.value = range.value; });
		number.addEventListener("input", () => { range.value = number.value; });
	}

	/* Says in the closed list what is set; of the filters, those that are on. */
	static saySettings() {
		const list = [["temperature"], ["length"], ["seed"], ["top_k", 0], ["typical", 1], ["top_p", 1], ["min_p", 0]];
		const on = list.filter(([name, off]) => Write.number(name) !== off);

		byId("write-set").textContent = on.map(([name]) => name.replace("_", "-") + " " + Write.input(name).value).join(", ");
	}

	/* Offers beginnings, if there is more than one. */
	suggest() {
		const {talk, texts, model} = this.app.data, chips = byId("write-chips");
		const list = [[this.app.prime]];

		if (talk)
			list.push([talk.user + "Hello!\n" + talk.model.trimEnd(), "a conversation"]);
		for (const t of texts || []) {
			const line = Array.from(t.text.slice(0, 400)).slice(0, 200).join("").split("\n").find((x) => x.trim().length > 12);
			if (line !== undefined)
				list.push([line.split(" ").slice(0, 4).join(" ").slice(0, 40), t.name]);
		}
		const near = (a, b) => a !== "" && b !== "" && (a.startsWith(b) || b.startsWith(a)); /* one of both is enough */
		const kinds = list.filter(([text], i) => !list.slice(0, i).some(([t]) => t === text || near(t, text))).slice(0, 3);
		if ((talk || this.app.prime === "") && Array.from(STORY).every((ch) => model.vocab.includes(ch.codePointAt(0))))
			kinds.push([STORY, "a story"]);
		if (kinds.length < 2)
			return;
		chips.append(...kinds.map(([text, label]) => {
			const button = el("button", {type: "button"}, el("bdi", {text: Show.line(text) || "(nothing)"}));
			if (label)
				button.append(el("small", {text: Show.line(label)}));
			if (text === STORY)
				this.story = button;
			button.addEventListener("click", () => {
				byId("write-prime").value = text;
				this.changed();
			});
			return button;
		}));
		chips.hidden = false;
	}

	/* Keeps the beginning of a story if the model knows it well; begins with it if there is no other. Nothing moves. */
	tell() {
		const {net} = this.app, state = net.newState(), bits = [];

		if (!this.story)
			return;
		this.app.start().forEach((id) => net.feed(state, id));
		for (const id of net.encode(STORY)) {
			bits.push(-net.logp(state)[id] / Math.LN2);
			net.feed(state, id);
		}
		if (bits.reduce((a, x) => a + x, 0) > STORY_BITS * bits.length)
			this.story.style.visibility = "hidden";
		else if (this.app.prime === "")
			byId("write-prime").value ||= this.app.prime = STORY;
	}

	/* Shows the settings where they are told in words: the closed list, and the command line. */
	changed() {
		Write.saySettings();
		if (this.job || !byId("write-form").checkValidity())
			return;
		const text = byId("write-prime").value.slice(-WRITE_LONGEST);
		fillCommand(byId("write-command"), this.command({...this.settings(), text}, Write.number("length"), this.unknownOf(text)));
	}

	/* Returns how many symbols of a text the model does not know; 0 before it is loaded. */
	unknownOf(text) {
		return this.app.net ? this.app.net.encode(text).filter((id) => id < 0).length : 0;
	}

	ready() {
		this.tell();
		this.changed();
		this.go.disabled = this.dice.disabled = false;
	}

	settings() {
		return {
			temperature: Write.number("temperature"), topK: Write.number("top_k"),
			typical: Write.number("typical"), topP: Write.number("top_p"), minP: Write.number("min_p"),
			seed: BigInt(byId("write-seed").value),
		};
	}

	begin() {
		const {net} = this.app, prime = byId("write-prime").value;
		const ids = Array.from(net.encode(prime.slice(-WRITE_LONGEST)));

		this.primeText = prime;
		this.prime = ids.filter((id) => id >= 0);
		this.unknown = ids.length - this.prime.length;
		if (this.prime.length === 0)
			this.prime = this.app.start();
		this.settled = {...this.settings(), text: prime.slice(-WRITE_LONGEST)};
		this.sampler = Net.sampler(net, this.settled);
		this.state = net.newState();
		this.decoder = net.decoder();
		this.drawn = "";
		this.count = this.time = 0;
		this.text.replaceChildren();
		const before = el("span", {class: "prime"});
		Show.append(before, prime.slice(-WRITE_LONGEST));
		this.tail = el("span", {class: "caret"});
		this.text.append(before, this.tail);
		this.follow = false;
		this.text.scrollIntoView({block: "nearest"});
		this.run(Write.number("length"));
	}

	run(length) {
		this.end = this.count + length;
		this.pending = "";
		this.started = this.painted = performance.now();
		this.go.textContent = "Stop";
		byId("write-form").noValidate = true; /* what is typed meanwhile does not keep one from stopping */
		this.more.disabled = this.dice.disabled = true;
		byId("write-copy").disabled = false;
		byId("write-live").textContent = "Writing.";
		this.tail.className = "caret";
		this.job = Jobs.start(1, this.draw(), (done) => this.paint(done));
	}

	*draw() {
		const {net} = this.app;

		for (; this.prime.length > 0; yield)
			net.feed(this.state, this.prime.shift());
		while (this.count < this.end) {
			const id = this.sampler.draw(net.logp(this.state));
			this.pending += this.decoder.push(id);
			net.feed(this.state, id);
			this.count++;
			yield;
		}
	}

	/* Shows what was drawn, about 15 times a second. */
	paint(done) {
		if (done)
			this.stop();
		else if (performance.now() - this.painted > 60)
			this.flush();
	}

	/* The box shows the beginning, unless its reader has gone to the end or asked for more. */
	flush() {
		const bottom = (this.follow || this.text.scrollTop > 0) &&
			this.text.scrollHeight - this.text.scrollTop - this.text.clientHeight < 40;

		Show.append(this.tail, this.pending);
		this.tail.normalize();
		this.drawn += this.pending;
		this.pending = "";
		if (bottom)
			this.text.scrollTop = this.text.scrollHeight;
		this.foot();
		this.painted = performance.now();
	}

	foot() {
		const seconds = (this.time + performance.now() - this.started) / 1000;
		const parts = [Format.count(this.count) + " " + this.app.plural(this.count)];

		if (this.count > 20)
			parts.push(Format.count(this.count / seconds) + " a second");
		if (this.unknown > 0)
			parts.push(Format.unknown(this.unknown) + " of the beginning");
		byId("write-foot").textContent = parts.join(", ");
	}

	stop() {
		Jobs.stop(this.job);
		this.flush();
		this.job = null;
		this.time += performance.now() - this.started;
		this.go.textContent = "Write";
		byId("write-form").noValidate = false;
		this.more.disabled = this.dice.disabled = false;
		this.tail.className = "";
		byId("write-live").textContent = "Written: " + this.drawn.slice(-600);
		fillCommand(byId("write-command"), this.command(this.settled, this.count, this.unknown));
	}

	/* Returns the command line that writes the same text. */
	command(s, length, unknown) {
		const d = this.defaults;
		const words = ["rnn sample" + this.app.modelOption, "--precision", "int8"];
		const option = (name, value, standard) => value !== standard && words.push(name, String(value));

		option("-t", s.temperature, d.temperature);
		option("--top-k", s.topK, d.top_k);
		option("--typical", s.typical, d.typical);
		option("--top-p", s.topP, d.top_p);
		option("--min-p", s.minP, d.min_p);
		option("-n", length, 500);
		words.push("--seed", String(s.seed));
		if (s.text !== "")
			words.push("--prime", shellQuote(s.text));
		if (unknown > 0)
			words.push("--unknown", "skip");
		return words.join(" ");
	}
}
