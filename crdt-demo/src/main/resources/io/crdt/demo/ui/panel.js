// The chosen node: what it holds, what it lacks, and what one can do to it. Rebuilt for another node, changed otherwise.

import { el, setText } from "./dom.js";
import { COLOURS, count, skewText, stateOf, stateText } from "./format.js";

const SKEWS = [0, 30, 7200, -7200];
const DELAYS = [0, 100, 500, 2000];

/** Returns a function that draws the chosen node; `send` takes commands. */
export function panel(root, send) {
  let shown = -1;
  let parts;
  // These outlast the choice of another node: one writes here, looks there, and removes it there.
  const item = el("input", { id: "item", placeholder: "item", maxlength: 40, "aria-label": "Item", value: "milk" });
  const price = el("input", { id: "price", placeholder: "price", maxlength: 40, "aria-label": "Price", value: "1.20" });

  function build(index) {
    shown = index;
    const go = (command) => () => send({ node: index, ...command });
    parts = {
      name: el("span"),
      state: el("span", { id: "node-state", class: "pill" }),
      likes: el("dd", { id: "likes" }),
      cart: el("dd", { id: "cart" }),
      prices: el("dd", { id: "prices" }),
      digest: el("dd", { class: "mono" }),
      clock: el("dd"),
      vector: el("div", { id: "vector", class: "mono", tabindex: 0, "aria-label": "Version vector" }),
      links: el("div", { id: "links" }),
      kill: el("button", { id: "kill", onclick: go({ do: "kill" }) }, "Kill"),
      restart: el("button", { id: "restart", onclick: go({ do: "restart" }) }, "Start"),
      isolate: el("button", { id: "isolate", onclick: go({ do: "isolate" }) }, "Cut all its links"),
      backUp: el("button", { onclick: go({ do: "backUp" }) }, "Back up disk"),
      restore: el("button", { id: "restore", onclick: go({ do: "restore" }) }, "Restore backup"),
      skew: el(
        "select",
        { "aria-label": "Clock", onchange: (event) => send({ do: "skew", node: index, seconds: Number(event.target.value) }) },
        ...SKEWS.map((seconds) => el("option", { value: seconds }, `clock ${skewText(seconds)}`)),
      ),
      rows: new Map(),
    };
    const write = (what, more = {}) => () =>
      send({ do: "write", node: index, what, item: item.value, value: price.value, ...more });
    root.replaceChildren(
      el("h2", {}, parts.name, parts.state),
      el(
        "dl",
        {},
        el("dt", {}, "likes"), parts.likes,
        el("dt", {}, "cart"), parts.cart,
        el("dt", {}, "prices"), parts.prices,
        el("dt", {}, "digest"), parts.digest,
        el("dt", {}, "clock"), parts.clock,
      ),
      el("h3", {}, "Write here"),
      el(
        "div",
        { class: "row" },
        el("button", { id: "like", onclick: write("like", { amount: 1 }) }, "like +1"),
        el("button", { onclick: write("like", { amount: -1 }), "aria-label": "like minus 1" }, "like −1"),
      ),
      el(
        "div",
        { class: "row" },
        item,
        el("button", { id: "add", onclick: write("add") }, "to cart"),
        el("button", { id: "remove", onclick: write("remove") }, "from cart"),
      ),
      el(
        "div",
        { class: "row" },
        price,
        el("button", { id: "put", onclick: write("put") }, "set price"),
        el("button", { onclick: write("unput") }, "remove price"),
      ),
      el("h3", {}, "Its process, disk and clock"),
      el("div", { class: "row" }, parts.kill, parts.restart, parts.backUp, parts.restore, parts.skew),
      el("h3", {}, "Its links"),
      el("div", { class: "row" }, parts.isolate),
      parts.links,
      el("h3", {}, "Its version vector (lacking in brackets)"),
      parts.vector,
    );
  }

  function drawLinks(state, index) {
    const present = new Set();
    for (const [a, b, how, delay] of state.links) {
      if (a !== index && b !== index) continue;
      const other = a === index ? b : a;
      present.add(other);
      if (!parts.rows.has(other)) parts.rows.set(other, makeRow(a, b, other));
      const row = parts.rows.get(other);
      row.how = how;
      setText(row.name, `${state.nodes[other].name}: ${how === "none" ? "no link" : how}`);
      setText(row.button, how === "cut" ? "Heal" : "Cut");
      if (document.activeElement !== row.delay) row.delay.value = delay;
    }
    for (const [other, row] of parts.rows) {
      if (!present.has(other)) {
        row.element.remove();
        parts.rows.delete(other);
      }
    }
  }

  function makeRow(a, b, other) {
    const row = { how: "none", name: el("span") };
    row.button = el("button", {
      "data-to": other + 1,
      onclick: () => send({ do: row.how === "cut" ? "heal" : "cut", a, b }),
    });
    row.delay = el(
      "select",
      {
        "aria-label": `Delay to node-${other + 1}`,
        onchange: (event) => send({ do: "slow", a, b, millis: Number(event.target.value) }),
      },
      ...DELAYS.map((delay) => el("option", { value: delay }, delay === 0 ? "fast" : `+${delay} ms`)),
    );
    row.element = el("div", { class: "row" }, row.name, row.button, row.delay);
    parts.links.append(row.element);
    return row;
  }

  return (state, index) => {
    if (shown !== index) build(index);
    const node = state.nodes[index];
    setText(parts.name, `${node.name} at port ${node.port}`);
    setText(parts.state, stateText(node));
    parts.state.className = `pill ${COLOURS[stateOf(node)]}`;
    setText(parts.likes, count(node.likes));
    setText(parts.cart, some(node.cart));
    setText(parts.prices, some(node.prices));
    setText(parts.digest, `${node.digest} after ${count(node.operations)} operations`);
    setText(parts.clock, skewText(node.skew));
    parts.kill.disabled = !node.running;
    parts.restart.disabled = node.running;
    parts.restore.disabled = node.backup === undefined;
    setText(parts.restore, node.backup === undefined ? "Restore backup" : `Restore backup of ${node.backup} s ago`);
    if (document.activeElement !== parts.skew) parts.skew.value = node.skew;
    drawLinks(state, index);
    drawVector(parts.vector, state, node);
  };
}

function drawVector(root, state, node) {
  const lacks = new Map(node.lacks);
  while (root.children.length > state.origins.length) root.lastChild.remove();
  state.origins.forEach(([name, seq], i) => {
    if (!root.children[i]) root.append(el("span"));
    const missing = lacks.get(i) ?? 0;
    setText(root.children[i], `${name}: ${count(seq - missing)}${missing ? ` (−${count(missing)})` : ""}`);
    root.children[i].className = missing ? "warn" : "";
  });
}

/** Some elements of a collection and how many there are. */
export function some({ size, some: shown }) {
  if (size === 0) return "empty";
  return size > shown.length ? `${shown.join(", ")} … ${count(size)}` : shown.join(", ");
}
