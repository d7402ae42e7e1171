// Figures for people.

const counts = new Intl.NumberFormat("en");

export function count(number) {
  return counts.format(number);
}

const shortCounts = new Intl.NumberFormat("en", { notation: "compact" });

/** A count that fits into a circle. */
export function short(number) {
  return shortCounts.format(number);
}

export function bytes(number) {
  if (number < 1000) return `${Math.round(number)} B`;
  return number < 1e6 ? `${Number((number / 1e3).toFixed(1))} kB` : `${(number / 1e6).toFixed(1)} MB`;
}

export function millis(number) {
  if (number < 10) return `${Number(number.toFixed(1))} ms`;
  return number < 1000 ? `${Math.round(number)} ms` : `${Number((number / 1000).toFixed(1))} s`;
}

/** How a node is: in sync, behind, or down. */
export function stateOf(node) {
  if (!node.running) return "down";
  return node.behind === 0 ? "in sync" : "behind";
}

export function stateText(node) {
  return stateOf(node) === "behind" ? `behind by ${count(node.behind)}` : stateOf(node);
}

function duration(seconds) {
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${seconds} s`;
}

export function skewText(seconds) {
  return seconds === 0 ? "right" : `${duration(Math.abs(seconds))} ${seconds > 0 ? "ahead" : "behind"}`;
}

/** A skew where there is little room. */
export function offsetText(seconds) {
  return `${seconds > 0 ? "+" : "−"}${duration(Math.abs(seconds))}`;
}

/** The class that colours a state. */
export const COLOURS = { "in sync": "good", behind: "warn", down: "bad" };
