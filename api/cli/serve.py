"""`dateline serve`: the HTTP service over the data folder."""

from __future__ import annotations

import click

from api.cli.options import pass_state
from api.cli.state import State


@click.command(epilog="Example: dateline serve --port 8080   then: curl '127.0.0.1:8080/v1/ask?q=when+was+it+built'")
@click.option("--host", metavar="H", help="Address to listen on (127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), metavar="P", help="Port (8000); 0 takes any free one.")
@click.option("--insecure-no-auth", is_flag=True, help="Allow an address that other machines reach, without keys.")
@pass_state
def serve(state: State, host: str | None, port: int | None, insecure_no_auth: bool) -> None:
    """Serve questions over HTTP until SIGTERM or Ctrl-C."""
    from api import serve as service
    from api.wiring import make_app

    settings = state.settings
    listen = service.Listen(
        host=host or settings.host,
        port=settings.port if port is None else port,
        threads=settings.threads,
        insecure_no_auth=insecure_no_auth,
    )
    service.check_host(listen)
    with state.owning() as index:
        index.maintain()
        index.warm()
        service.serve(make_app(index), listen, announce=index.announce, close=index.close)
