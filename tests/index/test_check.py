"""`dateline check`: what it proves of the lineages, and what --repair mends."""

from __future__ import annotations

import json
from pathlib import Path

from index.files import sha256_of
from tests.index.conftest import Opener
from tests.index.lineage.stories import EXACT, WIRE


def test_check_proves_lineages_and_repair_mends_them(open_index: Opener, tmp_path: Path) -> None:
    """A group that was lost from the files is found by grouping anew, and mended for good."""
    index = open_index()
    index.put([WIRE, EXACT])
    assert index.lineage("exact").id == "wire"
    assert index.check().problems == ()
    index.close()
    folder = tmp_path / "data" / "lineage"
    groups = next(folder.glob("seq-*")) / "groups.json"
    groups.write_text("[]")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["groups.json"] = sha256_of(groups)
    (folder / "manifest.json").write_text(json.dumps(manifest))

    index = open_index()
    report = index.check()
    assert (report.sound, [line.split(":")[0] for line in report.problems]) == (False, ["lineages", "lineages"])
    mended = index.check(repair=True)
    assert (mended.sound, mended.repaired) == (True, ("lineages: made again from the catalog",))
    assert index.lineage("exact").id == "wire"
    index.close()
    again = open_index(own=False)
    assert (again.check().problems, again.lineage("exact").id) == ((), "wire")
