// The part of the address after # ↔ where the reader is: {view, id?, filters…}. A link says all that is needed to see the same again.

const SINGLE = ["q", "after", "before", "as_of", "start", "end", "version"];
const LISTS = { source: "sources", h: "history" };
const VIEWS = new Set(["ask", "timeline", "articles", "article"]);

/** Where an address leads; what cannot be read leads to the question. */
export function parse(hash) {
  const [path, query = ""] = split(hash.replace(/^#\/?/, ""));
  const [view, ...rest] = path.split("/");
  const given = new URLSearchParams(query);
  const place = { view: VIEWS.has(view) ? view : "ask", sources: given.getAll("source"), history: given.getAll("h") };
  for (const name of SINGLE) place[name] = given.get(name) ?? "";
  if (place.view === "article") place.id = decoded(rest.join("/"));
  return place;
}

function split(text) {
  const at = text.indexOf("?");
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a place; empty members are left out. */
export function format(place) {
  const query = new URLSearchParams();
  for (const name of SINGLE) if (place[name] !== undefined && place[name] !== "" && place[name] !== null) query.set(name, place[name]);
  for (const [name, member] of Object.entries(LISTS)) for (const value of place[member] ?? []) query.append(name, value);
  const path = place.view === "article" ? `article/${encodeURIComponent(place.id)}` : place.view;
  const told = query.toString();
  return `#/${path}${told ? `?${told}` : ""}`;
}

/** The place of a cited span in its article. */
export const ofCitation = ({ article_id: id, start, end, version }) => format({ view: "article", id, start, end, version });

/** What a question is bounded by, as the service takes it. */
export function bounds(place) {
  const found = {};
  for (const name of ["after", "before", "as_of"]) if (place[name]) found[name] = place[name];
  return found;
}
