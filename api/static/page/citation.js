// A citation → a clipping: who said it, when, where, the words themselves with what matters marked, and what can be done with it.

import { ofCitation } from "./address.js";
import { announce, el } from "./dom.js";
import { copy, cut, day, link, plain } from "./text.js";
import { read } from "./words.js";

/** `copies`: articles that tell the same story; `expressions`: words in the quotation that gave the date. */
export function clipping(citation, { copies = [], expressions = [] } = {}) {
  const home = ofCitation(citation);
  return el("article", { class: "clipping", "data-part": "citation", "data-n": citation.n, id: `citation-${citation.n}`, "aria-label": `Citation ${citation.n}` },
    el("p", { class: "byline" }, el("span", { class: "n", "aria-hidden": "true" }, String(citation.n)), ...byline(citation)),
    el("h3", { dir: "auto" }, el("a", { href: home, "data-part": "title", "data-key": `c${citation.n}` }, citation.title || "Untitled")),
    el("blockquote", { "data-part": "quote", dir: "auto" }, ...marked(citation.quote, expressions)),
    citation.superseded && el("p", { class: "from" }, "The article has been changed since; this is the version that was cited."),
    el("p", { class: "doing" },
      el("a", { href: home, tabindex: "-1", "aria-hidden": "true" }, "Show in the article"),
      original(citation),
      el("button", { type: "button", class: "copy", onclick: (event) => copied(event.currentTarget, citation) }, "Copy citation")),
    folded(copies));
}

/** Source and day, as far as they are known. */
export function byline({ source, published_at: published, published_from: from }) {
  return [
    source && el("span", { class: "source", "data-part": "source", dir: "auto" }, source),
    published ? el("time", { datetime: published.slice(0, 10) }, day(published)) : el("span", { class: "undated" }, "undated"),
    published && read(from) && el("span", { class: "from" }, `read from its ${from}`),
  ].filter(Boolean);
}

/** A link to where the article was published, where there is one that may be followed. */
export function original({ url, fragment_url: fragment, source }) {
  const target = link(fragment) ?? link(url);
  if (!target) return null;
  return el("a", { href: target, target: "_blank", rel: "noopener noreferrer", "data-part": "link", "aria-label": `Original${source ? ` at ${source}` : ""}, in a new tab` },
    "Original", el("span", { "aria-hidden": "true" }, " ↗"));
}

/** Copies of a story, or others that are not shown in full, folded. */
export function folded(copies, says = copies.length === 1 ? "One more article tells the same story" : `${copies.length} more articles tell the same story`) {
  if (!copies.length) return null;
  return el("details", { class: "copies", "data-part": "copies" },
    el("summary", {}, says),
    el("ul", {}, copies.map((one) => el("li", {},
      el("a", { href: `#/article/${encodeURIComponent(one.article_id)}`, "data-part": "title", dir: "auto" }, one.title || "Untitled"), " ",
      ...spaced(byline(one))))));
}

const spaced = (parts) => parts.flatMap((part) => [part, " "]);

/** The first place of each expression, marked. */
function marked(quote, expressions) {
  for (const words of expressions) {
    const at = words ? quote.indexOf(words) : -1;
    if (at >= 0) return [quote.slice(0, at), el("mark", {}, words), quote.slice(at + words.length)];
  }
  return [quote];
}

/** Text with spans of it, in code points, marked; spans that overlap what was marked before them are left out. */
export function highlighted(text, spans) {
  const parts = [];
  let rest = text;
  let passed = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const found = cut(rest, start - passed, end - passed);
    if (!found) continue;
    parts.push(found[0], el("mark", {}, found[1]));
    rest = found[2];
    passed = end;
  }
  return [...parts, rest];
}

async function copied(button, citation) {
  const done = await copy(reference(citation));
  button.textContent = done ? "Copied" : "The browser does not allow it";
  announce(button.textContent);
  setTimeout(() => { button.textContent = "Copy citation"; }, 2000);
}

/** A citation in one line, to be pasted anywhere. */
export function reference({ quote, title, source, published_at: published, url, article_id: id, version, start, end }) {
  const where = [source, title && `“${title}”`, day(published)].filter(Boolean).join(", ");
  return plain(`“${quote}” — ${[where, link(url)].filter(Boolean).join(". ")} [${id}, version ${version}, characters ${start}–${end}]`);
}
