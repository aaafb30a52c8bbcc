"""/healthz and /readyz."""

from __future__ import annotations

from flask.testing import FlaskClient

from index.errors import IndexDamaged
from tests.api.conftest import problem
from tests.fakes import FakeIndex


def test_alive_whatever_state_the_index_is_in(client: FlaskClient, index: FakeIndex) -> None:
    index.failing = IndexDamaged("x")

    assert client.get("/healthz?probe=1", headers={"Accept": "text/plain"}).get_json() == {"status": "alive"}


def test_ready_says_what_was_checked(client: FlaskClient) -> None:
    assert client.get("/readyz").get_json() == {"ready": True, "checks": {"articles": 3}}


def test_not_ready_is_503_with_the_reasons(client: FlaskClient, index: FakeIndex) -> None:
    index.failing = IndexDamaged("x")
    response = client.get("/readyz")

    body = problem(response)
    assert response.status_code == 503
    assert (body["ready"], body["checks"]) == (False, {"reason": "IndexDamaged"})
    assert response.headers["Retry-After"]
