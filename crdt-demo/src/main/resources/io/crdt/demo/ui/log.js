// What happened, newest first. Lines are only added, so that a screen reader reads each once.

import { el } from "./dom.js";

const KEPT = 50;

/** Returns a function that draws the lines of a state. */
export function log(list) {
  let last = 0;
  return (lines) => {
    for (const { id, seconds, kind, text } of lines) {
      if (id <= last) continue;
      last = id;
      list.prepend(el("li", { class: kind }, el("time", {}, `${seconds.toFixed(1)} s`), text));
      if (list.children.length > KEPT) list.lastChild.remove();
    }
  };
}
