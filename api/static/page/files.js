// Chosen or dropped files → article records, in the shapes that the command line reads too; what cannot be read is named with its reason.

const LARGEST = 30 * 1024 * 1024; // bytes; a request may hold 32 MiB

/** The one place where HTML is parsed: into a document of its own, in which no script runs and nothing is loaded. Handlers would not run
 *  there either; they are taken off so that the browser has nothing to report to the policy. */
const rules = { createHTML: (text) => text.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/([\s"'/])on[a-z]+(?=\s*=)/gi, "$1data-off")) };
const inert = globalThis.trustedTypes?.createPolicy("dateline-inert", rules) ?? rules;

const READERS = { txt: plain, md: plain, json, jsonl, ndjson: jsonl, html: page, htm: page };

/** {records: [{place, record}], refused: [{place, reason}]} of one file. */
export async function read(file) {
  const ending = file.name.split(".").at(-1).toLowerCase();
  const reader = file.name.includes(".") ? READERS[ending] : null;
  if (!reader) return refuse(file.name, "only .txt, .md, .json, .jsonl and .html can be read here; the command line reads more");
  if (file.size > LARGEST) return refuse(file.name, "is larger than 30 MiB: use dateline ingest");
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return refuse(file.name, "is not UTF-8 text");
  }
  if (!text.trim()) return refuse(file.name, "is empty");
  try {
    return reader(text, file.name);
  } catch (error) {
    return refuse(file.name, error.message);
  }
}

const refuse = (place, reason) => ({ records: [], refused: [{ place, reason }] });
const whole = (records) => ({ records, refused: [] });

/** The first line that is not empty is the title; the text is kept as it is. */
function plain(text, name) {
  const title = text.split("\n").map((line) => line.trim()).find(Boolean).replace(/^#+\s+/, "");
  return whole([{ place: name, record: { text, title: [...title].slice(0, 1000).join("") } }]);
}

/** An article, a list of articles, or an object that holds the list. */
function json(text, name) {
  const found = parsed(text);
  const listed = Array.isArray(found) ? found : Array.isArray(found?.articles) ? found.articles : null;
  return whole(listed ? listed.map((record, i) => ({ place: `${name}, article ${i + 1}`, record })) : [{ place: name, record: found }]);
}

function jsonl(text, name) {
  const result = { records: [], refused: [] };
  text.split("\n").forEach((line, i) => {
    if (!line.trim()) return;
    try {
      result.records.push({ place: `${name}, line ${i + 1}`, record: parsed(line) });
    } catch (error) {
      result.refused.push({ place: `${name}, line ${i + 1}`, reason: error.message });
    }
  });
  return result;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`is not JSON: ${error.message}`);
  }
}

const FURNITURE = "script, style, template, noscript, nav, header, footer, aside, form, button, figure, iframe, svg, select, dialog, [hidden]";
const BLOCKS = "h1, h2, h3, h4, p, li, blockquote, pre, td, th, dt, dd";

/** The text of a saved page, with what its head says of it. The command line's reader knows more kinds of pages. */
function page(text, name) {
  const found = new DOMParser().parseFromString(inert.createHTML(text), "text/html");
  const meta = (...names) => names.map((one) => found.querySelector(`meta[property="${one}"], meta[name="${one}"]`)?.content?.trim()).find(Boolean);
  const published = meta("article:published_time", "datePublished", "date") ?? found.querySelector("article time[datetime], time[datetime]")?.getAttribute("datetime");
  const address = found.querySelector('link[rel="canonical"]')?.getAttribute("href") ?? meta("og:url");
  const title = meta("og:title") ?? (found.querySelector("h1") ?? found.querySelector("title"))?.textContent.trim();
  const root = found.querySelector("article") ?? found.querySelector("main, [role=main]") ?? found.body;
  root.querySelectorAll(FURNITURE).forEach((one) => one.remove());
  const blocks = [...root.querySelectorAll(BLOCKS)].filter((one) => !one.querySelector(BLOCKS));
  const lines = (blocks.length ? blocks : [root]).map((one) => one.textContent.replace(/\s+/g, " ").trim()).filter(Boolean);
  if (!lines.length) throw new Error("has no text that could be cited");
  const given = { title, source: meta("og:site_name"), author: meta("author"), language: found.documentElement.lang };
  const record = { text: lines.join("\n\n") };
  for (const [member, value] of Object.entries(given)) if (value) record[member] = value;
  if (/^https?:/.test(address ?? "")) record.url = address;
  if (/^\d{4}-\d\d-\d\d/.test(published ?? "")) Object.assign(record, { published_at: published, published_from: "page" });
  return whole([{ place: name, record }]);
}
