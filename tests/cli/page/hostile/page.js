/* page.js - checks the HTML of a page, and prints members of its data: node page.js PAGE [EXPRESSION]... */
const fs = require("fs"), crypto = require("crypto");
const html = fs.readFileSync(process.argv[2], "utf8");
const elements = [...html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)];
const [data, script, weights] = elements.map((e) => e[2]);
const style = /<style>([^]*?)<\/style>/.exec(html)[1];
const hash = (text) => `'sha256-${crypto.createHash("sha256").update(text).digest("base64")}'`;
const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)[1];

if (elements.map((e) => e[1]).join() !== ' type="application/json" id="data",, type="text/plain" id="weights"' ||
    html.split(/<script/i).length !== 4 || html.split(/<\/script/i).length !== 4)
	console.log("scripts:", elements.map((e) => e[1]));
if (policy !== `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; ` +
	       "base-uri 'none'; form-action 'none'")
	console.log("policy:", policy);
if (data.includes("<") || data.includes("\n") || !/^[A-Za-z0-9+/]*=*$/.test(weights))
	console.log("data or weights are not one line of their characters");
if (/ on[a-z]+ *=| style *=|javascript:|https?:\/\//i.test(html.replace(script, "").replace(data, "")))
	console.log("a handler, a style or an address in the HTML");
const d = JSON.parse(data);
for (const expression of process.argv.slice(3))
	console.log(JSON.stringify(eval(expression)).replace(/[^ -~]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0")));
