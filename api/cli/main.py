"""`dateline …` → one command, with errors as one line on stderr and the contract's exit codes.

Nothing heavy is imported here: help and usage errors answer at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from api.cli.articles import articles
from api.cli.ask import ask, search
from api.cli.dates import dates
from api.cli.evaluate import evaluate
from api.cli.ingest import ingest
from api.cli.keep import check, doctor
from api.cli.keys import keys
from api.cli.serve import serve
from api.cli.state import State
from api.cli.timeline import timeline
from api.cli.verify import verify
from api.cli.watch import watch
from index.errors import BadInput, DatelineError, NotReady, TooBusy

DONE, SOME_REJECTED, WRONG_USAGE, NOT_USABLE = 0, 1, 2, 3


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the index (DATELINE_DATA, else ./dateline-data).")
@click.version_option(package_name="dateline", prog_name="dateline")
@click.pass_context
def cli(context: click.Context, data: Path | None) -> None:
    """Answer questions over news articles and prove every answer.

    \b
    dateline ingest articles/            put articles in
    dateline ask "when was it built?"    the answer with its citations
    dateline serve                       the same over HTTP
    """
    context.obj = State(data, os.environ)


for command in (ingest, watch, ask, search, timeline, verify, serve, articles, dates, check, evaluate, keys, doctor):
    cli.add_command(command)


def main() -> None:
    """Run a command and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command: 0 done, 1 some input was rejected, 2 wrong usage, 3 the index or a needed service is not usable."""
    try:
        result = cli.main(arguments, prog_name="dateline", standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        click.echo("dateline: interrupted; what was acknowledged is stored, run the command again to go on", err=True)
        return NOT_USABLE
    except click.ClickException as error:
        error.show()
        return WRONG_USAGE
    except BadInput as error:
        click.echo(f"dateline: {error}", err=True)
        return WRONG_USAGE
    except (NotReady, TooBusy) as error:
        click.echo(f"dateline: {error}", err=True)
        return NOT_USABLE
    except DatelineError as error:
        click.echo(f"dateline: {error}", err=True)
        return NOT_USABLE
    except BrokenPipeError:
        sys.stdout = None  # nobody reads on: nothing more to flush
        return DONE
    return result if isinstance(result, int) else DONE
