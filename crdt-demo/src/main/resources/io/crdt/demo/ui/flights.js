// Messages on their way, on a canvas above the graph: one dot for all that a node has sent another since the last look.

import { bytes } from "./format.js";
import { place, radiusOf } from "./graph.js";

const WIDTH = 600;
const HEIGHT = 460;
const FLIGHT_MILLIS = 450;
const MOST = 400;

/** Returns a function that lets the messages of a state fly. Nothing moves for those who do not want it to. */
export function flights(canvas) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const pen = canvas.getContext("2d");
  let flying = [];
  let drawing = false;

  function start(state) {
    if (still.matches || document.hidden) return;
    const now = performance.now();
    const nodes = state.nodes.length;
    for (const [from, to, kind, size] of state.flights) {
      if (flying.length >= MOST) break;
      const delta = kind === "push";
      flying.push({
        ...rimToRim(place(from, nodes), place(to, nodes), radiusOf(nodes)),
        delta,
        radius: (delta ? 4 : 2) + Math.min(7, Math.log10(1 + size)),
        label: delta && nodes <= 20 ? `Δ ${bytes(size)}` : "",
        began: now + Math.random() * 80,
      });
    }
    if (!drawing && flying.length > 0) {
      drawing = true;
      requestAnimationFrame(draw);
    }
  }

  function fit() {
    const scale = devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    pen.setTransform(width / WIDTH, 0, 0, height / HEIGHT, 0, 0);
  }

  function draw(now) {
    fit();
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    const style = getComputedStyle(canvas);
    const accent = style.getPropertyValue("--accent");
    const quiet = style.getPropertyValue("--quiet");
    const text = style.getPropertyValue("--text");
    pen.font = `${Math.min(16, Math.round((11 * WIDTH) / canvas.clientWidth))}px system-ui, sans-serif`;
    flying = flying.filter((each) => now - each.began < FLIGHT_MILLIS);
    for (const each of flying) {
      const way = Math.max(0, (now - each.began) / FLIGHT_MILLIS);
      const x = each.from.x + (each.to.x - each.from.x) * way;
      const y = each.from.y + (each.to.y - each.from.y) * way;
      pen.globalAlpha = each.delta ? 0.9 : 0.45;
      pen.fillStyle = each.delta ? accent : quiet;
      pen.beginPath();
      pen.arc(x, y, each.delta ? each.radius : 3, 0, 2 * Math.PI);
      pen.fill();
      if (each.label) {
        pen.fillStyle = text;
        pen.fillText(each.label, x + each.radius + 2, y - 3);
      }
    }
    pen.globalAlpha = 1;
    drawing = flying.length > 0;
    if (drawing) requestAnimationFrame(draw);
  }

  return start;
}

/** The way from the rim of one node to that of another. */
function rimToRim(one, other, radius) {
  const length = Math.hypot(other.x - one.x, other.y - one.y);
  const x = ((other.x - one.x) * radius) / length;
  const y = ((other.y - one.y) * radius) / length;
  return { from: { x: one.x + x, y: one.y + y }, to: { x: other.x - x, y: other.y - y } };
}
