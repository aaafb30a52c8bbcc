"""A tab of a browser → what a hostile text did in it: scripts that ran, requests that left, violations, dialogs, markup that came to life."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browser import Browser, Tab
from tests.safety.payloads import ATTACKER

INSTRUMENT = """
window.ran = (number) => tell("ran " + number);
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => tell("dialog " + name);
document.addEventListener("securitypolicyviolation", (event) => tell(`violation ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
window.alive = (hosts) => {
  const found = [], allowed = hosts.map((host) => new URL("http://" + host).hostname);
  const foreign = new Set("iframe object embed base applet frame frameset portal marquee math animate set foreignobject audio video track source area".split(" "));
  const handlers = /^(on.+|srcdoc|formaction|ping|background|poster|srcset|contenteditable|xlink:href|data-canary)$/;
  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) visit(element.shadowRoot);
      const told = () => found.push(element.cloneNode(false).outerHTML.slice(0, 200));
      if (foreign.has(element.localName)) told();
      for (const { name, value } of element.attributes) {
        if (handlers.test(name)) told();
        if (!["href", "src", "action", "data"].includes(name)) continue;
        let url = null;
        try { url = new URL(value, location.href); } catch { continue; }
        if (url.origin === location.origin && url.protocol === location.protocol && url.protocol !== "javascript:") continue;
        const link = element.localName === "a" && /^https?:$/.test(url.protocol) && !url.username && allowed.includes(url.hostname);
        if (!link) told();
      }
    }
  };
  visit(document);
  if (({}).polluted !== undefined || Object.keys(Object.prototype).length) found.push("Object.prototype: " + Object.keys(Object.prototype));
  if (document.cookie) found.push("cookie: " + document.cookie);
  return found;
};
const bare = (text) => text.normalize("NFC").replace(/[\\s\\p{C}\\ufffd`"'“”]/gu, "");
window.shows = (text, wanted) => bare(text).includes(bare(wanted).slice(0, 24));
"""


@dataclass(slots=True)
class Found:
    """What was seen in one sink. `shown`: payloads that were there to be read, as text; `tried`: those put into it."""

    tried: int = 0
    shown: int = 0
    ran: set[int] = field(default_factory=set)
    left: list[str] = field(default_factory=list)
    """Requests beyond the origin."""
    violations: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    alive: list[str] = field(default_factory=list)

    @property
    def harm(self) -> dict[str, object]:
        """Everything that must not be."""
        told = {"ran": sorted(self.ran), "left": self.left, "violations": self.violations, "dialogs": self.dialogs, "alive": self.alive}
        return {name: value for name, value in told.items() if value}


class Watched:
    """A tab with eyes everywhere; `hosts`: where links may lead."""

    def __init__(self, browser: Browser, hosts: Sequence[str] = ()) -> None:
        self.tab: Tab = browser.tab()
        self.hosts = list(hosts)
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.tab.send(f"{domain}.enable")
        self.tab.send("Runtime.addBinding", name="tell")
        self.tab.send("Page.addScriptToEvaluateOnNewDocument", source=INSTRUMENT)

    def call(self, function: str, *arguments: Any) -> Any:
        """The value of a JavaScript function, promises awaited."""
        return self.tab.run(f"({function})({', '.join(map(json.dumps, arguments))})")

    def alive(self) -> list[str]:
        """Markup in the page as it is now that no page of ours has."""
        found: list[str] = self.call("alive", self.hosts)
        return found

    def found(self, origin: str) -> Found:
        """What the browser told since it was opened, but for `tried`, `shown` and `alive`."""
        seen = Found()
        for name, told in self.tab.events:
            if name == "Runtime.bindingCalled":
                kind, _, rest = told["payload"].partition(" ")
                if kind == "ran":
                    seen.ran.add(int(rest))
                (seen.violations if kind == "violation" else seen.dialogs).append(rest) if kind != "ran" else None
            elif name == "Log.entryAdded" and told["entry"]["source"] == "security":
                seen.violations.append(told["entry"]["text"][:300])
            elif name == "Page.javascriptDialogOpening":
                seen.dialogs.append(told["message"])
            elif name == "Network.requestWillBeSent" and not told["request"]["url"].startswith((f"{origin}/", "data:", "about:", "chrome")):
                seen.left.append(told["request"]["url"][:200])
        return seen


class Attacker:
    """A listener that counts who connects: nothing that the browser does on the network escapes it, prefetching included."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


@contextmanager
def watching(profile: Path) -> Iterator[tuple[Browser, Attacker]]:
    """A browser that takes the attacker's host, and those of the articles, for a listener of ours; what it fetches for itself does not count."""
    attacker = Attacker()
    rules = ", ".join(f"MAP {host} 127.0.0.1:{attacker.port}" for host in (ATTACKER, f"*.{ATTACKER}", "*.example"))
    try:
        with Browser(profile, f"--host-resolver-rules={rules}") as browser:
            yield browser, attacker
    finally:
        attacker.close()


assert ATTACKER.endswith(".invalid")  # never a name of somebody
