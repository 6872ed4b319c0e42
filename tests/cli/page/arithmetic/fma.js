/* fma.js - compares the fused multiply-add of net.js with exact integers. */
const {maths} = require(process.argv[2]);
const fround = Math.fround;

/* A float as m 2^e with whole numbers m and e. */
function parts(x)
{
	let e = 0;
	while (!Number.isInteger(x)) {
		x *= 2;
		e--;
	}
	return [BigInt(x), e];
}

/* a b + c as an exact integer, in units of 2^e. */
function exact(a, b, c)
{
	const [ma, ea] = parts(a), [mb, eb] = parts(b), [mc, ec] = parts(c);
	const e = Math.min(ea + eb, ec);
	return [(ma * mb << BigInt(ea + eb - e)) + (mc << BigInt(ec - e)), e];
}

const view = new DataView(new ArrayBuffer(4));
/* The next float above x > 0. */
function above(x)
{
	view.setFloat32(0, x);
	view.setUint32(0, view.getUint32(0) + 1);
	return view.getFloat32(0);
}

/* The float nearest to m 2^e, which is not 0, the even one of two: of the powers of two that have it. */
function nearest([m, e])
{
	const sign = m < 0n ? -1 : 1, size = m < 0n ? -m : m, digits = size.toString(2).length;
	if (digits <= 24)
		return sign * Number(size) * 2 ** e;
	const cut = BigInt(digits - 24), rest = size & (1n << cut) - 1n, half = 1n << cut - 1n;
	let top = size >> cut;
	if (rest > half || (rest === half && top & 1n))
		top++;
	return sign * Number(top) * 2 ** (e + Number(cut));
}

let seed = 1;
function random()
{
	seed = seed * 48271 % 2147483647;
	return seed / 2147483647;
}

let n = 0, wrong = 0, plain = 0;
function compare(a, b, c)
{
	const want = exact(a, b, c);
	if (want[0] === 0n)
		return;
	n++;
	wrong += maths.fma(a, b, c) !== nearest(want);
	plain += fround(a * b + c) !== nearest(want);
}

for (let i = 0; i < 20000; i++)
	compare(fround(random() - 0.5), fround(4 * random()), fround(random() - 0.5));
/* The product is half of a unit of the last digit of c, or next to it: sums that are half way between two
 * floats, and such that double would round to that. */
for (let i = 0; i < 20000; i++) {
	const c = fround(1 + random()), unit = 2 ** -24, small = 2 ** -Math.floor(20 * random());
	const a = unit * (1 + Math.floor(3 * random()) * 2 ** -23);
	const b = fround(1 + Math.floor(3 * random() - 1) * 2 ** -23);
	compare(a, b, c);
	compare(-a, b, c);
	compare(a * small, -b, -above(c));
	compare(a, b, 1);
	compare(-a, b / 2, 1);
}
console.log(`${n} sums, ${wrong} wrong; rounding twice would be wrong: ${plain > 0}`);

/* The largest relative errors of exp, and of the functions of double numbers against the engine's. */
let error = 0, doubles = 0;
for (let x = -86; x < 87; x += 0.0137) {
	error = Math.max(error, Math.abs(maths.exp(fround(x)) / Math.exp(fround(x)) - 1));
	doubles = Math.max(doubles, Math.abs(maths.doubleExp(x) / Math.exp(x) - 1),
			   Math.abs(maths.doubleLog(x + 87) - Math.log(x + 87)));
}
console.log(error < 2e-7, doubles < 4e-16 * 4);
