// The page of one person's board: shows the state that the process sends, and sends back what the person does.

import { connect } from "./live.js";
import { showLists, place, titleOf } from "./lists.js";
import { openEditor, showEditor } from "./editor.js";

const $ = (id) => document.getElementById(id);
let state;
let moved; // the card that was moved by keyboard and has to be told of

const send = connect({ onState, onRefused, onOnline: (connected) => onConnected(connected) });

/** Sends a command and takes down the message about the last one. */
function act(command) {
  $("refused").hidden = true;
  if (!send(command)) onRefused("not done: the process of this board is not running");
}

function onState(next) {
  state = next;
  document.title = `Task board of ${state.person}`;
  $("people").textContent = [`${state.person} (you)`, ...state.others.map(({ name, here }) => name + (here ? " is here" : " is away"))].join(", ");
  $("saved").textContent = state.saved ? "✓ Saved" : "Saving…";
  $("undo").disabled = !state.undo;
  $("undo").textContent = state.undo ? `Undo: ${state.undo}` : "Undo";
  $("online").setAttribute("aria-checked", state.online);
  $("online").textContent = state.online ? "Online" : "Offline";
  $("banner").textContent = "You are offline. Go on working: it is kept here, and the others get it when you are back.";
  $("banner").hidden = state.online;
  showLists($("lists"), state, act, openEditor, onMove);
  showEditor(state, act);
  if (moved) tellPlace();
}

function onConnected(connected) {
  document.body.classList.toggle("cut-off", !connected);
  if (!connected) {
    $("banner").textContent = "The process of this board has ended. Start it again, and this page goes on.";
    $("banner").hidden = false;
  }
}

function onRefused(message) {
  moved = undefined;
  $("refused").textContent = message;
  $("refused").hidden = false;
}

/** Moves a card that was taken by its grip: dy up or down its list, dx to a list beside it. */
function onMove(id, dx, dy) {
  const { list, index, lists } = place(state, id);
  const target = lists[lists.indexOf(list) + dx];
  if (!target) return;
  const others = target.cards.filter((card) => card.id !== id);
  const to = index + dy;
  if (to < 0 || (!dx && to > others.length)) return;
  moved = id;
  act({ do: "move", card: id, list: target.id, before: others[to]?.id ?? "" });
}

function tellPlace() {
  const { list, index, card } = place(state, moved) ?? {};
  if (card) $("live").textContent = `${titleOf(card)}: ${index + 1} of ${list.cards.length} in ${titleOf(list)}`;
  moved = undefined;
}

$("add-list").onsubmit = (event) => {
  event.preventDefault();
  act({ do: "addList", title: event.target.title.value });
  event.target.reset();
};
$("undo").onclick = () => act({ do: "undo" });
$("online").onclick = () => act({ do: "online", on: !state.online });
document.onkeydown = (event) => {
  const undo = event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  if (undo && !event.target.closest("input:not([type=checkbox]), textarea, select")) {
    event.preventDefault();
    act({ do: "undo" });
  }
};
