// An article id and a span → the article as it is stored, the span marked and in view.

import { format } from "./address.js";
import { byline, original } from "./citation.js";
import { el } from "./dom.js";
import { call } from "./server.js";
import { cut } from "./text.js";

/** {title, body, focus}: the article of a place. Raises Trouble. */
export async function article(place, signal) {
  const found = await call("GET", `/v1/articles/${encodeURIComponent(place.id)}`, { query: [["version", place.version]], signal });
  const wanted = place.start !== "" && place.end !== "";
  const parts = wanted ? cut(found.text, Number(place.start), Number(place.end)) : null;
  const mark = parts && el("mark", { id: "marked", tabindex: "-1", "data-part": "marked", "aria-label": `Cited: ${parts[1]}` }, parts[1]);
  const body = el("article", { class: "story", "data-part": "article" },
    el("p", { class: "back" }, el("a", { href: "#/ask", id: "back" }, el("span", { "aria-hidden": "true" }, "← "), "Back"), el("kbd", { "aria-hidden": "true" }, "Esc")),
    el("p", { class: "byline" }, ...byline(found), found.author && el("span", { dir: "auto" }, found.author)),
    el("h1", { dir: "auto", tabindex: "-1", "data-part": "title" }, found.title || "Untitled"),
    notices(found, place, wanted && !parts),
    el("div", { class: "text", dir: "auto", "data-part": "article-text", lang: found.language || null }, ...(parts ? [parts[0], mark, parts[2]] : [found.text])),
    el("footer", { class: "colophon" }, el("p", {},
      original({ ...found, fragment_url: null }), found.url && " · ",
      `Version ${found.version}`, wanted && parts && ` · characters ${place.start}–${place.end}`, " · ", el("code", {}, found.id),
      " · text ", el("code", {}, found.text_sha256.slice(0, 12)))));
  return { title: found.title || found.id, body, focus: mark || body.querySelector("h1") };
}

function notices(found, place, lost) {
  const told = [];
  if (lost) told.push(["This version has no such place: nothing is marked."]);
  if (!found.current) told.push(["This is the version that was cited; a newer one has taken its place. ", el("a", { href: format({ view: "article", id: found.id }) }, "Read the newer one")]);
  if (["canceled", "withheld"].includes(found.pubstatus)) told.push([`The publisher has marked this article as ${found.pubstatus}.`]);
  return told.map((content) => el("p", { class: "notice" }, ...content));
}
