/* main.js - fills the page, then loads the model and tells the parts. */
class App {
	constructor(data) {
		this.data = data;
		this.model = data.model;
		this.unit = data.model.unit === "byte" ? "byte" : "character";
		this.modelOption = data.directory ? " -m " + shellQuote(App.relative(data.directory)) : "";
		this.prime = data.prime || "";
		this.net = null;
	}

	/* Returns a path without the folders above, which are of no use where the page is read. */
	static relative(path) {
		return path.startsWith("/") ? path.split("/").filter((part) => part !== "").pop() || path : path;
	}

	plural(n) {
		return n === 1 ? this.unit : this.unit + "s";
	}

	/* Returns the ids that are read before a text that has none. */
	start() {
		return (this.data.start || []).slice();
	}

	readingBegins(reading) {
		this.inside.begins(reading);
	}

	readingWent(reading, done) {
		this.inside.went(reading, done);
	}

	/* Fills the parts that need no network, and leaves out those without data. */
	fill() {
		const log = this.data.log;

		showHeader(this);
		this.write = new Write(this);
		this.next = new Next(this);
		this.surprise = new Surprise(this);
		this.inside = new Inside(this);
		if (!showMemory(this))
			leaveOut("memory");
		if (log && (log.steps || []).length + (log.valid || []).length > 0)
			new Training(this);
		else
			leaveOut("training");
		showCard(this);
	}

	/* Reads on for a while before the page is printed; texts that are not read then are left out. */
	print() {
		const end = performance.now() + 3000;

		this.surprise.start?.();
		while (Jobs.list.length > 0 && performance.now() < end)
			Jobs.slice();
		const unread = !byId("surprise-foot").textContent.startsWith("Read:");
		["surprise", "inside"].forEach((id) => byId(id).classList.toggle("unread-part", unread));
	}

	load() {
		this.net = Net.load(this.model, byId("weights").textContent);
		byId("weights").textContent = "";
		say("The model is ready.", "ready");
		[this.write, this.next, this.surprise].forEach((part) => part.ready());
	}
}

function leaveOut(id) {
	byId(id).remove();
	document.querySelector('nav a[href="#' + id + '"]').remove();
}

function say(text, name) {
	byId("status-text").textContent = text;
	byId("status").className = "status " + name;
}

function guarded(f) {
	try {
		f();
	} catch (error) {
		say("The page does not work: " + error.message, "broken");
		throw error;
	}
}

/* The data stand before the script and the weights after it, so the page is drawn while it still loads. */
guarded(() => {
	const app = new App(JSON.parse(byId("data").textContent));

	app.fill();
	addEventListener("beforeprint", () => app.print());
	document.addEventListener("DOMContentLoaded", () => setTimeout(() => guarded(() => app.load()), 30));
});
