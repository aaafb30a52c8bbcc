"""A page → what a real browser makes of it: the findings of axe-core, what keys and clicks do, what is fetched, what it looks like. No network."""

from __future__ import annotations

import html
import json
import lzma
import os
import queue
import re
import shutil
import subprocess
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1.min.js.xz"
CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
_QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync --disable-dev-shm-usage --disable-extensions"
).split()
_FLAGS = [*_QUIET, "--virtual-time-budget=20000"]
_CHECK = """
window.addEventListener("load", async () => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const style = document.createElement("style");
  style.textContent = ".case { content-visibility: visible !important; }";
  document.head.append(style);
  const found = await axe.run(document, { resultTypes: ["violations"] });
  const told = document.createElement("pre");
  told.id = "axe-findings";
  told.textContent = JSON.stringify({
    passes: found.passes.length,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    violations: found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).slice(0, 3).join(" | ")}`),
  });
  document.body.append(told);
});
"""


def examined(page: str, folder: Path, *, dark: bool = False, width: int = 1200) -> dict[str, Any]:
    """`violations` and number of `passes` that axe-core finds with every fold open, and by how many pixels the page is too `wide`."""
    assert CHROMIUM is not None
    axe = lzma.decompress(AXE.read_bytes()).decode()
    inner = folder / "page.html"
    inner.write_text(page.replace("</body>", f"<script>{axe}</script>\n<script>{_CHECK}</script></body>"), encoding="utf-8")
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    command = [
        CHROMIUM,
        *_FLAGS,
        scheme,
        f"--window-size={width},900",
        f"--user-data-dir={folder / 'profile'}",
        "--dump-dom",
        inner.as_uri(),
    ]
    dumped = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    told = re.search(r'<pre id="axe-findings">(.*?)</pre>', dumped, re.DOTALL)
    assert told, "the check did not come to its end"
    found: dict[str, Any] = json.loads(html.unescape(told[1]))
    return found


_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}
_AXE = "axe.run(%s, {resultTypes: ['violations']}).then(r => r.violations.map(v => `${v.impact}: ${v.id}: ${v.help}: ${v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(' | ')}`))"


class Tab:
    """One tab of a browser, driven over the DevTools protocol. `events`: what it told, in order, as (method, params)."""

    def __init__(self, browser: Browser, target: str, session: str) -> None:
        self._browser, self.target, self._session = browser, target, session
        self.events: list[tuple[str, dict[str, Any]]] = browser.events.setdefault(session, [])

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of one command; AssertionError with the browser's words when it fails."""
        return self._browser.send(method, params, self._session)

    def open(self, url: str) -> None:
        """Go there, and wait until it is loaded."""
        before = len(self.events)
        self.send("Page.enable")
        failed = self.send("Page.navigate", url=url).get("errorText")
        assert not failed, f"{url}: {failed}"
        self._await(lambda: any(name == "Page.loadEventFired" for name, _ in self.events[before:]), f"{url} did not load", 30)

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression; promises are awaited."""
        told = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in told, json.dumps(told["exceptionDetails"])[:2000]
        return told["result"].get("value")

    def until(self, expression: str, seconds: float = 30) -> Any:
        """Wait until a JavaScript expression is true, and return it."""
        found: list[Any] = []

        def holds() -> bool:
            found[:] = [self.run(expression)]
            return bool(found[0])

        self._await(holds, f"still not true after {seconds} s: {expression}", seconds)
        return found[0]

    def press(self, key: str, *, shift: bool = False) -> None:
        """One key, down and up, as the keyboard sends it."""
        typed = {"text": "\r"} if key == "Enter" else {"text": key} if len(key) == 1 else {}
        common = {
            "key": key,
            "code": "Space" if key == " " else key,
            "windowsVirtualKeyCode": _KEYS.get(key, 0),
            "modifiers": 8 if shift else 0,
        }
        self.send("Input.dispatchKeyEvent", type="keyDown" if typed else "rawKeyDown", **common, **typed)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text: str) -> None:
        """Text into what has the focus."""
        self.send("Input.insertText", text=text)

    def emulate(self, *, width: int = 1200, height: int = 900, dark: bool = False, still: bool = True, mobile: bool = False) -> None:
        """The size of the window in CSS pixels, the colour scheme, and whether motion is unwanted."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        wishes = {"prefers-color-scheme": "dark" if dark else "light", "prefers-reduced-motion": "reduce" if still else "no-preference"}
        self.send("Emulation.setEmulatedMedia", features=[{"name": name, "value": value} for name, value in wishes.items()])

    def axe(self, within: str = "document") -> list[str]:
        """What axe-core finds wrong, as `impact: rule: words: elements`; open shadow roots included."""
        self.run(lzma.decompress(AXE.read_bytes()).decode() + ";0")
        found: list[str] = self.run(_AXE % within)
        return found

    def screenshot(self, path: Path, kind: str = "png", **more: Any) -> None:
        """What is to be seen, as a file."""
        path.write_bytes(b64decode(self.send("Page.captureScreenshot", format=kind, **more)["data"]))

    def close(self) -> None:
        """Close the tab."""
        self._browser.send("Target.closeTarget", {"targetId": self.target})

    @staticmethod
    def _await(holds: Any, failure: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, failure
            time.sleep(0.02)


class Browser:
    """A browser that is driven over a pipe: no port is opened, and no library is needed."""

    def __init__(self, profile: Path, *flags: str) -> None:
        assert CHROMIUM is not None
        hears, self._out = os.pipe()
        self._in, speaks = os.pipe()
        self.events: dict[str | None, list[tuple[str, dict[str, Any]]]] = {}
        self._answers: dict[int, queue.Queue[dict[str, Any]]] = {}
        self._last, self._lock = 0, threading.Lock()

        def wire() -> None:  # the browser listens on 3 and speaks on 4
            low, high = os.dup(hears), os.dup(speaks)
            os.dup2(low, 3)
            os.dup2(high, 4)

        command = [CHROMIUM, *_QUIET, "--remote-debugging-pipe", f"--user-data-dir={profile}", *flags, "about:blank"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, close_fds=False, preexec_fn=wire, **quiet)  # type: ignore[call-overload]
        os.close(hears)
        os.close(speaks)
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(AssertionError, OSError):
            self.send("Browser.close", {}, seconds=5)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._out)

    def tab(self) -> Tab:
        """A new tab, in a context of its own: no cookies or caches of another."""
        context = self.send("Target.createBrowserContext", {})["browserContextId"]
        target = self.send("Target.createTarget", {"url": "about:blank", "browserContextId": context})["targetId"]
        session = self.send("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        return Tab(self, target, session)

    def send(self, method: str, params: dict[str, Any], session: str | None = None, seconds: float = 180) -> dict[str, Any]:
        """The result of one command."""
        with self._lock:
            self._last += 1
            number, answers = self._last, queue.Queue[dict[str, Any]]()
            self._answers[number] = answers
            message = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
            data = json.dumps(message).encode() + b"\0"
            while data:
                data = data[os.write(self._out, data) :]
        try:
            answer = answers.get(timeout=seconds)
        except queue.Empty:
            raise AssertionError(f"the browser does not answer to {method}") from None
        assert "error" not in answer, f"{method}: {answer.get('error')}"
        result: dict[str, Any] = answer["result"]
        return result

    def _listen(self) -> None:
        for message in _messages(self._in):
            if "id" in message:
                self._answers.pop(message["id"]).put(message)
            else:
                self.events.setdefault(message.get("sessionId"), []).append((message["method"], message["params"]))
        os.close(self._in)


def _messages(source: int) -> Iterator[dict[str, Any]]:
    """The JSON messages, each ended by a NUL, until the other side closes."""
    rest = b""
    while part := os.read(source, 1 << 16):
        *whole, rest = (rest + part).split(b"\0")
        yield from map(json.loads, whole)


@contextmanager
def tab(folder: Path, *flags: str) -> Iterator[Tab]:
    """One tab in a browser of its own, which is closed at the end."""
    with Browser(folder / "profile", *flags) as browser:
        yield browser.tab()
