/* card.js - the header and the model card: what the model is, what it read, how to run it. */
const CELL_TEXT = {rnn: "tanh RNN", gru: "GRU", lstm: "LSTM"};
const CELL_CLAUSE = {rnn: "a tanh RNN (a recurrent network without gates)", gru: "a GRU (a recurrent network with gates)",
	lstm: "an LSTM (a recurrent network with gates and a memory cell)"};

/* Returns what the model is in a few words. */
function shapeText(model) {
	return CELL_TEXT[model.cell] + ", " + model.layers + (model.layers === 1 ? " layer of " : " layers of ") +
		Format.count(model.hidden) + (model.hidden === 1 ? " unit" : " units");
}

function showHeader(app) {
	const {data, model} = app, {text_bytes: size, chars} = data.card || {};
	/* A last training of less than its text says little of all that the model has read. */
	const learned = size > 0 && !(chars < size / 2) ? "It learned from " + Format.bytes(size) + " of text. " : "";

	document.title = Show.line(data.name) + " – a model of rnn";
	byId("name").textContent = Show.line(data.name);
	byId("lead").textContent = "This page holds a small language model: " + CELL_CLAUSE[model.cell] + " of " +
		Format.large(model.params) + " weights, which writes one " + app.unit + " at a time. " + learned + "It runs here, in your browser; nothing is sent anywhere.";
	document.querySelectorAll("[data-unit]").forEach((e) => {
		e.textContent = app.unit + e.dataset.unit;
	});
}

/* Appends a list of [name, value]; values that are missing are left out. */
function cardList(host, title, rows) {
	const there = rows.filter(([, value]) => value !== undefined && value !== null && value !== "");

	if (there.length > 0)
		host.append(el("h3", {text: title}), el("dl", {class: "card"}, ...there.flatMap(([name, value]) => [
			el("dt", {text: name}), value instanceof Node ? el("dd", null, value) : el("dd", {text: String(value)}),
		])));
}

function showCard(app) {
	const {data, model} = app, c = data.card || {}, host = byId("card-body");
	const bits = (nats) => nats === undefined || nats === null ? null :
		Format.bits(nats / Math.LN2) + " bits per " + app.unit + " (" + nats.toFixed(3) + " nats of 1.443 bits)";

	cardList(host, "The model", [
		["Name", Show.line(data.name)],
		["Network", shapeText(model) + (model.embed > 0 ? ", embedding of " + model.embed : "")],
		["Weights", Format.count(model.params) + ": " + storedText(model) + " (" + Format.bytes(model.bytes) + ")"],
		["Alphabet", alphabetText(app)],
		["Program", "rnn " + (data.version || "")],
		["Left out here", missingText(data)],
	]);
	cardList(host, "What it read", [
		["Texts", c.texts ? Show.line(c.texts) : c.corpus && Show.line(c.corpus)],
		["Size", c.text_bytes > 0 ? Format.bytes(c.text_bytes) : null],
		["Last training", c.chars > 0 ? Format.count(c.chars) + " " + app.plural(2) + " read" +
			(c.step > 0 ? " in " + Format.count(c.step) + " steps" : "") + (c.seconds > 0 ? ", " + Format.seconds(c.seconds) : "") + ". Trainings before it, if there were any, are not counted." : null],
		["Trained by", c.engine && Show.line(c.engine)],
		["Validation loss", c.best_loss == null ? null : bits(c.best_loss) + ", on the text kept back in training"],
		["Command", c.command ? commandCode(c.command) : null],
		["Notes", notesText(c.notes)],
	]);
	showCommands(host, app);
}

/* Returns how the weights are stored in the page. */
function storedText(model) {
	const whole = model.tensors.every((t) => t.cols === 0 || t.scale !== undefined);

	return whole ? "matrices as 8-bit integers, biases as 32-bit numbers" :
		"most matrices as 8-bit integers, the rest as 32-bit numbers";
}

/* Returns how many symbols the model has, and the first of them. */
function alphabetText(app) {
	const {model} = app, most = 400, shown = model.vocab.slice(0, most).map((c, id) => Show.symbol(model, id).sign);

	if (model.unit === "byte")
		return model.vocab.length + (model.vocab.length === 1 ? " byte" : " different bytes");
	return el("span", null, Format.count(model.vocab.length) + (model.vocab.length === 1 ? " character: " : " characters: "),
		el("bdi", {dir: "ltr", text: shown.join(" ")}), model.vocab.length > most ? " …" : "");
}

/* Returns the notes with their lines; null if there are none. */
function notesText(notes) {
	if (!notes)
		return null;
	const text = el("bdi");

	Show.append(text, notes);
	return text;
}

/* Says which parts the page lacks, and why; null if it has all. */
function missingText(data) {
	return [
		!data.memory && "Memory: measured only if rnn page is given a text that is long enough.",
		!data.log && "Training: the model’s directory has no log of its training.",
	].filter(Boolean).join("\n") || null;
}

function showCommands(host, app) {
	const m = app.modelOption;

	host.append(el("h3", {text: "How to run it"}),
		el("p", {class: "what", text: "With the program rnn, where the directory of the model is:"}));
	const commands = ["rnn sample" + m, "rnn next" + m + " --prime " + shellQuote(app.prime || "The"), "rnn eval" + m + " TEXT"];
	if (app.data.talk)
		commands.push("rnn chat" + m);
	if (app.data.command)
		commands.push(app.data.command.replace(" --model ", " -m ")); /* as in the other commands */
	for (const command of commands) {
		const line = el("p", {class: "command"});
		fillCommand(line, command);
		host.append(line);
	}
}
