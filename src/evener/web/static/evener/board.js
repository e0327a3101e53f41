// The board: drag with SortableJS; by keyboard pick a card up with Space, choose a stage with the arrows, put it down
// with Space (Ctrl+Shift+arrows do it in one go); or the card's own menu. Either way one POST per move.
(() => {
  "use strict";
  const find = () => document.querySelector("[data-board]");
  if (!find()) return;
  const columns = () => [...find().querySelectorAll("[data-stage]")];
  const cardOf = (id) => find()?.querySelector(`.card[data-id="${CSS.escape(id)}"]`);
  const focus = (card) => card?.querySelector(".row-link")?.focus();
  const stageName = (column) => column.dataset.name ?? column.dataset.stage;

  function say(key, card, column) {
    const place = document.querySelector("#board-says");
    const words = find().dataset[`say${key}`];
    if (!place || !words) return;
    const all = columns();
    const parts = { name: card.querySelector(".row-link").textContent.trim(), stage: stageName(column), place: all.indexOf(column) + 1, count: all.length };
    place.textContent = words.replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
  }

  // Server contract: POST data-move (with {id} as the card's data-id) stage=<stage> version=<data-version>. It answers
  // with the whole board as it is now: 200, or 409 when somebody else was faster. On any other answer, or none, the
  // card goes back.
  function send(card, stage, undo, { refocus }) {
    const id = card.dataset.id;
    const url = find().dataset.move.replace("{id}", id).replace("%7Bid%7D", id);
    let drawn = false;
    const done = (event) => {
      const status = event.detail.ctx.response?.status;
      drawn = status < 400 || status === 409;
    };
    document.addEventListener("htmx:after:request", done, { once: true });
    const after = () => {
      document.removeEventListener("htmx:after:request", done);
      if (!drawn) undo();
      if (refocus) focus(cardOf(id));
    };
    return window.htmx
      .ajax("POST", url, { source: card, target: "#board", swap: "outerHTML", values: { stage, version: card.dataset.version } })
      .then(after, after);
  }

  function sortable() {
    const board = find();
    if (!window.Sortable || !board?.dataset.move || board.classList.contains("board-live")) return;
    board.classList.add("board-live");
    for (const column of columns()) {
      window.Sortable.create(column, {
        group: "board", animation: 120, draggable: ".card", forceFallback: true, fallbackTolerance: 4, filter: "button, summary, select", preventOnFilter: false,
        delay: 150, delayOnTouchOnly: true, scroll: true, bubbleScroll: true,
        onStart: drop,
        onEnd(event) {
          if (event.from === event.to) return;
          const before = event.from.children[event.oldIndex] ?? null;
          send(event.item, event.to.dataset.stage, () => event.from.insertBefore(event.item, before), { refocus: false });
        },
      });
    }
  }

  // The card that is picked up by keyboard, and where it came from.
  let lifted = null;

  function lift(card) {
    const column = card.closest("[data-stage]");
    lifted = { card, column, next: card.nextElementSibling };
    card.classList.add("lifted");
    say("Lifted", card, column);
  }

  function carry(side) {
    const all = columns();
    const to = all[all.indexOf(lifted.card.closest("[data-stage]")) + side];
    if (!to) return;
    to.prepend(lifted.card);
    lifted.card.scrollIntoView({ block: "nearest", inline: "nearest" });
    focus(lifted.card);
    say("Over", lifted.card, to);
  }

  // Puts the card back where it was; `quietly` when the focus has gone elsewhere.
  function drop() {
    if (!lifted) return;
    const { card, column, next } = lifted;
    lifted = null;
    card.classList.remove("lifted");
    column.insertBefore(card, next?.parentElement === column ? next : null);
    return { card, column };
  }

  function put() {
    const { card, column, next } = lifted;
    const to = card.closest("[data-stage]");
    if (to === column) return cancel();
    lifted = null;
    card.classList.remove("lifted");
    say("Dropped", card, to);
    send(card, to.dataset.stage, () => column.insertBefore(card, next), { refocus: true });
  }

  function cancel() {
    const back = drop();
    if (!back) return;
    focus(back.card);
    say("Back", back.card, back.column);
  }

  function shift(card, side) {
    lift(card);
    const from = lifted.column;
    carry(side);
    if (card.closest("[data-stage]") === from) cancel();
    else put();
  }

  document.addEventListener("keydown", (event) => {
    const card = event.target.closest?.("[data-board] .card");
    if (!card || event.target.matches("select, input, button, summary") || event.altKey || event.metaKey) return;
    const rtl = getComputedStyle(find()).direction === "rtl";
    const side = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
    const movable = Boolean(find().dataset.move);
    if (event.key === " " && movable) {
      event.preventDefault();
      if (lifted) put(); else lift(card);
    } else if (event.key === "Enter" && lifted) {
      event.preventDefault();
      put();
    } else if (event.key === "Escape" && lifted) {
      event.preventDefault();
      event.stopPropagation();
      cancel();
    } else if (side && lifted) {
      event.preventDefault();
      carry(side);
    } else if (side && event.ctrlKey && event.shiftKey && movable) {
      event.preventDefault();
      shift(card, side);
    } else if (side && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      const all = columns();
      for (let i = all.indexOf(card.closest("[data-stage]")) + side; all[i]; i += side) {
        const other = all[i].querySelector(".card");
        if (other) { focus(other); break; }
      }
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.ctrlKey) {
      event.preventDefault();
      if (!lifted) focus(event.key === "ArrowDown" ? card.nextElementSibling : card.previousElementSibling);
    }
  });

  // Whoever walks away with Tab or the mouse leaves the card where it was. Moving it in the page blurs it too: wait.
  document.addEventListener("focusout", (event) => {
    if (lifted && lifted.card.contains(event.target)) {
      setTimeout(() => { if (lifted && !lifted.card.contains(document.activeElement)) drop(); });
    }
  });

  document.addEventListener("htmx:after:swap", sortable);
  sortable();
})();
