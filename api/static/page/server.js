// Calls of the service → its JSON, or a Trouble that can be shown. Asks for a key when the service wants one.

import { asked, byId } from "./dom.js";

const KEPT = "dateline.key";

/** What went wrong, for the person who reads it: `title`, `detail`, `faults` [{field, message}], `status` 0 when nothing answered. */
export class Trouble extends Error {
  constructor(status, title, detail = "", faults = [], id = "", wait = 0) {
    super(title);
    Object.assign(this, { status, title, detail, faults, id, wait });
  }
}

let key = readKey();
let asking = null; // one prompt, however many calls wait for it

/** The JSON of a reply; null for one without a body. `query`: [name, value] pairs. Raises Trouble, or AbortError when `signal` fires. */
export async function call(method, path, { query = [], body, signal } = {}) {
  for (;;) {
    const used = key;
    const response = await send(method, path, query, body, signal);
    if (response.status !== 401) return read(response);
    if (key === used && !(await ask(used))) throw await trouble(response);
  }
}

async function send(method, path, query, body, signal) {
  const asked = new URLSearchParams(query.filter(([, value]) => value !== "" && value !== null && value !== undefined)).toString();
  const headers = { Accept: "application/json" };
  if (key) headers.Authorization = `Bearer ${key}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const given = { method, headers, signal, cache: "no-store", credentials: "omit", body: body === undefined ? undefined : JSON.stringify(body) };
    return await fetch(path + (asked ? `?${asked}` : ""), given);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Trouble(0, "The service does not answer.", "It may have been stopped, or the network is down. Start it with dateline serve, then try again.");
  }
}

async function read(response) {
  if (!response.ok) throw await trouble(response);
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    throw new Trouble(response.status, "The reply broke off.", "Try again.");
  }
}

async function trouble(response) {
  const wait = Number(response.headers.get("Retry-After")) || 0;
  const id = response.headers.get("X-Request-ID") ?? "";
  try {
    const told = await response.json();
    return new Trouble(response.status, String(told.title), String(told.detail ?? ""), told.errors ?? [], id, wait);
  } catch {
    return new Trouble(response.status, `The service answered with status ${response.status}.`, "", [], id, wait);
  }
}

function ask(wrong) {
  asking ??= prompted(wrong).finally(() => { asking = null; });
  return asking;
}

async function prompted(wrong) {
  const field = byId("key-field");
  byId("key-says").textContent = wrong
    ? "The service does not know this key. It may have been mistyped, or withdrawn."
    : "This service answers only to those who have a key. Whoever runs it can make one.";
  field.value = "";
  const pressed = await asked(byId("key"));
  if (pressed !== "use" || !field.value.trim()) return false;
  key = field.value.trim().replace(/[^\x21-\x7e]/g, "");
  field.value = "";
  try {
    sessionStorage.setItem(KEPT, key);
  } catch { /* a browser that keeps nothing asks again after a reload */ }
  return true;
}

function readKey() {
  try {
    return sessionStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}
