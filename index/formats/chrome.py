"""Article text → the spans in it that are page furniture and not article: "A+ A-", "Publish:", share bars, the headline said twice.

Texts that were copied from a page bring its furniture along. The stored text keeps it, so that offsets stay true; passages leave it
out. Only whole lines count, and only lines that say nothing else: a sentence is never cut, and when in doubt a line is article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.formats.moments import moment
from index.model import Span

_LONGEST = 160  # code points: a longer line is prose
_HEAD_LINES = 8  # non-blank lines from the top among which a second headline is one
_STAMP_LINES = 15  # non-blank lines from either end among which a publication line is believed

_SITES = r"(?:facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|e-?mail|messenger|viber|vk|copy link|print|flipboard|pocket|instagram|youtube|bluesky|threads|mastodon|link|more|sms)"
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of furniture: a pattern for the whole line (case does not count), lines that are it, and lines that only look like it."""

    name: str
    pattern: str
    examples: tuple[str, ...]
    not_examples: tuple[str, ...]


KINDS = (
    Kind("text size", r"(?:(?:font|text) size:?\s*)?(?=.*[-+−–])a\s*[-+−–]{0,2}(?:[\s/|]*a\s*[-+−–]{0,2}){1,2}|(?:font|text) size:?(?:\s*(?:small|medium|large|[-+]))*",
         ("A+ A-", "A- A+", "A+ A A-", "Text size: A- A+", "Font size", "A+/A-"), ("A", "A-", "A + B", "A-rated bonds fell.")),
    Kind("share bar", rf"(?:share|tweet|follow us)(?: (?:this|the|it|article|story|page|post|news|on|via|with|us|your|friends|by|{_SITES}|[|,&·/•:-])+)*[:!]?"
         rf"|(?:(?:share|post|send|follow us)(?: (?:it|this))? (?:on|via|by|to) {_SITES}(?:(?:,| and|[ |/·•])+ ?{_SITES})*)"
         rf"|{_SITES}(?:[\s|/·•,]+{_SITES})+|(?:print|save|bookmark|copy link|copied|copied!|share|listen|listen to this (?:article|story))",
         ("Share", "SHARE:", "Share this article", "Share on Facebook", "Facebook Twitter WhatsApp", "Share via Email | Print", "Copy link", "Tweet"),
         ("Share prices fell on Monday", "Facebook and Twitter were blocked.", "Print is dying, she said", "X")),
    Kind("advertisement", r"(?:[-–—*\s]*(?:advertisement|sponsored(?: content)?|anzeige|publicité|publicidad)[-–—*\s]*"
         r"|(?:story|article|text) continues (?:below|after) (?:this |the )?ad(?:vertisement)?s?\.?|scroll (?:down )?to continue)",
         ("Advertisement", "- ADVERTISEMENT -", "Story continues below advertisement"), ("The advertisement was withdrawn.",)),
    Kind("pointer", r"(?:read (?:more|also|next|too)|see also|also read|related(?: (?:articles?|stories|news|topics|posts|content))?|more on this(?: story)?|watch(?: also)?|"
         r"don't miss|most read|recommended(?: for you)?|you may also like|you might also like|editor'?s picks|up next)(?:\s*:.{0,120}|\s*[»>→…]*)",
         ("Read more", "Read also: Ferry is back", "Related articles", "SEE ALSO:", "You may also like"), ("Read more than ten books, he said.", "Related to the king, she fled.")),
    Kind("other edition", r"read (?:this (?:article|story) |it )?in [A-Z][\w-]+(?: (?:on|at|here|from) [\w.-]+)?\.?",
         ("Read in Georgian on On.ge.", "Read this article in Spanish", "Read in Russian on SOVA.News."), ("Read in schools, the book was banned.",)),
    Kind("sign-up", r"(?:(?:please )?(?:subscribe|sign up|register|log in|sign in|join|follow us|support us|donate|become a member)(?: (?:now|here|today|free))*[.!]?"
         r"|(?:subscribe|sign up)(?: \w+){0,3} (?:to|for) (?:our|the|my|a|this|free)(?: [\w-]+){0,4} (?:newsletters?|channel|alerts?|updates|briefing)\b.{0,60}"
         r"|(?:click|tap) here(?: to| for)? .{0,80}|already a (?:subscriber|member)\?.{0,40}|enter your e-?mail(?: address)?.{0,20})",
         ("Subscribe", "Sign up for our newsletter", "Subscribe to our Telegram channel", "Sign in", "Click here to read more"), ("Subscribe to that theory and you lose.", "Join hands, he said.")),
    Kind("reading time", r"(?:(?:reading time:?\s*)?(?:about )?\d{1,2}[\s-]?min(?:ute)?s?(?:\.| read| to read)|reading time:?\s*\d{1,2}\s*min(?:ute)?s?\.?)",
         ("3 min read", "Reading time: 4 minutes", "5-minute read"), ("3 min",)),
    Kind("comments", r"(?:\d{1,5} )?comments?(?: \(?\d{1,5}\)?)?|(?:leave|add|post|write) a (?:comment|reply)|(?:view|show|load)(?: all| more)? comments|comments are closed\.?",
         ("Comments", "12 comments", "Leave a comment", "Comments (3)"), ("Comments by the king were cut.",)),
    Kind("copyright", r"(?:©|\(c\)|copyright\b)\s*(?:©\s*)?(?:\d{4}.{0,100}|.{0,100}all rights reserved\.?)|all rights reserved\.?",
         ("© 2023 Harbour News", "Copyright 2023 The Press. All rights reserved.", "All rights reserved."), ("Copyright is a right of authors.",)),
    Kind("feed footer", r"the post .{1,140} (?:appeared first|first appeared) on .{1,80}|\[?continue reading\]?.{0,60}|continue reading .{0,80}|read the full (?:article|story)(?: (?:at|on) .{0,60})?\.?",
         ("The post Ferry is back appeared first on Harbour News.", "Continue reading…"), ("The post was vacant since May.",)),
    Kind("navigation", r"(?:skip to (?:main )?content|home|menu|search|back to top|top|next(?: article)?|previous(?: article)?|(?:home\s*[>»/›]\s*.{1,80}))",
         ("Skip to content", "Back to top", "Home > News > World", "Next article"), ("Home at last, they wept.",)),
    Kind("photo credit", r"\(?(?:photos?|images?|pictures?|foto|credits?)(?: (?:credit|by|via|courtesy(?: of)?))?\s*[:/]\s*[\w@./&' -]{1,60}\)?",
         ("Photo: AFP", "Image credit: Ann Ox / Reuters", "(Photo: Twitter/@office)"), ("Photo: the bridge, built in 1900, was closed on Sunday.",)),
)  # fmt: skip

_FURNITURE = re.compile("|".join(f"(?:{kind.pattern})" for kind in KINDS), re.IGNORECASE)
_STAMP = re.compile(
    r"(?P<label>(?:first )?(?:publish(?:ed)?|posted|date|publication date|published date|date published|released|updated?|last (?:updated|modified|edited)|modified)"
    r"(?: (?:on|at))?)\s*(?:[:|]\s*|\s(?=\S*\d)|\s(?=[a-z]{3,9}\.? \d)|\Z)(?P<value>.*)",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"upd|mod|edit", re.IGNORECASE)
_DAY_ALONE = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTHS},? \d{{4}}|{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})"
    r"(?:[ ,T|–-]*(?:at )?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?)?(?:\s*\(?(?:[A-Z]{0,4}[+-]\d{1,2}(?::?\d\d)?|[A-Z]{2,5}|Z|local time)\)?)?\s*",
    re.IGNORECASE,
)


def chrome_spans(text: str) -> list[Span]:
    """Spans of lines that are furniture, in order, not overlapping; none when nothing else would be left."""
    found = list(_found(text))
    spans = [Span(line.start, line.end) for line, _ in found]
    left = text
    for span in reversed(spans):
        left = left[: span.start] + left[span.end :]
    return spans if any(char.isalnum() for char in left) else []


def without_chrome(text: str) -> str:
    """The text without its furniture: for text that is put together here, where no offsets count yet."""
    for span in reversed(chrome_spans(text)):
        text = text[: span.start].rstrip() + "\n\n" + text[span.end :].lstrip()
    return text.strip()


def published_line(text: str) -> str | None:
    """ISO 8601 of the publication line among the furniture ("Published: 2 May 2023"); a date that could be two days is None."""
    return next((at for _, at in _found(text) if at), None)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    number: int


def _found(text: str) -> Iterator[tuple[_Line, str | None]]:
    """Each line that is furniture, with the publication date that it states."""
    lines = _lines(text)
    headline = lines[0].text if lines else ""
    label: str | None = None  # of the line before, when its date was still to come
    for line in lines:
        waiting, label = label, None
        ends = line.number < _STAMP_LINES or line.number >= len(lines) - _STAMP_LINES
        stamp = _STAMP.fullmatch(line.text) if ends and len(line.text) <= _LONGEST else None
        if waiting and _DAY_ALONE.fullmatch(line.text):
            yield line, None if _CHANGE.search(waiting) else moment(line.text)
        elif stamp and not stamp["value"].strip(" :|-"):
            label = stamp["label"]
            following = lines[line.number + 1].text if line.number + 1 < len(lines) else ""
            if not _CHANGE.search(label) or _DAY_ALONE.fullmatch(following):  # "UPDATE:" alone begins a story
                yield line, None
        elif stamp and (day := _DAY_ALONE.match(stamp["value"])) and _only_stamps(stamp["value"][day.end() :]):
            yield line, None if _CHANGE.search(stamp["label"]) else moment(day[0].strip(" ,|-–"))
        elif _is_furniture(line.text) or (0 < line.number < _HEAD_LINES and _repeats(line.text, headline)):
            yield line, None


def _only_stamps(rest: str) -> bool:
    """What follows a publication date on its line is nothing, or another such stamp ("| Updated: 3 May 2023")."""
    rest = rest.strip(" |,;–-()")
    stamp = _STAMP.fullmatch(rest)
    return not rest or bool(stamp and _DAY_ALONE.fullmatch(stamp["value"].strip(" )")))


def _lines(text: str) -> list[_Line]:
    """The lines that are not blank, with white space around them left out."""
    found: list[_Line] = []
    for match in re.finditer(r"[^\n]+", text):
        raw = match[0]
        bare = raw.strip()
        if bare:
            start = match.start() + len(raw) - len(raw.lstrip())
            found.append(_Line(start, start + len(bare), bare, len(found)))
    return found


@lru_cache(maxsize=4096)
def _is_furniture(line: str) -> bool:
    return len(line) <= _LONGEST and bool(_FURNITURE.fullmatch(line))


def _repeats(line: str, headline: str) -> bool:
    """The headline again; three words at least, since a name may well stand twice."""
    return len(headline.split()) >= 3 and " ".join(line.casefold().split()) == " ".join(headline.casefold().split())
