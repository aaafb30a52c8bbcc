/*
 * A script tag → a question field on any page, whose answers show their proof.
 *
 *   <script src="https://news.example/widget.js" data-title="Ask our archive" async></script>
 *
 * Plain ES2020, nothing to build and nothing else to load: no cookie, no storage, no key, no markup made from text. All text from
 * elsewhere goes through `text` and all addresses through `address`. Attributes and custom properties: docs/widget.md.
 */
(() => {
  "use strict";

  // A page can hide members of `document` behind its own markup (<img name="currentScript">), so they are taken from the prototype.
  const member = (name) => Object.getOwnPropertyDescriptor(Document.prototype, name).get.call(document);
  const create = Document.prototype.createElement.bind(document);
  const createIn = Document.prototype.createElementNS.bind(document);
  const listen = (target, type, heard, capture = false) => EventTarget.prototype.addEventListener.call(target, type, heard, capture);
  const send = window.fetch.bind(window);

  const script = member("currentScript");
  if (!(script instanceof HTMLScriptElement)) {
    console.error("dateline: widget.js is a classic script: load it with <script src>, not as a module");
    return;
  }
  const api = new URL("v1/ask", script.src).href;
  const option = (name, otherwise = "") => script.getAttribute("data-" + name) || otherwise;

  const TIMEOUT_MS = 60000;
  const MOST_HISTORY = 40; // utterances, as the service takes
  const MOST_QUESTION = 2000; // characters, as the service takes

  /** Everything the widget says. `data-words` replaces any of it, as a JSON object; {n} and the like are filled in. */
  const WORDS = {
    title: "Ask the articles",
    open: "Ask a question",
    close: "Close",
    fresh: "Start again",
    log: "Questions and answers",
    intro: "Ask about what the articles say. Every answer quotes them, and says so when they do not tell.",
    label: "Your question",
    placeholder: "When did it begin?",
    ask: "Ask",
    asked: "You asked",
    busy: "Looking in the articles …",
    answer: "Answer",
    sure_certain: "Almost certainly right",
    sure_very: "Very likely right",
    sure_likely: "Likely right",
    sure_rather: "More likely right than not",
    sure_uncertain: "Uncertain",
    sure_guess: "Little more than a guess",
    sure_figure: "estimated chance {n}",
    rewritten: "Understood as",
    derived: "How this was worked out",
    anchored: "counted from {day}",
    also: "Also told, and it fits",
    but: "Told differently",
    corrected: "Corrected later",
    support_one: "Said by one article",
    support_many: "Said by {n} articles",
    sources_many: "from {n} independent sources",
    copies: "copies among them: {n}",
    sources: "Sources",
    source: "Source {n}",
    untitled: "Untitled article",
    undated: "no date",
    context: "Show it in its passage",
    passage: "Show the passage",
    new_window: "opens in a new tab",
    near: "Nearest passages",
    no_evidence: "The articles say nothing about this.",
    weak_evidence: "Some passages come near, but none of them answers this.",
    conflicting: "The articles disagree, so there is no answer to give. Read what each of them says.",
    out_of_range: "No article from the time in question tells of this.",
    unsupported_question: "This kind of question cannot be answered from quotations. Ask who, what, when, where or how many.",
    abstained: "There is no answer in these articles.",
    unresolved: "“{words}” was not understood as a time: name the days instead.",
    degraded: "Parts of the search are not available at the moment, so the answer may be less good than usual.",
    again: "Try again",
    unreachable: "The answers cannot be reached. Check your connection and try again.",
    timeout: "This took too long. Try again.",
    limited: "Too many questions were asked in a short time.",
    unavailable: "The answers are not available at the moment.",
    wait: "You can try again in {n} s.",
    waited: "You can try again now.",
    forbidden: "This page may not ask here. Please tell the owners of the site.",
    refused: "This question cannot be asked.",
    broken: "Something went wrong while answering. Try again later.",
  };

  const words = (() => {
    const chosen = Object.assign(Object.create(null), WORDS, { title: option("title", WORDS.title), open: option("label", WORDS.open) });
    for (const name of ["intro", "placeholder"]) chosen[name] = option(name, chosen[name]);
    try {
      for (const [name, said] of Object.entries(JSON.parse(option("words", "{}")))) {
        if (name in WORDS && typeof said === "string") chosen[name] = said;
        else console.warn(`dateline: data-words has "${name}", which is not one of ${Object.keys(WORDS).join(", ")}`);
      }
    } catch (error) {
      console.warn("dateline: data-words is not a JSON object", error);
    }
    return chosen;
  })();
  const say = (name, filled) => words[name].replace(/\{\w+\}/g, () => String(filled));

  // ---- what comes from elsewhere ----

  const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u2028-\u202e\u2066-\u2069\ufeff]|\udb40[\udc00-\udc7f]/g;
  /** A string to show: without controls, and without characters that turn the text around them about. */
  const text = (value) => (typeof value === "string" ? value.replace(UNSEEN, "") : "");
  const own = (value, name) =>
    value !== null && typeof value === "object" && Object.prototype.hasOwnProperty.call(value, name) ? value[name] : undefined;
  const list = (value, name) => {
    const found = own(value, name);
    return Array.isArray(found) ? found.filter((one) => one !== null && one !== undefined) : [];
  };
  const whole = (value) => (Number.isInteger(value) ? value : -1);

  /** The address when a reader may follow it: http or https, without a name and password in it; else null. */
  const address = (...choices) => {
    for (const choice of choices) {
      try {
        const url = new URL(choice);
        if (/^https?:$/.test(url.protocol) && url.hostname && !url.username && !url.password) return url;
      } catch (error) {
        // not an address: the next one
      }
    }
    return null;
  };

  const language = option("lang", "en");
  const days = language === "en" ? "en-GB" : language; // 23 April 2023, as the answers write it
  const day = (value) => {
    const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(text(value));
    if (!match) return "";
    const found = new Date(Date.UTC(+match[1], match[2] - 1, +match[3]));
    try {
      return new Intl.DateTimeFormat(days, { dateStyle: "long", timeZone: "UTC" }).format(found);
    } catch (error) {
      return match[0];
    }
  };

  // ---- elements ----

  /** An element with attributes (null: left out) and children (strings become text nodes; null: left out). */
  const el = (tag, attributes, ...children) => {
    const made = create(tag);
    for (const [name, value] of Object.entries(attributes || {})) if (value !== null) made.setAttribute(name, value);
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  };
  /** Text from elsewhere, kept apart from the direction of what stands around it. */
  const foreign = (value, tag = "bdi", attributes = {}) => el(tag, { dir: "auto", ...attributes }, text(value));
  const button = (attributes, heard, ...children) => {
    const made = el("button", { type: "button", ...attributes }, ...children);
    listen(made, "click", heard);
    return made;
  };
  const icon = (path) => {
    const svg = createIn("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" })) svg.setAttribute(name, value);
    const line = createIn("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };
  const ICONS = {
    ask: "M4 5h16v11h-9l-4 4v-4H4zM8 9h8M8 12h5",
    close: "M6 6l12 12M18 6L6 18",
    fresh: "M5 12a7 7 0 1 0 2.2-5.1M5 4v4h4",
  };

  // ---- an answer as elements ----

  const SURE = [
    [0.95, "sure_certain"],
    [0.85, "sure_very"],
    [0.7, "sure_likely"],
    [0.5, "sure_rather"],
    [0.35, "sure_uncertain"],
    [0, "sure_guess"],
  ];
  /** The words for a confidence (0 to 1): the service's figure is an estimate of how often such answers are right. */
  const sureness = (confidence) => {
    if (typeof confidence !== "number" || !(confidence >= 0 && confidence <= 1)) return null;
    const name = SURE.find(([least]) => confidence >= least)[1];
    const figure = new Intl.NumberFormat(language, { style: "percent" }).format(confidence);
    return el("p", { class: "sure " + name }, say(name), " ", el("small", {}, `(${say("sure_figure", figure)})`));
  };

  /** Source, day and the site it leads to. */
  const origin = (record, url) => {
    const parts = [own(record, "source"), day(own(record, "published_at")) || say("undated"), url && url.hostname];
    return el("p", { class: "origin" }, ...parts.filter(Boolean).flatMap((part, at) => [at ? " · " : null, foreign(part)]));
  };

  const heading = (record, url) => {
    const title = foreign(text(own(record, "title")) || say("untitled"));
    if (!url) return el("p", { class: "title" }, title);
    const link = el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, title, el("span", { class: "away" }, ` (${say("new_window")})`));
    return el("p", { class: "title" }, link);
  };

  /** Text with spans of it marked; spans count UTF-16 units of `value` and are in order. */
  const marked = (value, spans) => {
    const shown = el("blockquote", { dir: "auto" });
    let at = 0;
    for (const [start, end] of spans.filter(([start, end]) => 0 <= start && start < end && end <= value.length)) {
      if (start < at) continue;
      shown.append(text(value.slice(at, start)), el("mark", {}, text(value.slice(start, end))));
      at = end;
    }
    shown.append(text(value.slice(at)));
    return shown;
  };

  /** The passage around a quotation, folded; null where the reply does not bring one that holds more than the quotation. */
  const context = (citation, passages) => {
    const [start, end] = [whole(own(citation, "start")), whole(own(citation, "end"))];
    const around = passages.find(
      (one) =>
        own(one, "article_id") === own(citation, "article_id") &&
        own(one, "version") === own(citation, "version") &&
        whole(own(one, "start")) <= start &&
        end <= whole(own(one, "end")) &&
        end - start < String(own(one, "text")).length,
    );
    if (!around || typeof own(around, "text") !== "string") return null;
    const from = whole(own(around, "start"));
    return el("details", {}, el("summary", {}, say("context")), marked(own(around, "text"), [[start - from, end - from]]));
  };

  const cited = (citation, passages) => {
    const url = address(own(citation, "fragment_url"), own(citation, "url"));
    const quote = own(citation, "quote");
    const quoted = foreign(typeof quote === "string" ? quote : "", "blockquote");
    return el("li", { value: String(whole(own(citation, "n"))), tabindex: "-1" }, heading(citation, url), origin(citation, url), quoted, context(citation, passages));
  };

  const near = (passage) => {
    const url = address(own(passage, "url"));
    const value = own(passage, "text");
    const spans = list(passage, "highlights").map((span) => [whole(own(span, "start")), whole(own(span, "end"))]);
    const shown = marked(typeof value === "string" ? value : "", spans);
    return el("li", {}, heading(passage, url), origin(passage, url), el("details", {}, el("summary", {}, say("passage")), shown));
  };

  /** What a reply says, as elements: the answer with its proof, or that there is none. `announce`: the same in one line, to be read out. */
  const shown = (reply) => {
    const claim = own(reply, "answer");
    const passages = list(reply, "passages");
    const notes = [
      ...list(own(reply, "window"), "unresolved").map((one) => say("unresolved", text(one))),
      ...(list(reply, "degraded").length ? [say("degraded")] : []),
    ].map((note) => el("p", { class: "note", dir: "auto" }, note));
    const rewritten = text(own(reply, "rewritten"));
    const understood = rewritten && el("p", { class: "origin" }, say("rewritten") + ": ", foreign(rewritten));
    if (own(reply, "status") !== "answered" || !claim) {
      const reason = text(own(reply, "reason"));
      const why = say(["no_evidence", "weak_evidence", "conflicting", "out_of_range", "unsupported_question"].includes(reason) ? reason : "abstained");
      const nearest = passages.slice(0, 3).map(near);
      return {
        announce: why,
        parts: [understood, el("p", { class: "abstained" }, why), ...notes, ...(nearest.length ? [el("h4", {}, say("near")), el("ul", { class: "cited" }, ...nearest)] : [])],
      };
    }
    const items = new Map(list(reply, "citations").map((citation) => [whole(own(citation, "n")), cited(citation, passages)]));
    const references = (numbers) =>
      numbers
        .map((number) => [number, items.get(number)])
        .filter(([, item]) => item)
        .map(([number, item]) => button({ class: "reference", "aria-label": say("source", number) }, () => item.focus(), `[${number}]`));
    const said = (claimed) => [foreign(own(claimed, "text")), " ", ...references(list(claimed, "citations"))];
    const sure = sureness(own(claim, "confidence"));
    const steps = list(claim, "derivation").map((step) => {
      const anchor = day(own(step, "anchor"));
      const rule = [text(own(step, "rule")), anchor && say("anchored", anchor)].filter(Boolean).join(", ");
      return el("li", {}, "“", foreign(own(step, "expression")), "”: ", foreign(rule), " ", ...references([own(step, "citation")]));
    });
    const relations = { compatible: "also", corrected: "corrected" };
    const others = list(reply, "alternatives").map((other) => {
      const relation = own(relations, own(other, "relation")) || "but";
      return el("li", { class: relation }, say(relation) + ": ", ...said(other));
    });
    return {
      announce: [say("answer") + ": " + text(own(claim, "text")), sure && sure.firstChild.textContent, support(own(reply, "support"))].filter(Boolean).join(". "),
      parts: [
        understood,
        el("p", { class: "answer" }, ...said(claim)),
        sure,
        others.length ? el("ul", { class: "others" }, ...others) : null,
        el("p", { class: "origin" }, support(own(reply, "support"))),
        ...notes,
        steps.length ? el("details", {}, el("summary", {}, say("derived")), el("ul", {}, ...steps)) : null,
        el("h4", {}, say("sources")),
        el("ol", { class: "cited" }, ...items.values()),
      ],
    };
  };

  const support = (found) => {
    const count = (name) => Math.max(0, whole(own(found, name)));
    if (!count("articles")) return "";
    if (count("articles") === 1) return say("support_one");
    return [
      say("support_many", count("articles")),
      count("independent_sources") > 1 ? say("sources_many", count("independent_sources")) : "",
      count("copies") ? say("copies", count("copies")) : "",
    ]
      .filter(Boolean)
      .join(", ");
  };

  // ---- asking ----

  /** Why there is no reply: `says` for people, `wait_s` until asking again makes sense. */
  class Failure extends Error {
    constructor(says, wait_s = 0) {
      super(says);
      this.wait_s = wait_s;
    }
  }

  const pieces = (name) =>
    option(name)
      .split("|")
      .map((one) => one.trim())
      .filter(Boolean);

  const request = (question, history) => {
    const body = Object.assign(Object.create(null), { question, k: 5, offset_unit: "utf16" });
    if (history.length) body.history = history;
    if (option("sources")) body.sources = pieces("sources");
    const today = new Date();
    const local = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    for (const name of ["after", "before", "as-of"]) {
      const given = option(name);
      if (given) body[name.replace("-", "_")] = given === "today" ? local : given;
    }
    return JSON.stringify(body);
  };

  /** The reply to a question. Raises Failure. */
  const fetched = async (question, history) => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
    // an object without a prototype: what a page hangs on Object.prototype is no option of this request
    const settings = Object.assign(Object.create(null), {
      method: "POST",
      headers: [["Content-Type", "application/json"], ["Accept", "application/json"]],
      body: request(question, history),
      mode: "cors",
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: controller.signal,
    });
    try {
      const response = await send(api, settings);
      const body = await response.text();
      if (response.ok) return JSON.parse(body);
      throw refusal(response, body);
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (error instanceof SyntaxError) throw new Failure(say("broken"));
      if (controller.signal.aborted) throw new Failure(say("timeout"));
      if (new URL(api).origin !== location.origin) {
        console.warn(`dateline: no reply from ${api}. If it runs, ${location.origin} may be missing from its DATELINE_WIDGET_ORIGINS.`);
      }
      throw new Failure(say("unreachable"));
    } finally {
      clearTimeout(timer);
    }
  };

  const refusal = (response, body) => {
    const { status } = response;
    const given = parseInt(response.headers.get("Retry-After"), 10);
    const wait = Math.min(600, Math.max(1, Number.isFinite(given) ? given : 5));
    if (status === 429) return new Failure(say("limited"), wait);
    if (status === 502 || status === 503 || status === 504) return new Failure(say("unavailable"), wait);
    if (status === 401 || status === 403) {
      console.warn(`dateline: ${location.origin} may not ask ${api}; DATELINE_WIDGET_ORIGINS there names the pages that may.`);
      return new Failure(say("forbidden"));
    }
    if (status >= 500) return new Failure(say("broken"));
    try {
      const problem = JSON.parse(body);
      const faults = list(problem, "errors").map((fault) => text(own(fault, "message")));
      return new Failure([say("refused"), ...(faults.length ? faults : [text(own(problem, "detail"))])].join(" ").slice(0, 500));
    } catch (error) {
      return new Failure(say("refused"));
    }
  };

  // ---- the widget ----

  const put = () => {
    const place = create("div");
    place.setAttribute("data-dateline-widget", "");
    // Open, not closed: a page's own scripts could get past a closed root anyway, and tools that check accessibility could not.
    const root = place.attachShadow({ mode: "open" });
    dress(root);

    const status = el("div", { role: "status", class: "unseen" });
    const log = el("div", { class: "log", role: "region", tabindex: "0", "aria-label": say("log") });
    const field = el("textarea", { id: "question", rows: "1", maxlength: String(MOST_QUESTION), placeholder: say("placeholder"), dir: "auto", autocomplete: "off", enterkeyhint: "send" });
    const submit = el("button", { type: "submit", class: "ask" }, say("ask"));
    const form = el("form", { novalidate: "" }, el("label", { for: "question", class: "unseen" }, say("label")), field, submit);
    const fresh = button({ class: "icon fresh", "aria-label": say("fresh"), title: say("fresh") }, () => restart(), icon(ICONS.fresh));
    const close = button({ class: "icon", "aria-label": say("close"), title: say("close") }, () => dialog.close(), icon(ICONS.close));
    const dialog = el("dialog", { "aria-labelledby": "title" }, el("div", { class: "head" }, el("h2", { id: "title" }, say("title")), fresh, close), log, form, status);
    const launch = button({ class: "launch", "aria-haspopup": "dialog" }, () => open(), icon(ICONS.ask), el("span", {}, say("open")));
    const theme = ["light", "dark"].includes(option("theme")) ? option("theme") : null;
    const frame = el("div", { class: "frame", role: "region", "aria-label": say("title"), lang: language, "data-theme": theme }, launch, dialog);
    root.append(frame);

    let history = [];
    let busy = false;
    let conversation = 0;

    const orient = () => frame.setAttribute("dir", option("dir", getComputedStyle(member("documentElement")).direction));
    /** Scroll the conversation to a part of it; scrollIntoView would move the page around as well. */
    const bring = (part) => {
      log.scrollTop = part.offsetTop;
    };
    const announce = (line) => {
      status.textContent = line;
    };

    const open = () => {
      orient();
      if (!dialog.open) dialog.showModal();
      field.focus();
    };

    const restart = () => {
      conversation += 1;
      history = [];
      busy = false;
      submit.removeAttribute("aria-disabled");
      log.replaceChildren(el("p", { class: "intro" }, say("intro")));
      announce("");
      field.focus();
    };

    const exchange = async (question, block) => {
      const turn = conversation;
      busy = true;
      submit.setAttribute("aria-disabled", "true");
      block.setAttribute("aria-busy", "true");
      block.replaceChildren(el("p", { class: "busy" }, say("busy")));
      announce(say("busy"));
      bring(block.parentNode);
      let result;
      try {
        const reply = await fetched(question, history);
        result = shown(reply);
        if (turn === conversation) history = [...history, question, text(own(own(reply, "answer"), "text")).slice(0, 4000)].slice(-MOST_HISTORY);
      } catch (error) {
        if (!(error instanceof Failure)) console.error("dateline:", error);
        result = failed(error instanceof Failure ? error : new Failure(say("broken")), () => exchange(question, block));
      }
      if (turn !== conversation) return; // started again meanwhile
      busy = false;
      submit.removeAttribute("aria-disabled");
      block.removeAttribute("aria-busy");
      block.replaceChildren(...result.parts.filter(Boolean));
      bring(block.parentNode);
      announce(result.announce);
    };

    /** The failure, with a button to ask again once the wait is over. Nothing is asked again by itself. */
    const failed = (failure, retry) => {
      const again = button(
        { class: "again" },
        () => {
          if (busy || again.hasAttribute("aria-disabled")) return;
          field.focus();
          retry();
        },
        say("again"),
      );
      const left = el("span", {});
      let wait = failure.wait_s;
      const tick = () => {
        left.textContent = wait > 0 ? " " + say("wait", wait) : "";
        if (wait > 0) again.setAttribute("aria-disabled", "true");
        else again.removeAttribute("aria-disabled");
        if (wait <= 0) return;
        wait -= 1;
        setTimeout(() => {
          tick();
          if (wait <= 0 && again.isConnected && !again.hasAttribute("aria-disabled")) announce(say("waited"));
        }, 1000);
      };
      tick();
      const line = failure.wait_s ? `${failure.message} ${say("wait", failure.wait_s)}` : failure.message;
      return { announce: line, parts: [el("p", { class: "failed" }, failure.message, left), again] };
    };

    const question = (typed) => {
      const asked = typed.trim();
      if (!asked || busy) return;
      for (const intro of log.querySelectorAll(".intro")) intro.remove();
      const block = el("div", { class: "reply" });
      const asks = el("h3", {}, el("span", { class: "unseen" }, say("asked") + ": "), foreign(asked));
      log.append(el("section", { class: "exchange" }, asks, block));
      field.value = "";
      grow();
      exchange(asked, block);
    };

    const grow = () => field.setAttribute("rows", String(Math.min(4, field.value.split("\n").length)));

    listen(form, "submit", (event) => {
      event.preventDefault();
      question(field.value);
    });
    listen(field, "input", grow);
    listen(field, "keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      question(field.value);
    });
    listen(dialog, "click", (event) => {
      const box = dialog.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (event.target === dialog && !inside && event.detail) dialog.close();
    });
    // typing here is no shortcut of the page around
    for (const type of ["keydown", "keyup", "keypress", "input", "paste"]) listen(place, type, (event) => event.stopPropagation());
    // a page's own buttons: data-dateline-ask opens the field, and asks what it says
    listen(document, "click", (event) => {
      const opener = event.target instanceof Element ? Element.prototype.closest.call(event.target, "[data-dateline-ask]") : null;
      if (!opener || event.defaultPrevented) return;
      event.preventDefault();
      open();
      question(Element.prototype.getAttribute.call(opener, "data-dateline-ask").slice(0, MOST_QUESTION));
    });

    restart();
    orient();
    member("body").append(place);
  };

  const dress = (root) => {
    if ("adoptedStyleSheets" in Document.prototype) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } else {
      root.append(el("style", {}, STYLE)); // browsers before 2023; a page with a strict policy must allow it
    }
  };

  const DARK = `
    --ink: var(--dateline-text, #e9e7e2); --paper: var(--dateline-background, #1d2126); --soft: var(--dateline-muted, #a3abb5);
    --line: var(--dateline-border, #454c55); --accent: var(--dateline-accent, #79b8e0); --on-accent: var(--dateline-on-accent, #0f1317);
    --gold: var(--dateline-mark, #6b5410); --good: #6cc08b; --warn: #e0a85a; --bad: #ec8377; color-scheme: dark;`;

  // em, not rem: a page's root may be of any size; medium is what the reader has chosen in the browser
  const STYLE = `
    :host { all: initial !important; display: block !important; position: fixed !important; width: 0 !important; height: 0 !important; inset: 0 auto auto 0 !important; }
    .frame {
      --ink: var(--dateline-text, #1d2126); --paper: var(--dateline-background, #fff); --soft: var(--dateline-muted, #5b6470);
      --line: var(--dateline-border, #c9c5bb); --accent: var(--dateline-accent, #1f5f8b); --on-accent: var(--dateline-on-accent, #fff);
      --gold: var(--dateline-mark, #ffe08a); --good: #2c7a4b; --warn: #8a5406; --bad: #b3392f;
      --round: var(--dateline-radius, 10px); --edge: var(--dateline-inset, 1em);
      color-scheme: light; color: var(--ink);
      font: var(--dateline-font-size, medium)/1.5 var(--dateline-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
      overflow-wrap: anywhere;
    }
    @media (prefers-color-scheme: dark) { .frame:not([data-theme="light"]) { ${DARK} } }
    .frame[data-theme="dark"] { ${DARK} }
    *, ::before, ::after { box-sizing: border-box; }
    button, textarea { font: inherit; color: inherit; }
    button { cursor: pointer; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .unseen, .away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    svg { width: 1.5em; height: 1.5em; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }

    .launch {
      position: fixed; inset-block-end: var(--edge); inset-inline-end: var(--edge); z-index: var(--dateline-z-index, 2147483000);
      display: inline-flex; align-items: center; gap: .5em; max-width: calc(100vw - 2 * var(--edge)); min-height: 48px; padding: .5em 1.1em;
      border: 1px solid transparent; border-radius: 24px; background: var(--accent); color: var(--on-accent); font-weight: 600;
      box-shadow: 0 2px 10px #0005;
    }
    .launch:focus-visible { outline-color: var(--ink); box-shadow: 0 0 0 3px var(--paper); }

    dialog {
      position: fixed; inset: auto; inset-block-end: var(--edge); inset-inline-end: var(--edge); margin: 0; padding: 0;
      width: min(var(--dateline-width, 27em), 100vw - 2 * var(--edge)); height: min(var(--dateline-height, 40em), 100vh - 2 * var(--edge));
      max-width: none; max-height: none; overflow: hidden;
      border: 1px solid var(--line); border-radius: var(--round); background: var(--paper); color: var(--ink); box-shadow: 0 8px 40px #0006;
    }
    dialog[open] { display: flex; flex-direction: column; }
    dialog::backdrop { background: #0004; }
    @media (max-width: 30rem), (max-height: 30rem) {
      dialog { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
    }
    @media (prefers-reduced-motion: no-preference) {
      dialog[open] { animation: rise .16s ease-out; }
      .busy { animation: wait 1.2s ease-in-out infinite alternate; }
      .log { scroll-behavior: smooth; }
      @keyframes rise { from { transform: translateY(12px); opacity: 0; } }
      @keyframes wait { to { opacity: .45; } }
    }

    .head { display: flex; align-items: center; gap: .25em; padding: .6em .6em .6em 1em; border-block-end: 1px solid var(--line); }
    [dir="rtl"] .head { padding: .6em 1em .6em .6em; }
    h2 { flex: 1; margin: 0; font-size: 1.05em; line-height: 1.3; }
    .icon { display: grid; place-items: center; flex: none; width: 2.75em; height: 2.75em; border: 0; border-radius: 50%; background: none; color: var(--soft); }
    .icon:hover { color: var(--ink); }

    .log { position: relative; flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 0 1em 1em; }
    .log:focus-visible { outline-offset: -3px; }
    .intro { color: var(--soft); }
    .exchange { padding-block: .9em .4em; }
    .exchange + .exchange { border-block-start: 1px solid var(--line); }
    .reply { min-height: 3em; }
    h3 { margin: 0 0 .5em; font-size: 1em; font-weight: 600; color: var(--soft); }
    h4 { margin: .9em 0 .2em; font-size: .9em; }
    p { margin: .3em 0; }
    small { font-size: .85em; font-weight: 400; color: var(--soft); }
    .answer { font-size: 1.3em; line-height: 1.35; margin: .2em 0 .4em; }
    .sure { font-weight: 600; }
    .sure::before { content: ""; display: inline-block; width: .65em; height: .65em; margin-inline-end: .45em; border-radius: 50%; background: var(--warn); forced-color-adjust: none; }
    .sure_certain::before, .sure_very::before, .sure_likely::before { background: var(--good); }
    .sure_guess::before { background: var(--bad); }
    .abstained, .failed { padding-inline-start: .7em; border-inline-start: 4px solid var(--warn); }
    .failed { border-color: var(--bad); }
    .note { font-size: .9em; padding-inline-start: .7em; border-inline-start: 4px solid var(--line); }
    .origin { font-size: .88em; color: var(--soft); }
    .title { margin-block-end: 0; font-weight: 600; }
    .others { margin: .5em 0; padding-inline-start: 1.2em; }
    .but { font-weight: 600; }
    .cited { margin: 0; padding-inline-start: 1.7em; }
    ul.cited { list-style: none; padding: 0; }
    .cited li { padding: .35em .3em; border-radius: 6px; }
    .cited li:focus { outline: 3px solid var(--accent); outline-offset: 0; }
    blockquote { margin: .3em 0; padding-inline-start: .7em; border-inline-start: 3px solid var(--line); font-family: Georgia, "Iowan Old Style", "Times New Roman", serif; white-space: pre-line; }
    mark { background: var(--gold); color: inherit; }
    a { color: var(--accent); }
    summary { cursor: pointer; padding-block: .25em; font-size: .9em; color: var(--accent); }
    .reference { padding: 0 .15em; min-width: 24px; min-height: 24px; border: 0; background: none; font-size: .8em; line-height: 1; color: var(--accent); text-decoration: underline; vertical-align: .25em; }
    .again { min-height: 44px; margin-block-start: .4em; padding: .3em 1em; border: 1px solid var(--accent); border-radius: var(--round); background: none; color: var(--accent); }

    form { display: flex; gap: .5em; align-items: flex-end; margin: 0; padding: .7em 1em; border-block-start: 1px solid var(--line); }
    textarea { flex: 1; min-width: 0; min-height: 44px; resize: none; padding: .6em .7em; line-height: 1.35; border: 1px solid var(--soft); border-radius: var(--round); background: var(--paper); }
    textarea::placeholder { color: var(--soft); opacity: 1; }
    .ask { min-height: 44px; padding: .3em 1em; border: 1px solid transparent; border-radius: var(--round); background: var(--accent); color: var(--on-accent); font-weight: 600; }
    [aria-disabled] { opacity: .6; cursor: default; }
    @media (forced-colors: active) { .launch, .ask { border-color: ButtonText; } }
  `;

  if (member("body")) put();
  else listen(document, "DOMContentLoaded", put);
})();
