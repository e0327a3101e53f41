// The board: drag with SortableJS, or by keyboard with the card's "move" menu and Ctrl+Shift+arrows. Either way one POST per move.
(() => {
  "use strict";
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const columns = () => [...board.querySelectorAll("[data-stage]")];

  // Server contract: POST data-move (with {id} as the card's data-id) stage=<stage> version=<data-version>;
  // it answers with the board's changed columns, or 409 and the reason. On any failure the card goes back.
  function send(card, stage, undo) {
    const url = board.dataset.move.replace("{id}", card.dataset.id).replace("%7Bid%7D", card.dataset.id);
    let failed = true;
    const done = (event) => { if (event.detail.ctx.response?.status < 400) failed = false; };
    card.addEventListener("htmx:after:request", done, { once: true });
    return window.htmx
      .ajax("POST", url, { source: card, target: "#board", swap: "outerMorph", values: { stage, version: card.dataset.version } })
      .then(() => { if (failed) undo(); }, undo);
  }

  if (window.Sortable) {
    // On the root: the board itself is replaced after every move.
    document.documentElement.classList.add("board-live");
    for (const column of columns()) {
      window.Sortable.create(column, {
        group: "board", animation: 120, draggable: ".card", forceFallback: true, fallbackTolerance: 4, filter: "button, summary, select", preventOnFilter: false,
        delay: 150, delayOnTouchOnly: true, scroll: true, bubbleScroll: true,
        onEnd(event) {
          if (event.from === event.to) return;
          const before = event.from.children[event.oldIndex] ?? null;
          send(event.item, event.to.dataset.stage, () => event.from.insertBefore(event.item, before));
        },
      });
    }
  }

  // Keyboard: on a card, Ctrl+Shift+left/right moves it one stage; arrows walk the cards.
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest(".card");
    if (!card || event.target.matches("select, input")) return;
    const column = card.closest("[data-stage]");
    const all = columns();
    const at = all.indexOf(column);
    const rtl = getComputedStyle(board).direction === "rtl";
    const side = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
    const link = (other) => other?.querySelector(".row-link")?.focus();
    if (side && event.ctrlKey && event.shiftKey) {
      event.preventDefault();
      const next = all[at + side];
      if (!next) return;
      const place = card.nextSibling;
      next.prepend(card);
      link(card);
      send(card, next.dataset.stage, () => { column.insertBefore(card, place); link(card); });
    } else if (side && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      for (let i = at + side; all[i]; i += side) if (all[i].querySelector(".card")) { link(all[i].querySelector(".card")); break; }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      link(event.key === "ArrowDown" ? card.nextElementSibling : card.previousElementSibling);
    }
  });
})();
