"""Use pages of `rnn page` in Chromium, as a person would, and compare them with the program.

    browser.py WANT.json...

Each file names a page and what it must show:
    page        file of the page
    prime       for Write, and for Next
    length      symbols to write, the second half of them after "Go on"
    parts       ids of the parts that must be there; the others must not

These may be left out:

    sample      what `rnn sample --seed 5 -t 0.8 --typical 0.9 -n LENGTH` writes
    symbol      the first symbol of `rnn next`, as the page shows it
    word        the first word of `rnn next`
    bits        the bits of the first text by `rnn eval`
    begins      what Write begins with
    print       true: the page is printed before its texts are read
    title       the title of the page
    notes       of the model, as the page shows them
    paste       true: very long texts are pasted
    speed       true: only the speed is measured; it goes to standard error
    axe         true: only the rules of axe-core are checked

Every page is opened from file://, without a network. There must be no message in the console and no request
but that of the page itself. Prints a line for each page.
"""
import json
import os
import re
import sys
import time

import looks

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

SEARCHED = "document.getElementById('next-foot').textContent.search('looking') < 0 && !document.querySelector('#next-shares b').textContent.includes('–')"
PARTS = ["write", "next", "surprise", "inside", "memory", "training", "card"]
WIDTH, NARROW = 1280, 390


def start():
    options = Options()
    options.binary_location = os.environ["CHROMIUM"]
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--disable-background-networking", "--no-first-run", f"--user-data-dir={os.getcwd()}/profile"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service(os.environ["CHROMEDRIVER"]), options=options)


class Page:
    def __init__(self, driver, want):
        self.driver, self.want = driver, want
        self.url = "file://" + os.path.abspath(want["page"])
        self.resize(WIDTH)
        driver.get(self.url)
        self.run("""window.shift = 0;
            new PerformanceObserver(list => list.getEntries().forEach(e => { shift += e.hadRecentInput ? 0 : e.value; }))
                .observe({type: "layout-shift", buffered: true});""")
        self.wait("document.getElementById('status').className.includes('ready')")

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, condition, seconds=100):
        end = time.monotonic() + seconds
        while not self.run("return " + condition):
            assert time.monotonic() < end, "waited for " + condition
            time.sleep(0.05)

    def text(self, name):
        return self.run("return document.getElementById(arguments[0]).textContent", name)

    def set(self, name, value):
        self.run("""const e = document.getElementById(arguments[0]);
            e.value = arguments[1];
            e.dispatchEvent(new Event("input", {bubbles: true}));""", name, value)

    def click(self, selector):
        self.run("document.querySelector(arguments[0]).click()", selector)

    def resize(self, width):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width == NARROW})

    # ---- The parts ----

    def write(self, length):
        """Writes `length` symbols, half of them after "Go on"."""
        self.set("write-prime", self.want["prime"])
        self.set("write-seed", "5")
        self.set("write-temperature", "0.8")
        self.set("write-typical-range", "0.9")
        self.set("write-length", str(length // 2))
        assert self.text("write-set") == f"temperature 0.8, length {length // 2}, seed 5, typical 0.9", self.text("write-set")
        self.click("#write-go")
        self.wait("document.getElementById('write-go').textContent === 'Write'")
        self.click("#write-more")
        self.wait("document.getElementById('write-go').textContent === 'Write'")
        assert f"--typical 0.9 -n {length} " in self.text("write-command"), self.text("write-command")
        return self.text("write-text")

    def stop(self):
        self.set("write-length", "1000000")
        self.click("#write-go")
        self.wait("document.getElementById('write-text').textContent.length > 40")
        self.click("#write-go")
        written = self.text("write-text")
        time.sleep(0.1)
        assert self.text("write-text") == written, "it writes on after Stop"

    def next(self):
        """Types the prime. Returns the first symbol, and the first word or None; a click must append them."""
        self.set("next-text", self.want["prime"])
        self.wait(SEARCHED)
        shares = self.run("""return Array.from(document.querySelectorAll("#next-symbols .value"),
            e => parseFloat(e.textContent.replace(/[<>]/, "")) || 0)""")
        assert 0 < sum(shares) < 100.6, shares
        parts = re.findall(r"([\d.]+) %", self.text("next-shares"))
        assert len(parts) == 4 and abs(sum(map(float, parts)) - 100) < 0.2, self.text("next-shares")
        widths = self.run("return Array.from(document.querySelectorAll('#next-stack i'), e => e.getBoundingClientRect().width)")
        assert max(widths) > 100, widths
        word = self.run("return document.querySelector('#next-words .key').textContent")
        if word:
            self.click("#next-words .bar")
            typed = self.run("return document.getElementById('next-text').value")
            assert typed.startswith(self.want["prime"]) and typed.endswith(word), typed
        self.set("next-text", self.want["prime"])
        self.wait(SEARCHED)
        symbol = self.run("return document.querySelector('#next-symbols .key').firstChild.textContent")
        part = self.run("return document.querySelector('#next-symbols .bar').disabled")  # of a character
        self.click("#next-symbols .bar")
        assert part or len(self.run("return document.getElementById('next-text').value")) > len(self.want["prime"])
        return symbol, word

    def surprise(self):
        """Reads the first text. Returns its bits."""
        self.run("document.getElementById('surprise').scrollIntoView()")
        self.wait("document.getElementById('surprise-foot').textContent.startsWith('Read:')")
        assert self.run("return document.querySelectorAll('#surprise-text .unread').length") == 0
        assert self.run("return document.querySelectorAll('#surprise-text .chosen').length") == 1
        self.click("#surprise-text span:nth-child(9)")
        assert "guess" in self.text("surprise-at"), self.text("surprise-at")
        assert self.run("return document.querySelectorAll('#surprise-guesses .came').length") <= 1
        self.run("""document.getElementById("surprise-text").dispatchEvent(
            new KeyboardEvent("keydown", {key: "ArrowRight"}))""")
        assert self.run("return [...document.querySelectorAll('#surprise-text span')].findIndex(e => e.matches('.chosen'))") == 9
        figures = self.run("return Array.from(document.querySelectorAll('#surprise-figures b'), e => e.textContent)")
        return int(figures[3].replace(",", "").split()[0])

    def own_text(self, text):
        self.click("#surprise-choice label:last-of-type input")
        self.set("surprise-input", text)
        self.wait("document.getElementById('surprise-text').textContent.length > 0")

    def plots(self):
        """The highest line of every plot is at its top; the axis of Memory ends with the largest distance."""
        tops = self.run("""return Array.from(document.querySelectorAll("#memory .plot > svg, #training .plot > svg"),
            e => Math.min(...Array.from(e.querySelectorAll(".grid"), l => l.getAttribute("y1"))))""")
        assert all(abs(top - 10) < 0.01 for top in tops if top is not None), tops
        last = self.run("""const m = JSON.parse(document.getElementById("data").textContent).memory;
            return m && [m.k.at(-1), ...Array.from(document.querySelectorAll("#memory-gradient svg text"), e => e.textContent)]""")
        assert last is None or str(last[0]) in last[1:], last

    def inside(self):
        self.wait("document.getElementById('inside-foot').textContent.startsWith('Read:')")
        self.wait("document.querySelector('#inside-units button') || document.getElementById('inside-list').hidden")
        assert self.run("return document.querySelectorAll('#inside-features label').length") == 9
        self.set("inside-unit", "2")
        self.click("#inside-text span:nth-child(9)")
        assert "unit 2:" in self.text("inside-at"), self.text("inside-at")
        numbers = self.run("return Array.from(document.querySelectorAll('#inside-values dd'), e => e.textContent)")
        assert numbers and all(re.fullmatch(r"−?[01]\.\d\d", n) for n in numbers), numbers
        assert self.run("return document.querySelectorAll('#inside-text span[style]').length") > 0

    def paste(self, name, script):
        """Pastes the value of a script into a text box."""
        self.driver.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
        self.driver.execute_async_script("""document.getElementById(arguments[0]).select();
            document.getElementById(arguments[0]).focus();
            navigator.clipboard.writeText(%s).then(arguments[1])""" % script, name)
        key = {"key": "v", "code": "KeyV", "modifiers": 2}
        self.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyDown", "commands": ["paste"], **key})
        self.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyUp", **key})

    def pastes(self):
        """A very long text, of 10 MB in the last box: the page takes a part, says so, and goes on."""
        self.click("#surprise-choice label:last-of-type input")
        for name, times in (("write-prime", "1e4"), ("next-text", "1e4"), ("surprise-input", "2.3e5")):
            self.paste(name, f"'the </script><img src=x onerror=hacked=1>&lt;\\u202e\\n'.repeat({times})")
            self.wait(f"document.querySelector('#{name} + .hint').textContent.includes('20,000 characters were taken, of ')", 20)
            assert len(self.run("return document.getElementById(arguments[0]).value", name)) == 20000
        self.wait("document.getElementById('surprise-foot').textContent === "
                  "'Read: 2,000 of 10,000 characters, the beginning of a longer text Read on'", 20)
        # On a slow machine the end of the paste may begin the reading anew: then "Read on" is there again.
        self.wait("""(() => {
            const n = document.querySelectorAll('#surprise-text span').length, more = document.querySelector('#surprise-foot button');
            if (n === 2000 && more) more.click();
            return n === 4000;
        })()""", 90)

    def print(self):
        """Texts are read for it, or left out if that takes long."""
        assert not self.text("surprise-foot").startswith("Read:")
        self.run("dispatchEvent(new Event('beforeprint'))")
        read = self.text("surprise-foot").startswith("Read:")
        assert self.run("return document.querySelectorAll('.unread-part').length") == (0 if read else 2), self.text("surprise-foot")

    def fits(self):
        """Nothing is wider than a phone, what one taps there is large, and nothing moved while results arrived."""
        assert self.run("return shift") < 0.1, self.run("return shift")
        for width in (NARROW, WIDTH):
            self.resize(width)
            wide = self.run("return document.documentElement.scrollWidth")
            assert wide <= width, f"{wide} wide at {width}"
            if width == NARROW:
                looks.fingers(self)

    # ---- What it must not do ----

    def quiet(self):
        messages = [e["message"] for e in self.driver.get_log("browser")]
        assert not messages, messages
        events = [json.loads(e["message"])["message"] for e in self.driver.get_log("performance")]
        urls = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}
        own = ("data:", "chrome:")  # the page's icon, which is empty; Chromium's first tab
        other = {u for u in urls if u != self.url and not u.startswith(own)}
        assert not other, other

    def harmless(self):
        """Nothing of the data became markup."""
        assert self.run("return document.querySelectorAll('img, iframe, b b, script').length") == 3
        assert self.run("return window.hacked") is None
        if "title" in self.want:
            assert self.run("return document.title") == self.want["title"], self.run("return document.title")


def check(page):
    want = page.want
    there = [p for p in PARTS if page.run("return document.getElementById(arguments[0]) !== null", p)]
    assert there == want["parts"], there
    for part in ("Memory: ", "Training: "):
        assert (part in page.text("card-body")) == (part[:-2].lower() not in there), page.text("card-body")
    assert want.get("notes", "") in page.text("card-body"), page.text("card-body")
    begins = page.run("return document.getElementById('write-prime').value")
    assert want.get("begins", begins) == begins, begins
    if want.get("print"):
        page.print()
    written = page.write(want["length"])
    assert written == want.get("sample", written), written
    page.stop()
    symbol, word = page.next()
    assert want.get("symbol") in (None, symbol), symbol  # None: not tested, or a part of a character
    assert word == want.get("word", word), word
    bits = page.surprise()
    assert abs(bits - want.get("bits", bits)) <= 1, bits
    page.inside()
    page.plots()
    looks.contrast(page)
    page.own_text(want["prime"] + "\u202e\u0000<b>\ud83d\ude00" + "z" * 20000)
    if want.get("paste"):
        page.pastes()
    page.fits()


def check_axe(page):
    """All parts are filled, and a character is chosen in each text."""
    page.write(20)
    page.surprise()
    page.inside()
    looks.axe(page)


def cpu_seconds(page):
    """Of the thread that computes; a busy machine does not change it."""
    metrics = page.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return {m["name"]: m["value"] for m in metrics}["ThreadTime"]


def measure(page):
    page.driver.execute_cdp_cmd("Performance.enable", {})
    page.wait(SEARCHED)
    before = cpu_seconds(page)
    page.set("write-length", "300")
    page.click("#write-go")
    page.wait("document.getElementById('write-go').textContent === 'Write'", 250)
    speed = 300 / (cpu_seconds(page) - before)
    answer = page.driver.execute_async_script("""
        const done = arguments[0], input = document.getElementById("next-text"), start = performance.now();
        new MutationObserver(() => done(performance.now() - start))
            .observe(document.getElementById("next-symbols"), {subtree: true, childList: true});
        input.value += " a";
        input.dispatchEvent(new Event("input", {bubbles: true}));""")
    print(f"{speed:.0f} characters in a second of the processor ({page.text('write-foot')}); "
          f"{answer:.0f} ms from a key to the bars", file=sys.stderr)
    assert speed >= 40 and answer < 5000, (speed, answer)


def main():
    driver = start()
    try:
        driver.execute_cdp_cmd("Network.enable", {})
        driver.execute_cdp_cmd("Network.emulateNetworkConditions", {
            "offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0})
        for name in sys.argv[1:]:
            with open(name, encoding="utf-8") as file:
                page = Page(driver, json.load(file))
            (measure if page.want.get("speed") else check_axe if page.want.get("axe") else check)(page)
            page.harmless()
            page.quiet()
            print(os.path.splitext(name)[0], "works")
    finally:
        driver.quit()


main()
