// The articles in the index: the list, files put in with their progress, single articles deleted.

import { format } from "./address.js";
import { byline } from "./citation.js";
import { announce, asked, byId, el } from "./dom.js";
import { read } from "./files.js";
import { Trouble, call } from "./server.js";
import { capital, many } from "./text.js";

const AT_ONCE = 20; // articles in a request: a few seconds of work each time, so that progress shows
const LARGEST = 8 * 1024 * 1024; // characters in a request
const SHOWN = 100; // refusals that are listed one by one

/** {title, body, focus}: the list, for the first source in place. `changed` is called when the index is no longer what it was. Raises Trouble. */
export async function articles(place, signal, changed) {
  const [source = ""] = place.sources;
  const list = el("ol", { class: "articles", "data-part": "articles" });
  const more = el("button", { type: "button", class: "more" }, "Show more");
  const state = { cursor: "", source };
  const page = async () => {
    const found = await call("GET", "/v1/articles", { query: [["limit", 50], ["source", state.source], ["cursor", state.cursor]], signal });
    list.append(...found.articles.map((one) => row(one, changed)));
    state.cursor = found.next_cursor ?? "";
    more.hidden = !state.cursor;
    return found.articles;
  };
  const first = await page();
  more.addEventListener("click", async () => {
    const last = list.lastElementChild;
    more.disabled = true;
    try {
      await page();
      last?.nextElementSibling?.querySelector("a")?.focus();
    } catch (error) {
      announce(error.title ?? "That did not work.");
    }
    more.disabled = false;
  });
  const body = el("div", { class: "holdings" },
    el("section", { class: "lead" },
      el("h1", { tabindex: "-1", class: "large" }, source ? el("span", { dir: "auto" }, source) : "Articles"),
      source && el("p", {}, el("a", { href: "#/articles" }, "All sources"))),
    uploading(changed),
    first.length ? list : el("p", { class: "empty" }, source ? "No article is from this source." : "There are no articles yet. Add some files above: they can be asked about at once."),
    more);
  return { title: "Articles", body, focus: body.querySelector("h1") };
}

function row(one, changed) {
  const name = one.title || one.id;
  return el("li", { "data-part": "article-row", "data-id": one.id },
    el("p", { class: "byline" }, ...byline({ ...one, source: null }), one.source && el("a", { class: "source", href: format({ view: "articles", sources: [one.source] }), dir: "auto", "data-part": "source" }, one.source)),
    el("h2", { dir: "auto" }, el("a", { href: format({ view: "article", id: one.id }), "data-part": "title", "data-key": `a${one.id}` }, name)),
    el("p", { class: "doing" }, el("span", {}, `${one.characters.toLocaleString("en")} characters`), one.version > 1 && el("span", {}, `version ${one.version}`),
      ["canceled", "withheld"].includes(one.pubstatus) && el("span", { class: "grave" }, one.pubstatus),
      el("button", { type: "button", class: "delete", "aria-label": `Delete ${name}`, onclick: (event) => remove(event.currentTarget, one, changed) }, "Delete")));
}

async function remove(button, one, changed) {
  const home = button.closest("li");
  byId("sure-says").textContent = `${one.title || one.id} will be in no answer any more.`;
  if ((await asked(byId("sure"))) !== "yes") return button.focus();
  try {
    await call("DELETE", `/v1/articles/${encodeURIComponent(one.id)}`);
  } catch (error) {
    if (error.status !== 404) {
      home.append(el("p", { class: "notice", role: "alert", "data-part": "error" }, `${error.title} ${error.detail ?? ""}`));
      return button.focus();
    }
  }
  const next = (home.nextElementSibling ?? home.previousElementSibling)?.querySelector("a[data-key]") ?? byId("choose");
  home.remove();
  next?.focus();
  changed();
  return announce("Deleted.");
}

function uploading(changed) {
  const field = el("input", { type: "file", id: "files", multiple: true, accept: ".txt,.md,.json,.jsonl,.ndjson,.html,.htm", class: "unseen", tabindex: "-1", "aria-hidden": "true" });
  const report = el("div", { class: "report", "data-part": "upload-report" });
  const choose = el("button", { type: "button", id: "choose", class: "primary", onclick: () => field.click() }, "Add files");
  const zone = el("section", { class: "drop", "aria-label": "Add articles", "data-part": "drop" },
    choose, field,
    el("p", {}, "or drop them here. ", el("span", { class: "says" }, "Text (the first line is the title), JSON, JSON lines, saved web pages.")),
    report);
  let busy = Promise.resolve();
  const take = (files) => { busy = busy.then(() => put(files, report, changed)); };
  field.addEventListener("change", () => { take([...field.files]); field.value = ""; });
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
  return zone;
}

/** Read the files, send what can be read in portions, and tell what became of each. */
async function put(files, report, changed) {
  if (!files.length) return;
  const says = el("p", { "data-part": "upload-progress" }, "Reading the files …");
  const bar = el("progress", { "aria-label": "Articles put in" });
  const stop = el("button", { type: "button" }, "Stop");
  report.replaceChildren(el("div", { class: "working" }, bar, says, stop));
  let stopped = false;
  stop.addEventListener("click", () => { stopped = true; stop.disabled = true; });
  const read_ = await Promise.all(files.map(read));
  const records = read_.flatMap((one) => one.records);
  const refused = read_.flatMap((one) => one.refused);
  const counts = { added: 0, updated: 0, unchanged: 0 };
  const began = performance.now();
  bar.max = Math.max(records.length, 1);
  let done = 0;
  let failed = null;
  for (const portion of portions(records)) {
    bar.value = done;
    says.textContent = `${done} of ${many(records.length, "article")}${left(done, records.length, performance.now() - began)}`;
    if (stopped) break;
    try {
      note(await sent(portion), portion, counts, refused);
    } catch (error) {
      failed = error;
      break;
    }
    done += portion.length;
  }
  if (done) changed();
  tell(report, { counts, refused, failed, missed: records.slice(done), again: () => put(files, report, changed) });
}

function* portions(records) {
  let portion = [];
  let size = 0;
  for (const one of records) {
    const length = typeof one.record?.text === "string" ? one.record.text.length : 100;
    if (portion.length && (portion.length >= AT_ONCE || size + length > LARGEST)) {
      yield portion;
      [portion, size] = [[], 0];
    }
    portion.push(one);
    size += length;
  }
  if (portion.length) yield portion;
}

/** The outcomes of a portion: when none of it can go in, the service says so with a problem that names every fault. */
async function sent(portion) {
  try {
    return (await call("POST", "/v1/articles", { body: portion.map((one) => one.record) })).articles;
  } catch (error) {
    if (!(error instanceof Trouble) || ![413, 422].includes(error.status) || !error.faults.length) throw error;
    return portion.map((_, position) => ({ position, outcome: "rejected", errors: error.faults.map((one) => inside(one, position)).filter(Boolean) }));
  }
}

function inside({ field, message }, position) {
  const found = /^articles\[(\d+)\]\.?(.*)$/s.exec(field);
  return found && Number(found[1]) === position ? { field: found[2], message } : null;
}

function note(outcomes, portion, counts, refused) {
  for (const { position, outcome, errors } of outcomes) {
    if (outcome !== "rejected") counts[outcome] += 1;
    else refused.push({ place: portion[position].place, reason: errors.map((one) => `${one.field} ${one.message}`.trim()).join("; ") || "was rejected" });
  }
}

function left(done, all, passed) {
  if (!done) return "";
  const seconds = Math.ceil(((all - done) * passed) / done / 1000);
  return seconds > 90 ? `, about ${Math.ceil(seconds / 60)} minutes left` : `, about ${seconds} seconds left`;
}

function tell(report, { counts, refused, failed, missed, again }) {
  const told = Object.entries(counts).filter(([, count]) => count).map(([name, count]) => `${count} ${name}`);
  if (refused.length) told.push(`${refused.length} refused`);
  const says = told.length ? `${capital(told.join(", "))}.` : "Nothing was put in.";
  report.replaceChildren(...[
    el("p", { "data-part": "upload-done", role: "status" }, says),
    (failed || missed.length > 0) && el("p", { class: "notice", role: "alert", "data-part": "error" },
      failed ? `${failed.title} ${failed.detail} ` : "Stopped. ", missed.length ? `${capital(many(missed.length, "article is", "articles are"))} not in yet. ` : "",
      el("button", { type: "button", onclick: again }, "Try again")),
    refused.length > 0 && el("ul", { class: "refused", "data-part": "upload-refused" }, refused.slice(0, SHOWN).map((one) => el("li", {}, el("strong", { dir: "auto" }, one.place), " ", el("span", { dir: "auto" }, one.reason)))),
    refused.length > SHOWN && el("p", {}, `… and ${refused.length - SHOWN} more.`),
  ].filter(Boolean));
  announce(says);
}
