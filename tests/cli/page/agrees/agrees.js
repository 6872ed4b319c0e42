/*
 * agrees.js - computes with the network of a page, in node.
 *
 *     node agrees.js NET PAGE score TEXT             -log p (nats) of each symbol of a file after the first
 *     node agrees.js NET PAGE sample SEED N PRIME    N symbols, after the prime, as bytes
 */
const fs = require("fs");
const [, , netFile, pageFile, task, ...rest] = process.argv;
const Net = require(netFile);
const html = fs.readFileSync(pageFile, "utf8");
const element = (id) => new RegExp(`<script type="[^"]*" id="${id}">([^<]*)</script>`).exec(html)[1];
const data = JSON.parse(element("data"));
const net = Net.load(data.model, element("weights"));
const state = net.newState();

function score(file)
{
	const bytes = fs.readFileSync(file);
	const ids = data.model.unit === "byte" ? [...bytes].map((b) => data.model.vocab.indexOf(b))
					       : net.encode(bytes.toString());
	const lines = [];
	for (let i = 0; i < ids.length; i++) {
		if (i > 0)
			lines.push(-net.logp(state)[ids[i]]);
		net.feed(state, ids[i]);
	}
	console.log(lines.join("\n"));
}

function sample(seed, n, prime)
{
	const how = data.sampling;
	const sampler = Net.sampler(net, {
		seed, temperature: how.temperature, topK: how.top_k, topP: how.top_p, minP: how.min_p,
	});
	const out = [];
	for (const id of prime ? net.encode(prime) : data.start)
		net.feed(state, id);
	for (let i = 0; i < n; i++) {
		const id = sampler.draw(net.logp(state));
		out.push(id);
		net.feed(state, id);
	}
	process.stdout.write(data.model.unit === "byte" ? Buffer.from(out.map((id) => data.model.vocab[id]))
						       : net.decode(out));
}

({score, sample})[task](...rest);
