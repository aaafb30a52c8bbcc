// Keys → moves: to the question, from citation to citation, back. Keys that write into a field are left alone.

import { byId } from "./dom.js";

const STOPS = ".clipping h3 a, .labels > li > p a, .passage h3 a, .articles h2 a";

/** Listen. `back()` leaves an article; `swap()` goes from answer to timeline; `filters()` opens or closes the filters. */
export function listen({ back, swap, filters }) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const writing = event.target.closest?.("input, textarea, select");
    const done = writing ? inField(event, writing, filters) : outside(event, { back, swap, filters });
    if (done) event.preventDefault();
  });
}

function inField(event, field, filters) {
  if (event.key === "Escape") {
    if (!byId("filters").hidden && byId("filters").contains(field)) filters(false);
    else field.blur();
    return true;
  }
  if (event.key === "ArrowDown" && field.id === "question") return move(1);
  return false;
}

function outside(event, { back, swap, filters }) {
  const keys = {
    "/": toQuestion,
    "?": () => { byId("help").showModal(); return true; },
    f: () => { filters(byId("filters").hidden); return true; },
    t: () => { swap(); return true; },
    c: copyFocused,
    Escape: () => { if (!byId("filters").hidden) filters(false); else back(); return true; },
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
  };
  if (/^[1-9]$/.test(event.key)) return toCitation(event.key);
  return keys[event.key]?.() ?? false;
}

function toQuestion() {
  const field = byId("question");
  if (byId("asking").hidden) return false;
  field.focus();
  field.select();
  return true;
}

function toCitation(n) {
  const found = byId(`citation-${n}`)?.querySelector("h3 a");
  found?.focus();
  return Boolean(found);
}

/** To the next or previous stop from where the focus is; false where there is none, so that the page scrolls. */
function move(step) {
  const stops = [...document.querySelectorAll(STOPS)].filter((one) => one.checkVisibility());
  if (!stops.length) return false;
  const here = document.activeElement;
  const at = stops.findIndex((one) => one === here || one.closest("article, li").contains(here));
  if (at >= 0) stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
  else if (step > 0) (stops.find((one) => here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) ?? stops[0]).focus();
  else return toQuestion();
  if (at === 0 && step < 0) return toQuestion();
  return true;
}

function copyFocused() {
  const button = document.activeElement?.closest(".clipping")?.querySelector(".copy");
  button?.click();
  return Boolean(button);
}
