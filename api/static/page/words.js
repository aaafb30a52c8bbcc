// What the service says in numbers and names → the same in words.

import { capital, day, days, many } from "./text.js";

const SURE = [
  [0.95, "Almost certainly right"],
  [0.85, "Very likely right"],
  [0.7, "Likely right"],
  [0.5, "More likely right than not"],
  [0.35, "Uncertain"],
  [0, "Little more than a guess"],
];

export const sure = (confidence) => SURE.find(([least]) => confidence >= least)[1];

export const REASONS = {
  no_evidence: ["The articles say nothing about this.", "None of the words that matter were found together. Other words, or other articles, may help."],
  weak_evidence: ["Not in these articles, as far as can be told.", "Some passages come near, but none says it well enough to be called an answer."],
  conflicting: ["The articles contradict each other.", "No side has more independent sources than the other. Read both."],
  out_of_range: ["Nothing from that time.", "The filters leave out every article that might answer. Widen them, or remove one."],
  unsupported_question: ["There is nothing to search for in this question.", "Name the person, place or thing that is meant."],
  no_dates: ["No statement with a day.", "The articles speak of it, but none says when in a way that can be worked out."],
};

/** [headline, what to do] for a reason, known or not. */
export const reason = (name) => REASONS[name] ?? [`No answer: ${name}.`, ""];

/** Why an answer is as sure as it is, in sentences. */
export function because(answer) {
  const { support, alternatives, citations } = answer;
  const told = [agreement(support)];
  const against = alternatives.filter((one) => one.relation === "conflicting").length;
  if (against) told.push(`${capital(many(against, "other value is", "other values are"))} reported too.`);
  const corrected = alternatives.filter((one) => one.relation === "corrected").length;
  if (corrected) told.push("An earlier report was corrected since.");
  if (answer.answer.derivation.some((step) => /publication|anchor/.test(step.rule))) told.push("The date is worked out from the words, not printed outright.");
  const inferred = citations.find((one) => one.published_at && read(one.published_from));
  if (inferred) told.push(`When an article came out was read from its ${inferred.published_from}.`);
  return told.filter(Boolean).join(" ");
}

export function agreement({ independent_sources: sources, articles, copies }) {
  if (!articles) return "";
  if (sources <= 1 && articles === 1) return "One article says so; no other confirms it.";
  const said = sources === 1 ? `${capital(many(articles, "article"))} of one origin say so.` : `${capital(many(sources, "independent source"))} say so.`;
  return copies ? `${said} ${capital(many(copies, "copy of the same story is", "copies of the same story are"))} not counted.` : said;
}

const STATED = new Set(["metadata", "json-ld", "feed", "front matter", "ninjs"]);

/** Where a publication date was read, if it was not simply stated; else null. */
export const read = (from) => (from && !STATED.has(from) ? from : null);

/** A rule of the date grammar, as a reader would say it. */
export function rule(words) {
  return words
    .replace(/\bpublication\b/g, "the day of publication")
    .replace(/\banchor\b/g, "that day")
    .replace(/^(last|first) such /, "the $1 such ");
}

/** What a step counts from. */
export function anchor(step) {
  if (!step.anchor) return "nothing else";
  const told = step.anchor.includes("/") ? days(...step.anchor.split("/")) : day(step.anchor);
  return /\bpublication\b/.test(step.rule) ? `${told}, when the article came out` : told;
}

const DEGRADED = {
  vector_index_rebuilding: "The vector index is being rebuilt; every passage was compared one by one instead.",
  encoder_unavailable: "Only words were compared; the model that knows meanings did not run.",
  reader_unavailable: "The reader did not run; passages are ordered by words and nearness alone.",
  writer_unavailable: "The language model did not answer; the words are the articles’ own.",
};

export const degraded = (name) => DEGRADED[name] ?? `Not at full strength: ${name}.`;
