// The one field with its filters ↔ a place; and the chips that tell what bounds an answer, asked for or understood.

import { byId, el } from "./dom.js";
import { call } from "./server.js";
import { day, days } from "./text.js";

const SAYS = { after: "published from", before: "published until", as_of: "as it stood on" };
let sources = []; // of the filters in the form
let history = []; // what was said before, questions and answers in turn

/** Listen to the form; `go(place)` is called with what is asked for. */
export function listen(go, current) {
  const form = byId("ask-form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    addSource();
    go(asked(current()));
  });
  byId("filters-button").addEventListener("click", () => open(byId("filters").hidden));
  byId("filters-clear").addEventListener("click", () => {
    sources = [];
    for (const name of Object.keys(SAYS)) byId(name).value = "";
    go(asked(current()));
  });
  byId("source").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !byId("source").value.trim()) return;
    event.preventDefault();
    addSource();
    if (byId("question").value.trim()) go(asked(current()));
    else chips(asked(current()));
  });
  byId("chips").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) act(button.dataset, go, current());
  });
}

/** Show the filters, or hide them; `first`: the field to go to. */
export function open(shown, first = "after") {
  byId("filters").hidden = !shown;
  byId("filters-button").setAttribute("aria-expanded", String(shown));
  if (!shown) return byId("filters-button").focus();
  offerSources();
  return byId(first).focus();
}

function addSource() {
  const name = byId("source").value.trim();
  if (name && !sources.includes(name)) sources = [...sources, name];
  byId("source").value = "";
}

/** The place that the form asks for. */
function asked(place) {
  const view = place.view === "timeline" ? "timeline" : "ask";
  const found = { view, q: byId("question").value.trim(), sources, history: view === "ask" ? history : [] };
  for (const name of Object.keys(SAYS)) found[name] = byId(name).value;
  return found;
}

/** Show a place in the form, before anything is found there. */
export function show(place) {
  const bounded = place.view === "ask" || place.view === "timeline";
  byId("asking").hidden = !bounded;
  if (!bounded) return;
  byId("question").value = place.q;
  byId("question").placeholder = place.view === "timeline" ? "A name, a place, an event" : "Ask the articles";
  byId("ask-button").textContent = place.view === "timeline" ? "Draw" : "Ask";
  sources = place.sources;
  for (const name of Object.keys(SAYS)) byId(name).value = place[name];
  settle(place);
}

/** Tell what bounds the answer. `found`: what was answered, if anything; what is asked next is asked in its conversation. */
export function settle(place, found = null) {
  history = place.view === "ask" ? said(place, found) : [];
  chips(place, found);
}

/** Whether the reader has begun to write something else than what was asked at a place. */
export const writing = (place) => document.activeElement === byId("question") && byId("question").value.trim() !== place.q;

const MOST = 20; // utterances; the service looks at 40

function said(place, found) {
  if (!found?.answer) return place.history;
  const before = found.rewritten ?? place.q;
  return [...place.history, before, found.answer.text.slice(0, 1000)].slice(-MOST);
}

function chips(place, found = null) {
  const made = [];
  for (const name of ["after", "before", "as_of"]) if (place[name]) made.push(filter(name, day(place[name])));
  place.sources.forEach((one, i) => made.push(chip({ act: "unsource", i: String(i) }, "asked", ["only ", el("span", { dir: "auto" }, one)], "remove")));
  const window = found?.window;
  if (window?.events) {
    const told = `about ${days(window.events.after, window.events.before)}`;
    const { after, before } = window.events;
    made.push(adjustable({ act: "narrow", after: after ?? "", before: before ?? "" }, [told, el("em", {}, ` from “${window.named.join("”, “")}”`)], `${told}: only articles published then`));
  }
  if (window?.order) made.push(el("li", {}, el("span", { class: "chip inferred", "data-part": "chip" }, window.order === "latest" ? "the latest first" : "the earliest first")));
  for (const words of window?.unresolved ?? []) made.push(adjustable({ act: "edit", field: "as_of" }, [`“${words}” counts from which day?`], `Say from which day “${words}” counts`));
  if (place.history.length || history.length) {
    const last = history.at(-2) ?? place.history.at(-2) ?? "";
    made.push(chip({ act: "afresh" }, "talk", ["following up on ", el("q", { dir: "auto" }, last)], "start afresh instead"));
  }
  byId("chips").replaceChildren(...made);
}

const filter = (name, value) => el("li", { class: "pair" },
  el("button", { type: "button", class: "chip asked", "data-part": "chip", "data-act": "edit", "data-field": name, "aria-label": `${SAYS[name]} ${value}: change` }, `${SAYS[name]} ${value}`),
  el("button", { type: "button", class: "chip asked x", "data-act": "unset", "data-field": name, "aria-label": `Remove: ${SAYS[name]} ${value}` }, "×"));

function chip(data, kind, content, does) {
  return el("li", {}, el("button", { type: "button", class: `chip ${kind}`, "data-part": "chip", ...dataset(data) }, ...content,
    el("span", { class: "unseen" }, `: ${does}`), el("span", { class: "x", "aria-hidden": "true" }, "×")));
}

function adjustable(data, content, label) {
  return el("li", {}, el("button", { type: "button", class: "chip inferred", "data-part": "chip", title: label, ...dataset(data) }, ...content));
}

const dataset = (data) => Object.fromEntries(Object.entries(data).map(([name, value]) => [`data-${name}`, value]));

/** What pressing a chip does. */
function act({ act: name, field, i, after, before }, go, place) {
  if (name === "edit") return open(true, field);
  if (name === "unset") byId(field).value = "";
  if (name === "unsource") sources = sources.filter((_, at) => at !== Number(i));
  if (name === "afresh") history = [];
  if (name === "narrow") {
    byId("after").value = after;
    byId("before").value = before;
    return open(true, "after");
  }
  byId("question").focus();
  if (name === "afresh") return chips({ ...asked(place), history: [] });
  return byId("question").value.trim() ? go(asked(place)) : chips(asked(place));
}

let offered = false;

/** Names of sources to choose from. */
async function offerSources() {
  if (offered) return;
  offered = true;
  try {
    const found = await call("GET", "/v1/articles", { query: [["group", "source"], ["limit", 200]] });
    byId("sources").replaceChildren(...found.groups.filter((one) => one.name).map((one) => el("option", { value: one.name }, `${one.articles} articles`)));
  } catch { /* names can be typed */ }
}

/** What stands on the page before anything is asked. */
export function welcome(view, articles) {
  const none = articles === 0;
  const [title, says] = view === "timeline"
    ? ["What happened when.", "Name a person, a place or an event. Dated statements are put on an axis, each with the sentence that says so."]
    : ["What happened, and who says so?", "Every answer comes with the sentences it rests on. Open one, and it is marked in its article."];
  return el("section", { class: "lead welcome" },
    el("h1", { tabindex: "-1", class: "grand" }, none ? "Nothing to read yet." : title),
    el("p", { class: "confidence" }, none ? "Add articles first: " : says, none && el("a", { href: "#/articles" }, "choose files")),
    !none && el("ul", { class: "hints" },
      el("li", {}, el("kbd", {}, "/"), " takes you to the question."),
      el("li", {}, el("kbd", {}, "↓"), " goes from citation to citation, ", el("kbd", {}, "Enter"), " opens the article, ", el("kbd", {}, "Esc"), " leads back."),
      el("li", {}, "Numbers in an answer lead to the words in the article."),
      el("li", {}, "An address says all that was asked: send it, and others see the same.")));
}

