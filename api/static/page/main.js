// The address → what stands on the page. Leaving a place remembers it, so that going back shows it as it was left.

import { bounds, format, parse } from "./address.js";
import { answered, spoken } from "./answer.js";
import { article } from "./article.js";
import { articles } from "./articles.js";
import * as asking from "./asking.js";
import { announce, byId, el } from "./dom.js";
import * as keyboard from "./keyboard.js";
import { call } from "./server.js";
import { many } from "./text.js";
import { timeline } from "./timeline.js";

const PATIENCE_MS = 150; // until it is said that the answer takes a moment
const REMEMBERED = 30;

const content = byId("content");
const left = new Map(); // address → {shown, scroll, key}
let here = ""; // the address that is shown
let fresh = true; // whether the reader chose this address, rather than going back to it
let visited = 0; // places of ours before this one
let loading = new AbortController();
let holdings = null; // number of articles, once known

/** Go to a place, or load it again where it is shown already. */
function go(place) {
  fresh = true;
  const address = format(place);
  left.delete(address);
  if (address === location.hash) route();
  else location.hash = address;
}

async function route() {
  remember();
  loading.abort();
  loading = new AbortController();
  const { signal } = loading;
  const address = location.hash;
  const place = parse(address);
  const known = fresh ? null : left.get(address);
  fresh = false;
  here = address;
  mark(place);
  if (known) return restore(place, known);
  asking.show(place);
  const patience = setTimeout(() => wait(place), PATIENCE_MS);
  try {
    const shown = await made(place, signal);
    if (!signal.aborted) put(place, shown);
  } catch (error) {
    if (error.name !== "AbortError" && !signal.aborted) put(place, trouble(error, place));
  } finally {
    clearTimeout(patience);
    if (here === address) content.removeAttribute("aria-busy");
  }
  return undefined;
}

async function made(place, signal) {
  if (place.view === "article") return article(place, signal);
  if (place.view === "articles") return articles(place, signal, changed);
  if (!place.q) {
    const body = asking.welcome(place.view, holdings ?? (await count()));
    return { title: "", body, focus: byId("question"), quiet: true };
  }
  if (place.view === "timeline") return timeline(place, signal);
  const body = { question: place.q, ...bounds(place) };
  if (place.sources.length) body.sources = place.sources;
  if (place.history.length) body.history = place.history;
  const found = await call("POST", "/v1/ask", { body, signal });
  const shown = answered(found, place);
  return { title: place.q, body: shown, focus: shown.querySelector("h1"), found, spoken: spoken(found) };
}

/** Put what was made on the page, with the focus where reading starts. */
function put(place, shown) {
  content.replaceChildren(shown.body);
  content.shown = shown;
  document.title = shown.title ? `${shown.title} – dateline` : "dateline";
  asking.settle(place, shown.found);
  if (shown.found) folio(shown.found.index.articles);
  const marked = shown.focus?.id === "marked";
  if (!asking.writing(place)) shown.focus?.focus({ preventScroll: true, focusVisible: false });
  if (marked) shown.focus.scrollIntoView({ block: "center" });
  else scrollTo(0, 0);
  if (!shown.quiet) announce(shown.spoken ?? shown.title);
}

function remember() {
  if (!content.shown || content.shown.failed || here === "") return;
  const key = document.activeElement?.dataset?.key ?? content.pressed ?? "";
  left.delete(here);
  left.set(here, { shown: content.shown, scroll: scrollY, key });
  if (left.size > REMEMBERED) left.delete(left.keys().next().value);
  content.pressed = "";
}

function restore(place, { shown, scroll, key }) {
  content.replaceChildren(shown.body);
  content.shown = shown;
  content.removeAttribute("aria-busy");
  document.title = shown.title ? `${shown.title} – dateline` : "dateline";
  asking.show(place);
  asking.settle(place, shown.found);
  const found = key && content.querySelector(`[data-key="${CSS.escape(key)}"]`);
  (found || shown.focus)?.focus({ preventScroll: true });
  scrollTo(0, scroll);
}

function wait(place) {
  content.setAttribute("aria-busy", "true");
  content.shown = null;
  const says = { article: "Fetching the article …", articles: "Fetching the list …", timeline: "Reading for days …" }[place.view] ?? "Reading …";
  content.replaceChildren(el("p", { class: "waiting", "data-part": "waiting" }, says));
}

function trouble(error, place) {
  console.debug(error);
  const title = error.title ?? "Something went wrong in this page.";
  const detail = error.detail ?? String(error.message ?? "");
  const missing = error.status === 404 && place.view === "article";
  const body = el("section", { class: "lead trouble", "data-part": "error", role: "alert" },
    el("h1", { tabindex: "-1", class: "large" }, missing ? "This article is no longer there." : title),
    el("p", { class: "confidence" }, missing ? "It was deleted, or its id is misspelt." : detail),
    (error.faults ?? []).length > 0 && el("ul", {}, error.faults.map((one) => el("li", {}, el("code", {}, one.field), " ", one.message))),
    error.wait > 0 && el("p", {}, `It may be possible in ${many(error.wait, "second")}.`),
    el("p", { class: "actions" }, el("button", { type: "button", class: "primary", onclick: () => go(place) }, "Try again")),
    error.id && el("p", { class: "says" }, "Request ", el("code", {}, error.id)));
  return { title, body, focus: body.querySelector("h1"), failed: true };
}

function mark(place) {
  for (const one of document.querySelectorAll("[data-section]")) {
    const { section } = one.dataset;
    const current = section === place.view || (section === "articles" && place.view === "article");
    if (current) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
    const bounded = place.view === "ask" || place.view === "timeline";
    if (section !== "articles") one.href = format({ ...(bounded ? { ...place, history: [] } : {}), view: section });
  }
}

/** The index is no longer what it was: nothing that was made from it is shown again. */
function changed() {
  left.clear();
  holdings = null;
  count();
}

async function count() {
  try {
    const found = await call("GET", "/readyz");
    holdings = found.checks?.articles ?? null;
    if (holdings !== null) folio(holdings);
  } catch { /* the page works without the number */ }
  return holdings;
}

function folio(articles) {
  holdings = articles;
  byId("folio").textContent = `${articles.toLocaleString("en")} ${articles === 1 ? "article" : "articles"}`;
}

function back() {
  if (parse(here).view !== "article") return;
  if (visited > 0) history.back();
  else go({ view: "ask" });
}

history.scrollRestoration = "manual";
document.addEventListener("click", (event) => {
  const pressed = event.target.closest?.('a[href^="#/"]');
  if (!pressed || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (pressed.id === "back") {
    event.preventDefault();
    back();
    return;
  }
  content.pressed = pressed.dataset.key ?? "";
  fresh = true;
  if (pressed.getAttribute("href") === location.hash) go(parse(location.hash));
});
addEventListener("hashchange", () => {
  if (!location.hash.startsWith("#/")) return; // the skip link
  visited += fresh ? 1 : 0;
  route();
});
byId("help-button").addEventListener("click", () => byId("help").showModal());
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  content.focus();
});
asking.listen(go, () => parse(location.hash));
keyboard.listen({ back, swap, filters: (shown) => { if (!byId("asking").hidden) asking.open(shown); } });

function swap() {
  const place = parse(here);
  if (place.view !== "ask" && place.view !== "timeline") return;
  go({ ...place, history: [], view: place.view === "ask" ? "timeline" : "ask" });
}

const asked = new URLSearchParams(location.search).get("q");
if (asked && !location.hash) history.replaceState(null, "", `/${format({ view: "ask", q: asked })}`);
else if (!location.hash.startsWith("#/")) history.replaceState(null, "", "/#/ask");
route();
if (holdings === null) count();
document.documentElement.dataset.ready = "true";
