// Puts the page together: states come in and are drawn, at most once a frame; what the reader does goes out as commands.

import { setText } from "./dom.js";
import { flights } from "./flights.js";
import { count } from "./format.js";
import { graph } from "./graph.js";
import { connect } from "./live.js";
import { log } from "./log.js";
import { panel } from "./panel.js";
import { table } from "./table.js";
import { timeline } from "./timeline.js";

const byId = (id) => document.getElementById(id);
const REFUSED_MILLIS = 6000;

let newest;
let chosen = 0;
let drawn = true;
let lastTick = 0;

const send = connect({
  onState: (state) => {
    newest = state;
    if (drawn) {
      drawn = false;
      requestAnimationFrame(draw);
    }
  },
  onRefused: refuse,
  onOnline: (online) => {
    document.body.classList.toggle("offline", !online);
    if (!online) phase("no connection to the demo", "bad");
  },
});

function act(command) {
  if (!send(command)) refuse("not done: there is no connection to the demo");
}

const choose = (index) => {
  chosen = index;
  drawNode(newest, chosen);
};
const drawGraph = graph(byId("graph"), {
  onNode: choose,
  onLink: ([a, b, state]) => act({ do: state === "cut" ? "heal" : "cut", a, b }),
});
const drawNode = panel(byId("node"), act);
const drawTable = table(byId("rows"), choose);
const fly = flights(byId("flights"));
const drawLog = log(byId("log"));
const drawTimes = timeline({
  latency: byId("latency"),
  bytes: byId("bytes"),
  latencyNow: byId("latency-now"),
  bytesNow: byId("bytes-now"),
});

function draw() {
  drawn = true;
  const state = newest;
  drawGraph(state, chosen);
  drawNode(state, chosen);
  drawTable(state);
  drawTimes(state.timeline);
  drawLog(state.log);
  if (state.tick !== lastTick) fly(state);
  lastTick = state.tick;
  drawActions(state);
}

function drawActions(state) {
  const behind = state.nodes.filter((node) => node.running && node.behind > 0).length;
  const down = state.nodes.filter((node) => !node.running).length;
  const cuts = state.links.some(([, , how]) => how === "cut");
  byId("show").disabled = state.healsIn > 0 || cuts;
  byId("split").disabled = state.apart;
  byId("heal").disabled = !cuts;
  if (document.activeElement !== byId("load")) byId("load").value = state.load;
  const text = [];
  if (state.healsIn > 0) text.push(`heals in ${state.healsIn} s`);
  else if (state.apart) text.push("apart");
  if (behind > 0) text.push(`${count(behind)} of ${count(state.nodes.length)} nodes behind`);
  if (down > 0) text.push(`${count(down)} down`);
  phase(text.length ? text.join(", ") : "all in sync", state.apart || down > 0 ? "bad" : behind > 0 ? "warn" : "good");
}

function phase(text, colour) {
  setText(byId("phase"), text);
  byId("phase").className = `pill ${colour}`;
}

let hiding;
function refuse(message) {
  setText(byId("refused"), message);
  byId("refused").hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (byId("refused").hidden = true), REFUSED_MILLIS);
}

byId("show").addEventListener("click", () => act({ do: "show" }));
byId("split").addEventListener("click", () => act({ do: "split" }));
byId("heal").addEventListener("click", () => act({ do: "healAll" }));
byId("load").addEventListener("change", (event) => act({ do: "load", perSecond: Number(event.target.value) }));
