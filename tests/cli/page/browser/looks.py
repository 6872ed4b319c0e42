"""What must hold for everybody who looks at a page: contrast, sizes for fingers, the rules of axe-core.

axe-core is a file of the npm package of this name, whose path is in the variable AXE.
"""
import os

FINGER = 44  # pixels

HERE = os.path.dirname(os.path.abspath(__file__))


def read(name):
    with open(name, encoding="utf-8") as file:
        return file.read()


def dark(page, on):
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "features": [{"name": "prefers-color-scheme", "value": "dark" if on else "light"}]})


def contrast(page):
    """Every text has enough contrast, light and dark. Letters and signs on all colours are put into the coloured texts."""
    page.run("""const kinds = ["", "mark ", "box "], put = (name, make) => document.getElementById(name).append(
            ...kinds.map(kind => make(Object.assign(document.createElement("span"), {className: kind, textContent: "a"}))));
        for (const band of ["s0", "s1", "s2", "s3", "s4", "s5", "sx", "unread"])
            put("surprise-text", e => { e.className += band; return e; });
        for (const side of ["--minus", "--plus"])
            for (const share of [0.25, 0.5, 0.75, 1])
                put("inside-text", e => { e.style.backgroundColor = `rgb(var(${side}) / ${share})`; return e; });""")
    for on in (True, False):
        dark(page, on)
        wrong = page.run("return [" + read(HERE + "/contrast.js") + "][0]")
        assert wrong == [], (on, wrong[:9])


def fingers(page):
    """What can be tapped is large enough on a phone. (Characters in a text may be smaller.)"""
    small = page.run("""return [...document.querySelectorAll("a, button, input, select, textarea, summary, .chips > label")]
        .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.matches(".chips input, .skip"))
        .map(e => [e.tagName, e.id || e.textContent, e.getBoundingClientRect()])
        .filter(([, , box]) => box.height < arguments[0] || box.width < arguments[0])
        .map(([tag, name, box]) => [tag, name.slice(0, 20), box.width, box.height])""", FINGER)
    assert not small, small[:9]


def axe(page):
    """axe-core finds nothing. It leaves the contrast of signs open that are no letters; contrast() decides it.

    Of its rules only that of contrast depends on the colours.
    """
    page.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": read(os.environ["AXE"])})
    for on, rules in (True, {"runOnly": ["color-contrast"]}), (False, {}):
        dark(page, on)
        found = page.driver.execute_async_script("""const done = arguments[1];
            axe.run(document, {resultTypes: ["violations", "incomplete"], ...arguments[0]}).then(r =>
                done([...r.violations, ...r.incomplete.filter(v => v.id !== "color-contrast")]
                    .map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 100) + n.failureSummary)])))""", rules)
        assert not found, (on, found)
