// The lists with their cards. An element is kept as long as its list or card is there, so it keeps the focus, too.

const listElements = new Map();
const cardElements = new Map();
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** Returns the title of a list or card; both if there are two. */
export const titleOf = ({ titles }) => titles.join(" / ") || "(no title)";

/** Returns where a card is, or undefined. */
export function place({ lists }, id) {
  for (const list of lists) {
    const index = list.cards.findIndex((card) => card.id === id);
    if (index >= 0) return { list, index, card: list.cards[index], lists };
  }
}

/** Shows the lists of a state. */
export function showLists(parent, state, act, edit, move) {
  const focused = document.activeElement;
  arrange(parent, state.lists, listElements, (list) => newList(list.id, act, edit), (element, list) => {
    fill(element, ".edit", titleOf(list), list.titles.length > 1);
    element.querySelector("input").setAttribute("aria-label", `Title of a new card in ${titleOf(list)}`);
    arrange(element.querySelector("ol"), list.cards, cardElements, (card) => newCard(card.id, act, edit, move), (at, card) => showCard(at, card, state.person));
  });
  if (focused !== document.activeElement && focused.isConnected) focused.focus();
  for (const elements of [listElements, cardElements]) {
    for (const [id, element] of elements) if (!element.isConnected) elements.delete(id);
  }
}

function arrange(parent, items, elements, make, show) {
  const ids = new Set(items.map((item) => item.id));
  for (const child of [...parent.children]) if (!ids.has(child.dataset.id)) child.remove();
  let next = parent.firstElementChild;
  for (const item of items) {
    if (!elements.has(item.id)) elements.set(item.id, make(item));
    const element = elements.get(item.id);
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
    show(element, item);
  }
}

function copyOf(template, id) {
  const element = document.getElementById(template).content.firstElementChild.cloneNode(true);
  element.dataset.id = id;
  return element;
}

function newList(id, act, edit) {
  const element = copyOf("list-template", id);
  element.querySelector(".edit").onclick = () => edit(id);
  element.querySelector("form").onsubmit = (event) => {
    event.preventDefault();
    act({ do: "addCard", list: id, title: event.target.title.value });
    event.target.reset();
  };
  element.ondragover = (event) => event.preventDefault();
  element.ondrop = (event) => {
    event.preventDefault();
    const below = [...element.querySelectorAll(".card")].find((card) => event.clientY < middleOf(card));
    act({ do: "move", card: event.dataTransfer.getData("text/plain"), list: id, before: below?.dataset.id ?? "" });
  };
  return element;
}

function middleOf(card) {
  const { top, height } = card.getBoundingClientRect();
  return top + height / 2;
}

function newCard(id, act, edit, move) {
  const element = copyOf("card-template", id);
  element.querySelector(".done").onchange = (event) => act({ do: "done", card: id, on: event.target.checked });
  element.querySelector(".vote").onclick = (event) => act({ do: "vote", card: id, on: event.currentTarget.getAttribute("aria-pressed") !== "true" });
  element.querySelector(".edit").onclick = () => edit(id);
  element.querySelector(".grip").onclick = () => edit(id);
  element.querySelector(".grip").onkeydown = (event) => {
    if (event.key in ARROWS) {
      event.preventDefault();
      move(id, ...ARROWS[event.key]);
    }
  };
  element.ondragstart = (event) => event.dataTransfer.setData("text/plain", id);
  return element;
}

function showCard(element, card, person) {
  const title = titleOf(card);
  const votes = card.voters.length;
  element.classList.toggle("is-done", card.done);
  fill(element, ".title", title, card.titles.length > 1);
  fill(element, ".note", card.notes.join(" / "), card.notes.length > 1);
  const done = element.querySelector(".done");
  done.checked = card.done;
  done.setAttribute("aria-label", `${title} is done`);
  const vote = element.querySelector(".vote");
  vote.textContent = `▲ ${votes}`;
  vote.setAttribute("aria-label", `Vote for ${title}, ${votes} so far`);
  vote.setAttribute("aria-pressed", card.voters.includes(person));
  element.querySelector(".grip").setAttribute("aria-label", `Move ${title}: arrow keys`);
}

/** Texts of people are text and nothing else. */
function fill(element, selector, text, undecided) {
  const at = element.querySelector(selector);
  at.textContent = text;
  at.classList.toggle("undecided", undecided);
}
