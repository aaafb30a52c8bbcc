"""Articles written for the tests of checking quotations, and an index of them without a model."""

from __future__ import annotations

from index.model import Article

FERRY = Article(
    "ferry",
    "Ferry back\n\n"
    "The ferry to Brack runs again, the harbour office said on Tuesday. It had been out of service since 2 May, when a rudder broke. "
    "The repair cost 1,200 crowns – a third more than planned – and took five days.\n\n"
    "“We did not expect it to take so long,” said Ann Holt, who runs the line. “It wasn’t the crew’s fault.” She denied that the ferry was "
    "unsafe. The well-known boat carries 30,000 passengers a year… and −5 °C does not stop it.\n\n"
    "Share this",
    "Ferry back",
    url="https://harbour.example/ferry",
    source="Harbour News",
    published_at="2023-05-09",
)
TRAINS = Article(
    "trains",
    "Night trains\n\n"
    "Night trains will run from 3 June 2023. Tickets cost €45, which is 12% less than last year. The operator expects 5 million passengers.\n"
    "Nobody knows whether the old line will ever close. The minister said the plan was good. He said the opposition had no plan at all. "
    "The minister said that he would resign if the plan failed, and that the vote had never been in doubt.",
    "Night trains",
    url="https://courier.example/trains?id=7",
    source="Courier",
    published_at="2023-05-10",
)
WORLD = Article(
    "world",
    "Welt\n\nДождь шёл весь день, сообщили в порту. 渡轮恢复运行，票价不变，港务局星期二表示。\n\n"
    "Le cafe\u0301 de l’e\u0301te\u0301 rouvre mardi, dit le maire. Zu\u00adsam\u00admen\u00adarbeit wurde verein\u00adbart.\n\n"
    "Die ﬁnale Fahrt war schön. It covers 10² metres and 3½ miles; 5′ is not 5″.\n\nعادت العبارة إلى العمل يوم الثلاثاء.",
    "Welt",
    source="Kurier",
    published_at="2023-05-11",
)
CHANGED = [
    Article(
        "vote",
        "Vote\n\nThe council will vote on 4 May. Forty seats are at stake in the town hall.",
        "Vote",
        published_at="2023-05-01",
        updated_at="2023-05-01",
    ),
    Article(
        "vote",
        "Vote\n\nThe council will vote on 11 May. Forty seats are at stake in the town hall.",
        "Vote",
        published_at="2023-05-01",
        updated_at="2023-05-03",
    ),
]
UNDATED = [
    Article("note", "Note\n\nThe lighthouse keeper left his post in the autumn gale.", "Note"),
    Article("note", "Note\n\nThe lighthouse stands empty now.", "Note"),
]
WITHDRAWN = [
    Article("gone", "Gone\n\nThe mayor sold the harbour crane to his brother.", "Gone", published_at="2023-05-01", updated_at="2023-05-01"),
    Article(
        "gone",
        "Gone\n\nThis article was withdrawn by the paper.",
        "Gone",
        published_at="2023-05-01",
        updated_at="2023-05-02",
        pubstatus="withheld",
    ),
]
LATER = Article(
    "later",
    "Later\n\nThe prize goes to a poet from the islands.",
    "Later",
    published_at="2023-05-01",
    embargoed_until="2023-06-01T12:00:00+00:00",
)

ARTICLES = (FERRY, TRAINS, WORLD)
