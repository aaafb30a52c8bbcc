// Days and the heights of their labels → a drawing to scale: an axis in time, broken where long nothing happens, marks, and labels that keep apart.
// Numbers only; `timeline.js` makes elements of them. Days are whole days since 1970, places are pixels from the top.

const DAY = 86_400_000;
const BREAK = 44; // pixels that stand for a stretch left out
const GAP = 14; // between labels
const MARGIN = 16;

export const dayNumber = (iso) => Math.round(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / DAY);
const isoDay = (number) => new Date(number * DAY).toISOString().slice(0, 10);

/**
 * `entries`: [{first, last}] in days, sorted by `first`; `heights`: of their labels.
 * Gives {height, y(day), breaks: [{from, to, y0, y1}], ticks: [{day, y, label}], labels: [top of each], lanes: [lane of each mark]}.
 */
export function layout(entries, heights) {
  const starts = [...new Set(entries.map((one) => one.first))];
  const gaps = starts.slice(1).map((day, i) => ({ from: starts[i], to: day, days: day - starts[i] }));
  const broken = long(gaps);
  const wanted = heights.reduce((sum, height) => sum + height + GAP, 0);
  const drawn = gaps.filter((gap) => !broken.has(gap)).reduce((sum, gap) => sum + gap.days, 0);
  const length = Math.max(wanted - broken.size * BREAK, drawn ? 120 : 0);
  const scale = drawn ? length / drawn : 0;
  const y = place(gaps, broken, scale, starts[0]);
  const labels = apart(entries.map((one) => y(one.first) - 11), heights);
  const end = Math.max(y(starts.at(-1)), ...entries.map((one) => y(Math.min(one.last, starts.at(-1)))));
  const height = Math.max(end, ...labels.map((top, i) => top + heights[i])) + MARGIN;
  const breaks = [...broken].map((gap) => ({ from: gap.from, to: gap.to, y0: y(gap.from), y1: y(gap.to) }));
  return { height, y, breaks, ticks: ticks(starts, broken, y), labels, lanes: lanes(entries) };
}

/** The gaps that are left out: those that alone take a quarter of all the time, and are much longer than is usual here. */
function long(gaps) {
  const sorted = gaps.map((gap) => gap.days).sort((a, b) => a - b);
  const usual = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const found = new Set();
  for (;;) {
    const left = gaps.filter((gap) => !found.has(gap));
    const total = left.reduce((sum, gap) => sum + gap.days, 0);
    const next = left.find((gap) => gap.days > 20 && gap.days > total / 4 && (gap.days > 4 * usual || gaps.length < 4));
    if (!next || left.length === 0) return found;
    found.add(next);
  }
}

/** Day → pixels: even along each stretch, the same few pixels for every break. */
function place(gaps, broken, scale, first) {
  const knots = [{ day: first, at: MARGIN }];
  for (const gap of gaps) knots.push({ day: gap.to, at: knots.at(-1).at + (broken.has(gap) ? BREAK : gap.days * scale) });
  return (day) => {
    if (day <= first) return knots[0].at;
    const next = knots.findIndex((knot) => knot.day >= day);
    if (next < 0) return knots.at(-1).at;
    const [before, after] = [knots[next - 1], knots[next]];
    return before.at + ((after.at - before.at) * (day - before.day)) / (after.day - before.day);
  };
}

/** Tops of labels as near as can be to where they are wanted, in order and apart: least squares, by pooling neighbours that would collide. */
export function apart(wanted, heights) {
  const offsets = [];
  let sum = 0;
  for (const height of heights) {
    offsets.push(sum);
    sum += height + GAP;
  }
  const pools = [];
  wanted.forEach((top, i) => {
    pools.push({ total: top - offsets[i], count: 1 });
    while (pools.length > 1 && mean(pools.at(-2)) > mean(pools.at(-1))) {
      const last = pools.pop();
      pools.at(-1).total += last.total;
      pools.at(-1).count += last.count;
    }
  });
  const tops = pools.flatMap((pool) => Array(pool.count).fill(Math.max(0, mean(pool))));
  return tops.map((top, i) => top + offsets[i]);
}

const mean = (pool) => pool.total / pool.count;

/** Days stand on the axis; several of one day, and stretches that overlap, stand beside each other, in at most four lanes. */
function lanes(entries) {
  const ends = [];
  return entries.map((one) => {
    const from = one.last > one.first ? 1 : 0;
    let lane = from;
    while (lane < 3 && ends[lane] >= one.first) lane += 1;
    ends[lane] = Math.max(ends[lane] ?? -Infinity, one.last);
    return lane;
  });
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const STEPS = [["day", 1], ["day", 2], ["day", 7], ["month", 1], ["month", 3], ["year", 1], ["year", 2], ["year", 5], ["year", 10], ["year", 50]];

/** Round days along every unbroken stretch, as fine as there is room for. */
function ticks(starts, broken, y) {
  const found = [];
  const cuts = [...broken].sort((a, b) => a.from - b.from);
  const stretches = [starts[0], ...cuts.map((gap) => gap.to)].map((from, i) => ({ from, to: cuts[i]?.from ?? starts.at(-1) }));
  for (const { from, to } of stretches) {
    const length = y(to) - y(from);
    const [unit, step] = STEPS.find(([name, count]) => ((to - from) / ({ day: 1, month: 30.4, year: 365.25 }[name] * count)) * 46 <= length) ?? STEPS.at(-1);
    const days = length < 30 ? [from] : round(from, to, unit, step);
    let year = null;
    for (const day of days.length ? days : [from]) {
      const at = y(day);
      if (found.length && at - found.at(-1).y < 18) continue;
      const label = named(day, days.length && length >= 30 ? unit : "day", year);
      year = isoDay(day).slice(0, 4);
      found.push({ day, y: at, ...label });
    }
  }
  return found;
}

function round(from, to, unit, step) {
  const found = [];
  if (unit === "day") {
    for (let day = from; day <= to; day += step) found.push(day);
    return found;
  }
  const months = unit === "month" ? step : 12 * step;
  const begin = new Date(from * DAY);
  const origin = begin.getUTCFullYear() * 12 + begin.getUTCMonth();
  for (let month = Math.floor(origin / months) * months; ; month += months) {
    const day = Math.round(Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY);
    if (day > to) return found;
    if (day >= from) found.push(day);
  }
}

function named(day, unit, year) {
  const [full, month, date] = isoDay(day).split("-");
  if (unit === "year") return { label: String(Number(full)), above: "" };
  const name = MONTHS[Number(month) - 1];
  return { label: unit === "month" ? name : `${Number(date)} ${name}`, above: full === year ? "" : String(Number(full)) };
}

/** A stretch of days in words, for a break. */
export function stretch(days) {
  const [count, unit] = days >= 730 ? [days / 365.25, "years"] : days >= 60 ? [days / 30.4, "months"] : [days, "days"];
  return `${Math.round(count)} ${unit}`;
}
