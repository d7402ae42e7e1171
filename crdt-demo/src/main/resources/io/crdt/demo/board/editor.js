// The dialog in which a list or card is edited. What others change meanwhile is shown, but where one is writing.

import { place, titleOf } from "./lists.js";

const $ = (id) => document.getElementById(id);
let id;
let latest;
let act;

/** Opens the editor of a list or card. */
export function openEditor(of) {
  id = of;
  $("title").dataset.shown = $("note").dataset.shown = "";
  $("title").value = $("note").value = "";
  $("editor").showModal();
  showEditor(latest, act);
}

/** Shows a state in the editor, if it is open. */
export function showEditor(state, send) {
  latest = state;
  act = send;
  if (!$("editor").open) return;
  const at = place(state, id);
  const item = at?.card ?? state.lists.find((list) => list.id === id);
  if (!item) {
    $("editor").close();
    return;
  }
  $("editor-heading").textContent = at ? "Card" : "List";
  $("of-card").hidden = $("up").hidden = $("down").hidden = !at;
  show($("title"), item.titles.join(" / "));
  $("titles").hidden = item.titles.length < 2;
  if (at) showCard(at);
}

function showCard({ lists, list, index, card }) {
  show($("note"), card.notes.join("\n\n"));
  $("notes").hidden = card.notes.length < 2;
  $("voters").textContent = card.voters.length ? `Votes: ${card.voters.join(", ")}` : "No votes";
  $("list").replaceChildren(...lists.map((each) => new Option(titleOf(each), each.id, false, each === list)));
  $("up").disabled = index === 0;
  $("down").disabled = index === list.cards.length - 1;
}

/** Shows what is there now, unless the person has begun to write. */
function show(field, text) {
  if (field.value === field.dataset.shown) field.value = text;
  field.dataset.shown = text;
}

function commit(field, command) {
  if (field.value !== field.dataset.shown && field.checkValidity()) {
    field.dataset.shown = field.value;
    act(command);
  }
}

const commitTitle = () => commit($("title"), { do: "rename", id, title: $("title").value });
const commitNote = () => commit($("note"), { do: "note", card: id, note: $("note").value });

function moveBy(step) {
  const { list, index } = place(latest, id);
  const others = list.cards.filter((card) => card.id !== id);
  act({ do: "move", card: id, list: list.id, before: others[index + step]?.id ?? "" });
}

$("title").onchange = commitTitle;
$("note").onchange = commitNote;
$("editor").onclose = () => {
  commitTitle();
  if (!$("of-card").hidden) commitNote();
};
$("list").onchange = () => act({ do: "move", card: id, list: $("list").value, before: "" });
$("up").onclick = () => moveBy(-1);
$("down").onclick = () => moveBy(1);
$("delete").onclick = () => {
  for (const field of [$("title"), $("note")]) field.value = field.dataset.shown; // nothing is left to commit
  act({ do: "delete", id });
  $("editor").close();
};
