// The last two minutes as bars, one a second. Both scales are logarithmic: a partition is some thousand times slower.

import { el, setText, svg } from "./dom.js";
import { bytes, millis } from "./format.js";

const SECONDS = 120;
const WIDTH = 600;
const STEP = WIDTH / SECONDS;

/** Returns a function that draws the seconds of a state. */
export function timeline(elements) {
  const latency = chart(elements.latency, 110, 1, 100_000, [10, 100, 1000, 10_000], millis);
  const perWrite = chart(elements.bytes, 80, 10, 100_000, [100, 1000, 10_000], bytes);
  return (seconds) => {
    latency(seconds.map((each) => [each.p50, each.max]));
    perWrite(seconds.map((each) => [each.updates ? each.bytes / each.updates : 0, 0]));
    const last = seconds[seconds.length - 1];
    if (!last) return;
    setText(elements.latencyNow, last.max ? `${millis(last.p50)} as a rule, ${millis(last.max)} at most` : "–");
    setText(elements.bytesNow, last.updates ? bytes(last.bytes / last.updates) : "–");
  };
}

function chart(root, height, min, max, marks, text) {
  const y = (value) => height - (height * Math.log(Math.max(value, min) / min)) / Math.log(max / min);
  for (const mark of marks) {
    root.append(svg("line", { class: "grid", x1: 0, x2: WIDTH, y1: y(mark), y2: y(mark) }));
    const label = el("span", { class: "mark" }, text(mark));
    label.style.top = `${(100 * y(mark)) / height}%`;
    root.after(label);
  }
  const slowest = svg("path", { class: "bar slowest" });
  const usual = svg("path", { class: "bar" });
  root.append(slowest, usual);
  const path = (values) =>
    values
      .map((value, i) => {
        if (value <= 0) return "";
        const x = WIDTH - (values.length - i) * STEP;
        return `M${x} ${height}V${y(Math.min(value, max)).toFixed(1)}h${STEP - 1}V${height}z`;
      })
      .join("");
  return (pairs) => {
    usual.setAttribute("d", path(pairs.map(([common]) => common)));
    slowest.setAttribute("d", path(pairs.map(([, most]) => most)));
  };
}
