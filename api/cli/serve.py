"""`dateline serve`: the HTTP service over the data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.cli.options import pass_state
from api.cli.state import State

if TYPE_CHECKING:
    from index.index import Index
    from qa.reading.reader import Reader

SAMPLE_QUESTION = "when was the checkpoint installed?"


@click.command(epilog="Example: dateline serve --port 8080   then: curl '127.0.0.1:8080/v1/ask?q=when+was+it+built'")
@click.option("--host", metavar="H", help="Address to listen on (127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), metavar="P", help="Port (8000); 0 takes any free one.")
@click.option("--insecure-no-auth", is_flag=True, help="Allow an address that other machines reach, without keys.")
@click.option("--sample", is_flag=True, help="First put the sample articles in and ask the sample question.")
@pass_state
def serve(state: State, host: str | None, port: int | None, insecure_no_auth: bool, sample: bool) -> None:
    """Serve questions over HTTP until SIGTERM or Ctrl-C."""
    from api import serve as service
    from api.keys import KeyFile
    from api.wiring import make_access, make_app, make_reader, make_writer

    settings = state.settings
    listen = service.Listen(
        host=host or settings.host,
        port=settings.port if port is None else port,
        threads=settings.threads,
        keyed=KeyFile(settings.index.data_dir).exists(),
        insecure_no_auth=insecure_no_auth,
    )
    service.check_host(listen)
    local = service.is_loopback(listen.host)
    access = make_access(settings, always=not local and not insecure_no_auth)
    hosts = settings.hosts if settings.hosts or (local and not insecure_no_auth) else None
    with state.owning() as index:
        if sample:
            show_sample(index, make_reader(settings))
        index.maintain()
        index.warm()
        app = make_app(index, reader=make_reader(settings), writer=make_writer(settings), access=access, hosts=hosts)
        service.serve(app, listen, announce=index.announce, close=index.close)


def show_sample(index: Index, reader: Reader | None = None) -> None:
    """Put the sample articles in, where they are not yet, and print the sample question with its answer."""
    from api.cli.ask import shown_answer
    from api.cli.ingest import put_with_progress
    from api.wire.render import answer_out
    from api.wiring import make_answerer
    from eval.corpus import SAMPLE
    from qa.asked.question import read_question

    put_with_progress(index, [str(SAMPLE / "articles.jsonl")])
    answer = make_answerer(index, reader=reader).answer(read_question(SAMPLE_QUESTION))
    click.echo(
        f'\n$ dateline ask "{SAMPLE_QUESTION}"\n\n{shown_answer(answer_out(answer, "codepoint", index.version).model_dump(mode="json", by_alias=True))}'
    )
