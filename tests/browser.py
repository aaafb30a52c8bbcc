"""A page → what a real browser makes of it: the findings of axe-core, and whether anything sticks out of a narrow screen. No network."""

from __future__ import annotations

import html
import json
import lzma
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1.min.js.xz"
CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync --disable-dev-shm-usage --virtual-time-budget=20000"
).split()
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
