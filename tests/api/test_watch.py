"""`dateline watch` and `dateline ingest URL`: an index that follows a folder and a feed, over a real catalog and a real web server."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import api.wiring
from api.cli import watch as watching
from api.cli.state import State
from api.cli.watch import FeedWatch, FolderWatch
from api.settings import Settings
from index.errors import BadInput, IndexLocked
from index.fetch.client import Fetcher, Rules
from tests.api.test_cli import Terminal, dateline, story  # noqa: F401  # fixtures
from tests.index.fetch.server import Server, reply, serving
from tests.index.formats.layouts import LAYOUTS
from tests.index.formats.test_page import FERRY

TEXT = "The ferry runs again.\n\nIt had been out of service since Tuesday."


def item(number: int, words: str = "It runs.") -> str:
    return f"<item><title>Story {number}</title><link>https://news.example/{number}</link><description>{words}</description></item>"


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Harbour News</title>{''.join(items)}</channel></rss>".encode()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def local_fetcher() -> Fetcher:
    return Fetcher(Rules(refuse=lambda address: None, resolve=lambda host, port: ["127.0.0.1"], any_port=True))


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fetching reaches the server of the test, when it is allowed."""

    def make(settings: Settings, allowed: bool = False) -> Fetcher | None:
        return local_fetcher() if allowed or settings.fetch else None

    monkeypatch.setattr(api.wiring, "make_fetcher", make)


class Watching:
    """Rounds of one watched thing over the data folder of `dateline`."""

    def __init__(self, terminal: Terminal, watched: watching.Watched) -> None:
        self._state = State(terminal._data, {"DATELINE_GENERATION": "off"})
        self.watched, self.stop = watched, threading.Event()

    def round(self) -> int:
        return watching._round(self._state, self.watched, self.stop)


def texts(terminal: Terminal) -> list[str]:
    from index.sources import as_record

    with State(terminal._data, {"DATELINE_GENERATION": "off"}).owning() as index:
        return sorted(as_record(version.article)["text"] for version in index.articles())


def touch(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(time.time_ns(), file.stat().st_mtime_ns + 10_000_000))


# -- a folder -----------------------------------------------------------------------------------------------------------


def test_a_folder_is_followed(dateline: Terminal, tmp_path: Path) -> None:  # noqa: F811
    """New files go in, unchanged ones are not read again, a changed one takes the place of its earlier self."""
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    touch(folder / "a.txt", TEXT)
    touch(folder / "deep" / "b.json", '{"id": "b", "text": "First."}')
    one = Watching(dateline, FolderWatch(folder, {}, quiet_s=0))

    assert one.round() == 0
    assert texts(dateline) == ["First.", TEXT]
    assert list(one.watched.changes(one.stop)) == []

    touch(folder / "a.txt", "The ferry is late.")
    touch(folder / "deep" / "b.json", '{"id": "b", "text": "Second."}')
    touch(folder / "c.md", "---\ntitle: C\n---\nThird.")
    assert one.round() == 0
    assert texts(dateline) == ["Second.", "The ferry is late.", "Third."]

    (folder / "c.md").unlink()
    assert one.round() == 0
    assert "Third." in texts(dateline)


def test_a_text_that_stands_in_two_files_stays_when_one_changes(dateline: Terminal, tmp_path: Path) -> None:  # noqa: F811
    """Only what no file holds any more is deleted."""
    folder = tmp_path / "in"
    folder.mkdir()
    touch(folder / "a.txt", TEXT)
    touch(folder / "b.txt", TEXT)
    one = Watching(dateline, FolderWatch(folder, {}, quiet_s=0))
    one.round()
    touch(folder / "a.txt", "Another one.")
    one.round()

    assert texts(dateline) == ["Another one.", TEXT]


def test_a_changed_description_is_read_with_its_files(dateline: Terminal, tmp_path: Path) -> None:  # noqa: F811
    """A new metadata.jsonl makes new versions."""
    folder = tmp_path / "in"
    folder.mkdir()
    touch(folder / "a.txt", TEXT)
    one = Watching(dateline, FolderWatch(folder, {}, quiet_s=0))
    one.round()
    touch(folder / "metadata.jsonl", '{"file": "a.txt", "published_at": "2023-05-05"}')
    one.round()

    dateline._capsys.readouterr()
    (listed,) = dateline.json("articles", "list")["articles"]
    assert listed["published_at"] == "2023-05-05"


def test_bad_files_are_named_once_and_the_rest_goes_in(dateline: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: F811
    """A file that cannot be read is not named in every round, and is read again when it changes."""
    folder = tmp_path / "in"
    folder.mkdir()
    touch(folder / "a.json", "{broken")
    touch(folder / "b.txt", TEXT)
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    one = Watching(dateline, FolderWatch(folder, {}, quiet_s=0))

    assert one.round() == 1
    assert "a.json: not JSON" in capsys.readouterr().err
    assert one.round() == 0
    touch(folder / "a.json", '{"text": "Mended."}')
    assert one.round() == 0
    assert texts(dateline) == ["Mended.", TEXT]


def test_a_file_that_is_being_written_waits(dateline: Terminal, tmp_path: Path) -> None:  # noqa: F811
    """What changed less than a moment ago is left for the next round."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    watched = FolderWatch(tmp_path / "a.txt", {}, quiet_s=0.4)

    assert list(watched.changes(threading.Event())) == []
    time.sleep(0.5)
    assert len(list(watched.changes(threading.Event()))) == 1


def test_what_was_not_stored_is_tried_again(dateline: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """While another command holds the index nothing is lost."""
    touch(tmp_path / "a.txt", TEXT)
    one = Watching(dateline, FolderWatch(tmp_path / "a.txt", {}, quiet_s=0))

    def locked(settings: Settings, *, own: bool) -> object:
        raise IndexLocked("another command holds it")

    with monkeypatch.context() as patch:
        patch.setattr(api.wiring, "open_index", locked)
        with pytest.raises(IndexLocked):
            one.round()
    assert one.round() == 0
    assert texts(dateline) == [TEXT]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_runs_until_it_is_asked_to_end(dateline: Terminal, tmp_path: Path, number: signal.Signals) -> None:  # noqa: F811
    """It takes in what comes while it runs, ends with 0 on a signal, and leaves the handlers as they were."""
    folder = tmp_path / "in"
    folder.mkdir()
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    def act() -> None:
        time.sleep(0.5)
        touch(folder / "a.txt", TEXT)
        os.utime(folder / "a.txt", (1, time.time() - 10))
        time.sleep(1.5)
        os.kill(os.getpid(), number)

    actor = threading.Thread(target=act)
    actor.start()
    start = time.monotonic()
    out = dateline("watch", str(folder), "--every", "0.2")
    actor.join()

    assert "1 added" in out
    assert time.monotonic() - start < 15
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
    assert texts(dateline) == [TEXT]


def test_one_look_tells_what_was_wrong_by_its_exit_code(dateline: Terminal, tmp_path: Path) -> None:  # noqa: F811
    """--once is for cron."""
    folder = tmp_path / "in"
    folder.mkdir()
    touch(folder / "a.txt", TEXT)

    assert "1 added" in dateline("watch", str(folder), "--once")
    assert "1 unchanged" in dateline("watch", str(folder), "--once")
    touch(folder / "b.json", "{")
    dateline("watch", str(folder), "--once", code=1)
    assert "b.json: not JSON" in dateline.err
    dateline("watch", str(tmp_path / "nowhere"), code=2)
    assert "no such file or folder" in dateline.err


# -- a feed -------------------------------------------------------------------------------------------------------------


def test_a_feed_is_followed_with_conditional_requests(dateline: Terminal, server: Server) -> None:  # noqa: F811
    """New entries go in, changed ones become versions, an unchanged feed is asked for and not sent."""
    state = {"tag": "1", "body": rss(item(1), item(2))}

    def answer(connection: socket.socket, head: bytes) -> None:
        same = f'if-none-match: "{state["tag"]}"'.encode() in head.lower()
        tag = f'"{state["tag"]}"'
        connection.sendall(
            reply("304 Not Modified", ETag=tag) if same else reply("200 OK", state["body"], Content_Type="application/rss+xml", ETag=tag)
        )  # type: ignore[arg-type]

    server.paths["/feed"] = answer
    one = Watching(dateline, FeedWatch(server.url("/feed"), {}, local_fetcher()))
    one.round()
    assert texts(dateline) == ["It runs.", "It runs."]
    assert list(one.watched.changes(one.stop)) == []

    state |= {"tag": "2", "body": rss(item(1, "It is late."), item(2), item(3))}
    one.round()
    assert texts(dateline) == ["It is late.", "It runs.", "It runs."]
    dateline._capsys.readouterr()
    assert {article["source"] for article in dateline.json("articles", "list")["articles"]} == {"Harbour News"}


def test_a_feed_that_fails_is_asked_again(dateline: Terminal, server: Server) -> None:  # noqa: F811
    """An error is told with its address, and nothing is remembered of it."""
    server.paths["/feed"] = reply("503 Busy")
    one = Watching(dateline, FeedWatch(server.url("/feed"), {}, local_fetcher()))
    with pytest.raises(BadInput, match=r"/feed: .*answers 503"):
        one.round()
    server.paths["/feed"] = reply("200 OK", rss(item(1)), Content_Type="text/xml")
    one.round()

    assert texts(dateline) == ["It runs."]


def test_watching_an_address_needs_permission(dateline: Terminal, server: Server, local: None) -> None:  # noqa: F811
    """Without it nothing is asked, and the way to allow it is told."""
    dateline("watch", server.url("/feed"), "--once", code=2)

    assert "--allow-fetch or DATELINE_FETCH=on" in dateline.err
    assert server.requests == []


# -- ingest URL ---------------------------------------------------------------------------------------------------------


def test_an_address_is_fetched_when_that_is_allowed(
    dateline: Terminal,  # noqa: F811
    server: Server,
    local: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page becomes an article at its address; off by default, on by option and by setting; an error is a rejection."""
    layout: Callable[..., str] = LAYOUTS[0].page
    server.paths["/world/ferry-runs-again"] = reply("200 OK", layout(FERRY).encode(), Content_Type="text/html")
    url = server.url("/world/ferry-runs-again", "news.example")

    dateline("ingest", url, code=1)
    assert "fetching addresses is off: allow it with --allow-fetch or DATELINE_FETCH=on" in dateline.err
    assert server.requests == []

    assert "1 added" in dateline("ingest", url, "--allow-fetch")
    monkeypatch.setenv("DATELINE_FETCH", "on")
    assert "1 unchanged" in dateline("ingest", url)
    (listed,) = dateline.json("articles", "list")["articles"]
    assert (listed["url"], listed["published_from"], listed["source"]) == (FERRY.url, "json-ld", "Harbour News")

    report = dateline.json("ingest", server.url("/gone"), "file:///etc/passwd", "http://127.0.0.1:22x/", code=1)
    assert [one["reason"].split(";")[0] for one in report["rejections"]] == [
        f"{server.url('/gone')} answers 404 Not Found",
        "the address 'file:///etc/passwd' is not http or https",
        "the address 'http://127.0.0.1:22x/' names no host that can be read",
    ]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://localhost/", "http://2130706433/"]
)
def test_permission_does_not_open_the_own_network(dateline: Terminal, url: str) -> None:  # noqa: F811
    """With the rules that users have, inner addresses are refused whatever is allowed."""
    dateline("ingest", url, "--allow-fetch", code=1)

    assert "rejected" in dateline.err
    assert "public internet" in dateline.err or "read differently" in dateline.err
