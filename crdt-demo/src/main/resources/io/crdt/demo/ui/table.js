// All nodes, a line each.

import { el, setAttribute, setText } from "./dom.js";
import { COLOURS, count, stateOf, stateText } from "./format.js";
import { some } from "./panel.js";

/** Returns a function that draws the nodes; `onNode` is called with the index of one that is chosen. */
export function table(body, onNode) {
  const rows = [];

  function make(index) {
    const row = {
      name: el("button", { onclick: () => onNode(index) }),
      state: el("td"),
      operations: el("td"),
      likes: el("td"),
      cart: el("td", { class: "values" }),
      prices: el("td", { class: "values" }),
    };
    row.element = el(
      "tr",
      { "data-row": index + 1 },
      el("td", {}, row.name), row.state, row.operations, row.likes, row.cart, row.prices,
    );
    body.append(row.element);
    return row;
  }

  return (state) => {
    state.nodes.forEach((node, index) => {
      rows[index] ??= make(index);
      const row = rows[index];
      setText(row.name, node.name);
      setText(row.state, stateText(node));
      setAttribute(row.state, "class", COLOURS[stateOf(node)]);
      setText(row.operations, count(node.operations));
      setText(row.likes, count(node.likes));
      setText(row.cart, some(node.cart));
      setText(row.prices, some(node.prices));
    });
  };
}
