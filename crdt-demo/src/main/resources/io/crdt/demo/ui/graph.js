// The nodes on a circle and the links between them, as SVG. Elements are made once and then changed where they differ.

import { onChoose, setAttribute, setText, svg } from "./dom.js";
import { offsetText, short, stateOf, stateText } from "./format.js";

const WIDTH = 600;
const HEIGHT = 460;
const CROWD = 20;

/** Returns where a node stands. */
export function place(index, nodes) {
  const angle = (2 * Math.PI * index) / nodes - Math.PI / 2 - (nodes % 2 === 0 ? Math.PI / nodes : 0);
  return { x: WIDTH / 2 + Math.cos(angle) * 225, y: HEIGHT / 2 - 8 + Math.sin(angle) * 172 };
}

/** Returns how large a node is drawn. */
export function radiusOf(nodes) {
  return nodes > CROWD ? 9 : 27;
}

/**
 * Returns a function that draws a state.
 *
 * @param onNode called with the index of a node that is chosen
 * @param onLink called with a link that is chosen: [a, b, state, delay]
 */
export function graph(root, { onNode, onLink }) {
  const links = svg("g");
  const vertices = svg("g");
  root.append(links, vertices);
  const linkOf = new Map();
  const vertexOf = [];

  function makeLink(a, b, nodes) {
    const from = place(a, nodes);
    const to = place(b, nodes);
    const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
    const link = { data: null, element: null };
    const title = svg("title");
    link.element = svg(
      "g",
      { class: "link", role: "button", tabindex: nodes > CROWD ? -1 : 0, "data-link": `${a + 1}-${b + 1}` },
      title,
      svg("line", { class: "seen", ...ends }),
      svg("line", { class: "reach", ...ends }),
    );
    link.title = title;
    onChoose(link.element, () => onLink(link.data));
    links.append(link.element);
    return link;
  }

  function drawLinks(state) {
    const present = new Set();
    const busy = new Set(state.flights.map(([from, to]) => key(from, to)));
    for (const data of state.links) {
      const [a, b, how, delay] = data;
      const id = key(a, b);
      present.add(id);
      if (!linkOf.has(id)) linkOf.set(id, makeLink(a, b, state.nodes.length));
      const link = linkOf.get(id);
      link.data = data;
      setAttribute(link.element, "data-state", how);
      setAttribute(link.element, "data-slow", delay > 0 ? delay : false);
      link.element.classList.toggle("busy", busy.has(id) && how === "linked");
      const name = `node-${a + 1} to node-${b + 1}: ${how === "none" ? "no link" : how}${delay ? `, ${delay} ms` : ""}`;
      setText(link.title, `${name}. Choose to ${how === "cut" ? "heal" : "cut"}.`);
      setAttribute(link.element, "aria-label", `${name}. ${how === "cut" ? "Heal" : "Cut"}`);
    }
    for (const [id, link] of linkOf) {
      if (!present.has(id)) {
        link.element.remove();
        linkOf.delete(id);
      }
    }
  }

  function makeVertex(index, nodes) {
    const { x, y } = place(index, nodes);
    const radius = radiusOf(nodes);
    const below = radius + 17;
    const texts = {
      count: svg("text", { class: "count", x, y: y + 5 }),
      name: svg("text", { x, y: y + below }),
      note: svg("text", { class: "note", x, y: y + below + 16 }),
    };
    const element = svg(
      "g",
      { class: "vertex", role: "button", tabindex: 0, "data-node": index + 1 },
      svg("circle", { cx: x, cy: y, r: radius }),
      ...Object.values(texts),
    );
    onChoose(element, () => onNode(index));
    vertices.append(element);
    return { element, ...texts };
  }

  function drawVertices(state, chosen) {
    state.nodes.forEach((node, index) => {
      vertexOf[index] ??= makeVertex(index, state.nodes.length);
      const vertex = vertexOf[index];
      setAttribute(vertex.element, "data-state", stateOf(node));
      setAttribute(vertex.element, "aria-pressed", index === chosen);
      setAttribute(vertex.element, "aria-label", `${node.name}, ${stateText(node)}`);
      if (state.nodes.length <= CROWD) {
        setText(vertex.count, short(node.likes));
        setText(vertex.name, node.name);
        setText(vertex.note, stateText(node) + (node.skew ? `, ${offsetText(node.skew)}` : ""));
      }
    });
  }

  return (state, chosen) => {
    root.classList.toggle("crowded", state.nodes.length > CROWD);
    drawLinks(state);
    drawVertices(state, chosen);
  };
}

function key(a, b) {
  return a < b ? `${a}-${b}` : `${b}-${a}`;
}
