/*
 * trail.js - reads a text that changes while one types. It keeps states along the way, so that only
 * what follows the first change is read again.
 */
class Trail {
	static LONGEST = 2000; /* symbols that are read of a text, its last ones */

	constructor(net) {
		this.net = net;
		this.ids = [];
		this.kept = [{n: 0, state: net.newState()}]; /* ascending n */
	}

	/* Returns the last symbols of ids that are read. The cut moves in large steps, so that typing at
	 * the end of a long text does not change the beginning. */
	static cut(ids) {
		const step = Trail.LONGEST / 2;

		if (ids.length <= Trail.LONGEST)
			return ids;
		return ids.slice(Math.ceil((ids.length - Trail.LONGEST) / step) * step);
	}

	/* Reads ids; this.state is then the state after them. A generator that yields after each symbol. */
	*read(ids) {
		const net = this.net;
		let same = 0;

		while (same < ids.length && same < this.ids.length && ids[same] === this.ids[same])
			same++;
		while (this.kept.at(-1).n > same)
			this.kept.pop();
		let at = this.kept.at(-1).n;
		const state = net.copyState(this.kept.at(-1).state);
		this.ids = ids.slice(0, at);
		for (; at < ids.length; yield) {
			net.feed(state, ids[at]);
			this.ids.push(ids[at++]);
			this.keep(at, state, ids.length);
		}
		this.state = state;
	}

	/* Keeps every 32nd state, and all of the last 32. */
	keep(n, state, end) {
		if (n % 32 !== 0 && n < end - 32)
			return;
		this.kept = this.kept.filter((k) => k.n % 32 === 0 || k.n >= n - 64);
		this.kept.push({n, state: this.net.copyState(state)});
	}
}
