"""A tab → somebody who reads the question page: goes, asks, presses and looks; and the stage on which the service can be made to fail."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser import Tab

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE = 150
"""Seconds until a wait gives up; the machine may be busy."""

_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


class Stage:
    """A WSGI application of which single replies can be replaced: `canned` maps "METHOD /path" to status, headers and body."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self.address = ""
        self.canned: dict[str, tuple[str, list[tuple[str, str]], str]] = {}
        self.asked: list[str] = []
        """Method, path and query of every request, in order."""

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        key = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        self.asked.append(key + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""))
        if key not in self.canned:
            return self._app(environ, start)
        status, headers, body = self.canned[key]
        start(status, [("Content-Type", "application/json"), *headers])
        return [body.encode()]


class Reader:
    """One tab on the page of a stage."""

    def __init__(self, tab: Tab, stage: Stage) -> None:
        self.tab, self.stage = tab, stage
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            tab.send(f"{domain}.enable")
        tab.send("Emulation.setFocusEmulationEnabled", enabled=True)
        tab.send("Page.addScriptToEvaluateOnNewDocument", source=_WATCH)
        tab.emulate()
        self.forgiven: list[str] = []
        """Words of complaints that the test brings about on purpose."""

    def go(self, address: str = "#/ask", *, part: str = "main h1") -> None:
        """Load the page at an address, and wait until `part` is there."""
        if self.tab.run("location.href").startswith(self.stage.address):
            self.tab.open("about:blank")
        self.tab.open(f"{self.stage.address}/{address}")
        self.until(part)

    def until(self, selector: str) -> None:
        """Wait until an element is there."""
        self.true(f"!!document.querySelector({json.dumps(selector)})")

    def true(self, expression: str) -> Any:
        """Wait until an expression holds."""
        return self.tab.until(expression, PATIENCE)

    def run(self, expression: str) -> Any:
        """The value of an expression in the page."""
        return self.tab.run(expression)

    def ask(self, question: str) -> None:
        """Type a question as it is typed, and wait for the answer."""
        self.run("document.querySelector('main').firstElementChild?.setAttribute('data-old', '')")
        self.run("document.getElementById('question').select()")
        self.tab.type(question)
        self.run("document.getElementById('question').focus()")
        self.tab.press("Enter")
        self.true("!document.querySelector('[data-old]') && !!document.querySelector('main h1')")

    def text(self, selector: str) -> str:
        """The text of the first element that fits."""
        return str(self.run(f"document.querySelector({json.dumps(selector)}).textContent"))

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements that fit."""
        found: list[str] = self.run(f"[...document.querySelectorAll({json.dumps(selector)})].map((one) => one.textContent)")
        return found

    def count(self, selector: str) -> int:
        """How many elements fit."""
        return len(self.texts(selector))

    def click(self, selector: str) -> None:
        """Press the middle of an element, or of its first line, with the mouse."""
        x, y = self.run(
            f"(() => {{ const one = document.querySelector({json.dumps(selector)}); one.scrollIntoView({{ block: 'center' }});"
            " const box = one.getClientRects()[0]; return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.tab.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.tab.press(key)

    def focus(self) -> str:
        """What has the focus: its id, its data-key, or its name and beginning."""
        return str(
            self.run(
                "(() => { const one = document.activeElement;"
                " return one.id || one.dataset.key || `${one.localName} ${one.textContent.slice(0, 40)}`; })()"
            )
        )

    def choose(self, *files: Path) -> None:
        """Hand files to the hidden field that the button opens."""
        found = self.tab.send("Runtime.evaluate", expression="document.getElementById('files')")
        self.tab.send("DOM.setFileInputFiles", files=[str(file) for file in files], objectId=found["result"]["objectId"])

    def too_wide(self) -> int:
        """By how many pixels the page sticks out of the window."""
        return int(self.run("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def picture(self, file: Path, height: int) -> None:
        """The top of the page as it looks."""
        width = self.run("document.documentElement.clientWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        self.tab.screenshot(file, "webp", quality=80, captureBeyondViewport=True, clip=clip)

    def strangers(self) -> list[str]:
        """Addresses of other services that were asked for something."""
        asked = [told["request"]["url"] for name, told in self.tab.events if name == "Network.requestWillBeSent"]
        return [url for url in asked if not url.startswith((self.stage.address, "about:", "data:"))]

    def complaints(self) -> list[str]:
        """Exceptions, console errors, dialogs and violations of the policy, save the forgiven."""
        bad = ("Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening")
        told = [json.dumps(given)[:500] for name, given in self.tab.events if name in bad]
        told += self.run("window.violations ?? []")
        return [one for one in told if not any(words in one for words in self.forgiven)]

    def leave(self) -> None:
        """Close the tab; nothing may have gone wrong, and nothing may have been asked of others."""
        complaints, strangers = self.complaints(), self.strangers()
        self.stage.canned.clear()
        self.tab.close()
        assert complaints == [], "\n".join(complaints)
        assert strangers == [], strangers
