/*
 * jobs.js - shares the one thread of the page between long computations and the user. A job is a
 * generator that yields after each small step (a symbol read). Jobs run in slices of some milliseconds,
 * the most urgent first; between two slices the browser handles input and draws.
 */
const Jobs = {
	SLICE: 10, /* milliseconds */
	list: [],
	channel: new MessageChannel(),
	posted: false,

	/* Runs a generator. `urgency`: lower numbers run first, equal ones by turns. `paint` is called
	 * at most once after a slice in which the job made progress, and when it ends. Returns the job. */
	start(urgency, generator, paint) {
		const job = {urgency, generator, paint: paint || (() => {}), live: true};

		Jobs.list.push(job);
		Jobs.post();
		return job;
	},

	stop(job) {
		if (job == null)
			return;
		job.live = false;
		Jobs.list = Jobs.list.filter((j) => j !== job);
	},

	post() {
		if (!Jobs.posted && Jobs.list.length > 0)
			Jobs.channel.port2.postMessage(0);
		Jobs.posted = Jobs.list.length > 0;
	},

	slice() {
		const end = performance.now() + Jobs.SLICE;
		const least = Math.min(...Jobs.list.map((j) => j.urgency));
		const job = Jobs.list.find((j) => j.urgency === least);
		let done = false;

		Jobs.posted = false;
		if (job === undefined)
			return;
		try {
			while (!done && job.live && performance.now() < end)
				done = job.generator.next().done;
			if (job.live)
				job.paint(done);
		} finally { /* a job that failed is not run again */
			Jobs.list = Jobs.list.filter((j) => j !== job);
			if (!done && job.live)
				Jobs.list.push(job);
			Jobs.post();
		}
	},
};
Jobs.channel.port1.onmessage = Jobs.slice;
