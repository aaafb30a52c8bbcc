// Dated statements → a drawing: an axis in time, a mark for each, and beside it the sentence, which leads to its place in the article.

import { bounds, format, ofCitation } from "./address.js";
import { byline } from "./citation.js";
import { el, svg } from "./dom.js";
import { dayNumber, layout, stretch } from "./drawing.js";
import { call } from "./server.js";
import { capital, many } from "./text.js";
import { anchor, degraded, reason, rule } from "./words.js";

const AXIS = 82; // pixels from the left edge of the drawing
const LANE = 11;

/** {title, body, focus, found}: the timeline of a place. Raises Trouble. */
export async function timeline(place, signal) {
  const query = [["q", place.q], ["limit", 40], ...Object.entries(bounds(place)), ...place.sources.map((one) => ["source", one])];
  const found = await call("GET", "/v1/timeline", { query, signal });
  const body = el("div", { class: "timeline", "data-part": "timeline" }, heading(found), found.entries.length > 0 && drawn(found), colophon(found, place));
  return { title: `Timeline: ${place.q}`, body, focus: body.querySelector("h1"), found, spoken: spoken(found) };
}

function heading(found) {
  const says = found.entries.length ? [range(found.entries), span(found)] : reason(found.reason);
  return el("section", { class: "lead" },
    el("p", { class: "kicker", dir: "auto", "data-part": "subject" }, found.subject),
    el("h1", { class: "large", tabindex: "-1" }, says[0]),
    el("p", { class: "confidence" }, says[1]));
}

function range(entries) {
  const [first, last] = [entries[0].date, entries.at(-1).date];
  return first === last ? first : `${first} – ${last}`;
}

function span(found) {
  const { entries, undated, left_out: left } = found;
  const told = [`${capital(many(entries.length, "dated statement"))} on ${found.subject ? `“${found.subject}”` : "everything"}, oldest first.`];
  if (left) told.push(`${capital(many(left, "weaker one is", "weaker ones are"))} left out.`);
  if (undated) told.push(`${capital(many(undated, "statement"))} could not be dated.`);
  return told.join(" ");
}

const spoken = (found) => (found.entries.length ? `Timeline with ${many(found.entries.length, "entry", "entries")}.` : `No timeline. ${reason(found.reason)[0]}`);

function drawn(found) {
  const entries = found.entries.map((entry) => {
    const first = entry.value.start ?? entry.value.end;
    return { entry, first: dayNumber(first), last: dayNumber(entry.value.end ?? first) };
  }).sort((a, b) => a.first - b.first || a.last - b.last);
  const labels = entries.map(({ entry }, i) => label(entry, found, i));
  const list = el("ol", { class: "labels", "data-part": "timeline-labels" }, labels);
  const canvas = svg("svg", { role: "img", "aria-label": `Axis from ${found.entries[0].date} to ${found.entries.at(-1).date} with ${entries.length} marks`, class: "axis", "data-part": "timeline-drawing" });
  const board = el("div", { class: "board" }, canvas, list);
  const key = el("p", { class: "legend", "aria-hidden": "true" },
    legend("mark", "one source"), legend("mark many", "several sources"), legend("mark planned", "planned"), legend("mark disputed", "disputed"));
  const draw = () => { if (board.isConnected && board.clientWidth) redraw(canvas, list, labels, entries); };
  const watch = new ResizeObserver(draw);
  watch.observe(board);
  labels.forEach((one) => watch.observe(one));
  board.addEventListener("focusin", (event) => lit(canvas, labels, event.target.closest(".labels > li")));
  board.addEventListener("mouseover", (event) => lit(canvas, labels, event.target.closest(".labels > li")));
  return [key, board];
}

const legend = (kind, words) => el("span", {},
  svg("svg", { class: "axis sample", width: 14, height: 14, viewBox: "-7 -7 14 14" }, svg("circle", { class: kind, r: kind === "mark many" ? 5.5 : 4 })), ` ${words}`);

function label(entry, found, i) {
  const cited = entry.citations.map((n) => found.citations.find((one) => one.n === n)).filter(Boolean);
  const disputed = entry.disputed_by.map((n) => found.citations.find((one) => one.n === n)).filter(Boolean);
  return el("li", { "data-part": "timeline-entry", "data-i": i, class: [entry.planned && "planned", disputed.length && "disputed"].filter(Boolean).join(" ") || null },
    el("h2", {}, el("time", { datetime: entry.value.start ?? entry.value.end }, entry.date),
      entry.planned && el("small", { class: "quiet" }, "planned then"), disputed.length > 0 && el("small", { class: "grave" }, "disputed")),
    el("p", { dir: "auto" }, el("a", { href: ofCitation(cited[0]), "data-part": "timeline-statement", "data-key": `t${i}` }, entry.statement)),
    el("details", {}, el("summary", {}, says(entry.support)),
      el("p", { class: "how" }, how(entry)),
      el("ul", {}, cited.map((one) => source(one)), disputed.map((one) => source(one, "says it was not then: ")))));
}

function says({ independent_sources: sources, articles, copies }) {
  const told = sources > 1 ? `${sources} independent sources` : articles > 1 ? `${articles} articles of one origin` : "One article";
  return copies && sources > 1 ? `${told}, ${copies} ${copies === 1 ? "copy" : "copies"}` : told;
}

function how(entry) {
  return entry.derivation.map((step) => {
    const words = step.expression ? `“${step.expression}”` : "No day is named";
    return `${words}: ${rule(step.rule)}${step.anchor ? `, counted from ${anchor(step)}` : ""}.`;
  }).join(" ");
}

function source(citation, before = "") {
  return el("li", {}, before, ...byline(citation).flatMap((one) => [one, " "]),
    el("a", { href: ofCitation(citation), "data-part": "title", dir: "auto" }, citation.title || "Untitled"));
}

/** Place the labels by their real heights, and draw axis, ticks, marks and leaders. */
function redraw(canvas, list, labels, entries) {
  const plan = layout(entries, labels.map((one) => one.offsetHeight));
  labels.forEach((one, i) => { one.style.top = `${plan.labels[i]}px`; });
  list.style.height = `${plan.height}px`;
  const bend = AXIS + Math.max(...plan.lanes) * LANE + 10;
  const width = bend + (list.parentElement.clientWidth < 420 ? 16 : 36);
  list.style.marginInlineStart = `${width + 4}px`;
  canvas.setAttribute("width", width);
  canvas.setAttribute("height", plan.height);
  canvas.setAttribute("viewBox", `0 0 ${width} ${plan.height}`);
  const last = Math.max(...entries.map((one) => plan.y(one.last)), plan.y(entries.at(-1).first));
  canvas.replaceChildren(
    ...lines(plan, last),
    ...plan.breaks.flatMap(({ from, to, y0, y1 }) => broken((y0 + y1) / 2, stretch(to - from))),
    ...plan.ticks.flatMap(({ y, label: words, above }) => tick(y, words, above)),
    ...entries.flatMap((one, i) => mark(one, i, plan, bend, width)));
}

/** The axis itself, with a hole at every break. */
function lines(plan, last) {
  const found = [];
  let from = plan.ticks[0]?.y ?? 0;
  from = Math.min(from, plan.y(-Infinity));
  for (const { y0, y1 } of [...plan.breaks].sort((a, b) => a.y0 - b.y0)) {
    const middle = (y0 + y1) / 2;
    found.push(svg("path", { class: "line", d: `M${AXIS} ${from}V${middle - 6}` }));
    from = middle + 6;
  }
  found.push(svg("path", { class: "line", d: `M${AXIS} ${from}V${Math.max(last, from)}` }));
  return found;
}

function broken(y, words) {
  return [
    svg("path", { class: "break", d: `M${AXIS - 7} ${y - 3}l14 -5M${AXIS - 7} ${y + 8}l14 -5` }),
    svg("text", { class: "left-out", x: AXIS - 14, y: y + 4, "text-anchor": "end" }, words),
  ];
}

function tick(y, words, year) {
  return [
    svg("path", { class: "tick", d: `M${AXIS - 5} ${y}H${AXIS}` }),
    svg("text", { class: "tick-label", x: AXIS - 10, y: y + 4, "text-anchor": "end" }, year && svg("tspan", { class: "year" }, `${year} `), words),
  ];
}

function mark({ entry, first, last }, i, plan, bend, width) {
  const x = AXIS + plan.lanes[i] * LANE;
  const [y0, y1] = [plan.y(first), plan.y(last)];
  const to = plan.labels[i] + 11;
  const kinds = ["mark", entry.support.independent_sources > 1 && "many", entry.planned && "planned", entry.disputed_by.length && "disputed"].filter(Boolean).join(" ");
  const r = Math.min(3.5 + entry.support.independent_sources * 0.75, 8);
  return [
    svg("path", { class: "leader", "data-i": i, d: `M${x + r + 2} ${y0}H${bend}C${(bend + width) / 2} ${y0} ${(bend + width) / 2} ${to} ${width} ${to}` }),
    y1 - y0 > 2 && svg("path", { class: `${kinds} during`, "data-i": i, d: `M${x} ${y0}V${y1}` }),
    svg("circle", { class: kinds, "data-i": i, "data-first": first, cx: x, cy: y0, r }),
  ].filter(Boolean);
}

function lit(canvas, labels, label) {
  const i = label ? labels.indexOf(label) : -1;
  for (const one of canvas.querySelectorAll("[data-i]")) one.classList.toggle("lit", Number(one.dataset.i) === i);
}

function colophon(found, place) {
  return el("footer", { class: "colophon" },
    found.degraded.map((name) => el("p", { class: "notice" }, degraded(name))),
    el("p", {}, el("a", { href: format({ ...place, view: "ask" }) }, "Ask it as a question"), ` · ${capital(many(found.index.articles, "article"))} · state `, el("code", {}, found.index.snapshot.slice(0, 12))));
}
