// An Answer of the service → the front page: the answer in large type, how sure and why, how its date was worked out, and who says so.

import { format, ofCitation } from "./address.js";
import { byline, clipping, folded, highlighted } from "./citation.js";
import { el } from "./dom.js";
import { capital, day, days, many } from "./text.js";
import { anchor, because, degraded, reason, rule, sure } from "./words.js";

/** The whole answer. `place`: where the reader is. */
export function answered(found, place) {
  const given = found.answer;
  return el("div", { class: "answer", "data-part": "answer", "data-status": found.status },
    understood(found, place),
    given ? headline(found) : abstention(found),
    given && given.derivation.length > 0 && derivation(found),
    sources(found),
    nearest(found),
    colophon(found, place));
}

function understood(found, place) {
  if (!found.rewritten) return null;
  const alone = format({ ...place, history: [] });
  return el("p", { class: "understood", "data-part": "rewritten" }, "Understood as: ", el("q", { dir: "auto" }, found.rewritten), " ",
    el("a", { href: alone }, "Take it as typed"));
}

function headline(found) {
  const { text, confidence, citations } = found.answer;
  const size = confidence < 0.5 || text.length > 90 ? "long" : text.length > 28 ? "large" : "grand"; // a guess does not shout
  return el("section", { "aria-labelledby": "answer-title", class: "lead" },
    el("p", { class: "kicker", dir: "auto", "data-part": "question" }, found.question),
    el("h1", { id: "answer-title", tabindex: "-1", class: size, dir: "auto" },
      el("span", { "data-part": "answer-text" }, text), markers(citations, found)),
    value(found.answer),
    el("p", { class: "confidence", "data-part": "confidence" },
      el("strong", {}, sure(confidence)), el("span", { class: "odds" }, ` (about ${Math.round(confidence * 100)} in 100). `), because(found)));
}

/** Superscript numbers that lead to the sentence in its article. */
export function markers(numbers, found) {
  return el("sup", { class: "markers" }, numbers.map((n) => {
    const citation = found.citations.find((one) => one.n === n);
    return citation && el("a", { href: ofCitation(citation), "data-part": "marker", "data-key": `m${n}`, "aria-label": `Citation ${n}: ${citation.source ?? "its source"}` }, String(n));
  }));
}

/** The typed value, where it says more than the text does. */
function value({ text, value: typed }) {
  if (!typed) return null;
  const told = typed.start || typed.end ? days(typed.start, typed.end) : "";
  const parts = [typed.duration && `lasting ${typed.duration}`, told && told !== text && told].filter(Boolean);
  return parts.length ? el("p", { class: "value", "data-part": "value" }, parts.join(", ")) : null;
}

function abstention(found) {
  const [says, advice] = reason(found.reason);
  return el("section", { "aria-labelledby": "answer-title", class: "lead" },
    el("p", { class: "kicker", dir: "auto", "data-part": "question" }, found.question),
    el("h1", { id: "answer-title", tabindex: "-1", class: "large abstained", "data-part": "reason", "data-reason": found.reason }, says),
    el("p", { class: "confidence" }, advice));
}

function derivation(found) {
  const steps = [...found.answer.derivation].reverse(); // the service tells the last step first
  return el("section", { class: "derivation", "aria-labelledby": "derivation-title" },
    el("h2", { id: "derivation-title" }, "How the date was worked out"),
    el("ol", { class: "steps", "data-part": "derivation" }, steps.map((step, i) => el("li", {},
      part("The words", "expression", step.expression ? [el("q", { dir: "auto" }, step.expression)] : ["no day is named"], markers([step.citation], found)),
      part("Counted from", "anchor", [anchor(step)]),
      part("Rule", "rule", [rule(step.rule)]),
      part("Gives", "gives", [i === steps.length - 1 ? found.answer.text : handed(steps[i + 1]) ?? given(step, found) ?? "…"])))));
}

const part = (label, name, ...content) => el("div", { class: name }, el("span", { class: "label" }, label), el("span", { "data-part": name }, ...content.flat()));

/** The day that the step before gave, where the next one counts from it. */
const handed = (next) => (/\banchor\b/.test(next.rule) && next.anchor ? anchor(next) : null);

/** The date that the expression of a step stands for, as the passages tell it. */
function given(step, found) {
  const citation = found.citations.find((one) => one.n === step.citation);
  for (const passage of found.passages) {
    if (passage.article_id !== citation?.article_id) continue;
    const date = passage.dates.find((one) => one.expression === step.expression
      && passage.start + one.start >= citation.start && passage.start + one.end <= citation.end);
    if (date) return day(date.value);
  }
  return null;
}

function sources(found) {
  const by = (numbers) => numbers.map((n) => found.citations.find((one) => one.n === n)).filter(Boolean);
  const against = found.alternatives.filter((one) => ["conflicting", "corrected"].includes(one.relation));
  const with_ = found.alternatives.filter((one) => !against.includes(one));
  const shown = new Set();
  const cards = (numbers) => by(numbers).filter((one) => !shown.has(one.n) && shown.add(one.n)).map((one) => card(one, found));
  const sides = [
    found.answer && { title: against.length ? found.answer.text : "Who says so", cards: cards(found.answer.citations), kind: "for" },
    ...against.map((one) => ({ title: one.text, note: one.relation === "corrected" ? "corrected since" : found.answer ? "says otherwise" : "", cards: cards(one.citations), kind: "against" })),
  ].filter((side) => side && side.cards.length);
  const more = with_.map((one) => ({ title: one.text, cards: cards(one.citations), numbers: one.citations }));
  const rest = found.citations.filter((one) => !shown.has(one.n)).map((one) => card(one, found));
  return [
    sides.length > 0 && el("section", { class: `sources ${sides.length > 1 ? "opposed" : "agreed"}`, "data-part": "sources", "aria-label": sides.length > 1 ? "Sources that differ" : "Sources" },
      sides.map((side) => el("div", { class: `side ${side.kind}`, "data-part": side.kind === "for" ? "supporting" : "conflicting" },
        el("h2", {}, el("span", { dir: "auto" }, side.title), side.note && el("small", {}, side.note)),
        el("div", { class: "clippings" }, side.cards)))),
    (more.length > 0 || rest.length > 0) && el("div", { class: "asides" },
      more.length > 0 && el("section", { class: "sources agreed", "data-part": "compatible", "aria-label": "Said less exactly, or in part" },
        el("h2", {}, "Fits with it"),
        el("ul", { class: "fits" }, more.map((one) => el("li", {}, el("span", { dir: "auto" }, one.title), markers(one.numbers, found)))),
        el("div", { class: "clippings" }, more.flatMap((one) => one.cards))),
      rest.length > 0 && el("section", { class: "sources agreed", "aria-label": "Used on the way" },
        el("h2", {}, "Used on the way"),
        el("div", { class: "clippings" }, rest))),
  ];
}

function card(citation, found) {
  const expressions = (found.answer?.derivation ?? []).filter((step) => step.citation === citation.n).map((step) => step.expression);
  const copies = found.passages.filter((one) => one.article_id === citation.article_id).flatMap((one) => one.copies);
  const once = copies.filter((one, i) => copies.findIndex((other) => other.article_id === one.article_id) === i);
  return clipping(citation, { expressions, copies: once });
}

/** The passages themselves: folded under an answer, open without one. */
function nearest(found) {
  if (!found.passages.length) return null;
  return el("details", { class: "nearest", open: !found.answer, "data-part": "nearest" },
    el("summary", {}, el("h2", {}, found.answer ? "The passages that were read" : "The nearest passages")),
    el("ol", {}, found.passages.map((one) => el("li", {}, el("article", { class: "passage", "data-part": "passage" },
      el("p", { class: "byline" }, ...byline(one)),
      el("h3", { dir: "auto" }, el("a", { href: ofCitation(one), "data-part": "title", "data-key": `p${one.rank}` }, one.title || "Untitled")),
      el("p", { class: "text", "data-part": "passage-text", dir: "auto" }, ...highlighted(one.text, one.highlights)),
      el("p", { class: "scores" }, scores(one.scores)),
      folded(one.copies))))),
    folded(found.held_back ?? [], "Near too, but more of a story or outlet that is shown already"));
}

function scores({ dense, lexical, fused, rerank }) {
  const told = [["meaning", dense], ["words", lexical], ["together", fused], ["reader", rerank]];
  return told.filter(([, score]) => score !== null).map(([name, score]) => `${name} ${score.toFixed(2)}`).join(" · ");
}

function colophon(found, place) {
  const { index, timings_ms: timings } = found;
  return el("footer", { class: "colophon" },
    found.degraded.map((name) => el("p", { class: "notice" }, degraded(name))),
    el("p", {}, el("a", { href: format({ ...place, view: "timeline", history: [] }) }, "See it as a timeline"),
      ` · ${capital(many(index.articles, "article"))} searched in ${Math.round(timings.total ?? 0)} ms · state `, el("code", {}, index.snapshot.slice(0, 12))));
}

/** What a screen reader is told when the answer is there. */
export function spoken(found) {
  if (!found.answer) return `No answer. ${reason(found.reason)[0]}`;
  return `${found.answer.text}. ${sure(found.answer.confidence)}. ${capital(many(found.citations.length, "citation"))}.`;
}
