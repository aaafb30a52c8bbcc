// Strings counted in code points, days in words, and which addresses may be links.

/** Where the code point number `count` starts, in UTF-16 units; `from` and `units` continue a count. */
function unitOf(text, count) {
  let unit = 0;
  for (let passed = 0; passed < count && unit < text.length; passed += 1) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  return unit;
}

/** The text from code point `start` to `end`, with what lies before and after; null where there is no such place. */
export function cut(text, start, end) {
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end)) return null;
  const first = unitOf(text, start);
  const last = first + unitOf(text.slice(first), end - start);
  const found = text.slice(first, last);
  return [...found].length === end - start ? [text.slice(0, first), found, text.slice(last)] : null;
}

/** An address that may be a link: http and https alone. */
export function link(url) {
  try {
    const read = new URL(url);
    return ["http:", "https:"].includes(read.protocol) ? read.href : null;
  } catch {
    return null;
  }
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** The day of an ISO date or date-time in words, "4 May 2023", "May 2023", "2023"; anything else as it came. */
export function day(iso) {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T|$)/.exec(iso ?? "");
  if (!parts) return iso ?? "";
  const [, year, month, date] = parts;
  return [date && String(Number(date)), month && MONTHS[Number(month) - 1], String(Number(year))].filter(Boolean).join(" ");
}

/** First and last day in words. */
export function days(first, last) {
  if (!first || !last) return first ? `since ${day(first)}` : last ? `until ${day(last)}` : "";
  return first === last ? day(first) : `${day(first)} – ${day(last)}`;
}

const UNITS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");

export const number = (count) => UNITS[count] ?? String(count);
export const many = (count, one, more = `${one}s`) => `${number(count)} ${count === 1 ? one : more}`;
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Without characters that are not seen or that steer a terminal: what is copied is what was read. */
export function plain(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, (found) => (/[\n\r\t\u2028\u2029]/.test(found) ? " " : "")).replace(/ {2,}/g, " ").trim();
}

/** Put into the clipboard; false where the browser does not allow it. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
