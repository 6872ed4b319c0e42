/*
 * agrees.js - computes with the network of a page, in node.
 *
 *     node agrees.js NET PAGE TEXT SAMPLE...
 *
 * writes -log p (nats) of each symbol of a file after the first to the file `scores`, and the samples, one
 * after the other, to `samples`. A sample is JSON: seed, n, and perhaps prime and settings (those of the
 * model otherwise).
 */
const fs = require("fs");
const [, , netFile, pageFile, textFile, ...samples] = process.argv;
const Net = require(netFile);
const html = fs.readFileSync(pageFile, "utf8");
const element = (id) => new RegExp(`<script type="[^"]*" id="${id}">([^<]*)</script>`).exec(html)[1];
const data = JSON.parse(element("data")), isByte = data.model.unit === "byte";
const net = Net.load(data.model, element("weights"));

function score()
{
	const bytes = fs.readFileSync(textFile), state = net.newState(), lines = [];
	const ids = isByte ? [...bytes].map((b) => data.model.vocab.indexOf(b)) : net.encode(bytes.toString());

	ids.forEach((id, i) => {
		if (i > 0)
			lines.push(-net.logp(state)[id]);
		net.feed(state, id);
	});
	return lines.join("\n") + "\n";
}

function sample({seed, n, prime, settings = data.sampling})
{
	const {temperature, top_k: topK, typical, top_p: topP, min_p: minP} = settings;
	const sampler = Net.sampler(net, {seed, temperature, topK, typical, topP, minP});
	const state = net.newState(), out = [];

	for (const id of prime ? net.encode(prime) : data.start)
		net.feed(state, id);
	for (let i = 0; i < n; i++) {
		out.push(sampler.draw(net.logp(state)));
		net.feed(state, out[i]);
	}
	return isByte ? Buffer.from(out.map((id) => data.model.vocab[id])) : Buffer.from(net.decode(out));
}

fs.writeFileSync("scores", score());
fs.writeFileSync("samples", Buffer.concat(samples.map((text) => sample(JSON.parse(text)))));
