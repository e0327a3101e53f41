// The map of people: drag somebody onto the person they report to (their card does the same by keyboard), and light
// the lines of whoever is pointed at. Touch scrolls the map; there the card is the way.
(() => {
  "use strict";
  const START = 6;
  let drag = null;
  let dropped = false;

  const fill = (words, parts) => (words ?? "").replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
  const personAt = (event) => event.target.closest?.(".map .person");

  function light(node) {
    for (const line of document.querySelectorAll(".map .line.lit")) line.classList.remove("lit");
    if (!node) return;
    const id = CSS.escape(node.dataset.id);
    for (const line of document.querySelectorAll(`.map .line[data-start="${id}"], .map .line[data-end="${id}"]`)) line.classList.add("lit");
  }

  function say(text) {
    const place = document.querySelector("#map-says");
    if (place) place.textContent = text;
  }

  function under(event) {
    const found = document.elementFromPoint(event.clientX, event.clientY);
    const drop = found?.closest("[data-drop]");
    const person = found?.closest("[data-map] .person");
    return drop ?? (person === drag.node ? null : person) ?? null;
  }

  function begin() {
    drag.live = true;
    drag.node.classList.add("dragged");
    drag.map.classList.add("dragging");
    drag.nobody = drag.map.querySelector("[data-drop]");
    if (drag.nobody) drag.nobody.hidden = false;
    drag.ghost = document.createElement("div");
    drag.ghost.className = "map-ghost";
    drag.ghost.setAttribute("aria-hidden", "true");
    document.body.append(drag.ghost);
  }

  function words(target) {
    const { map, node } = drag;
    const name = node.dataset.name;
    if (!target) return name;
    if (target === drag.nobody) return fill(map.dataset.nobody, { name });
    return fill(map.dataset.over, { name, boss: target.dataset.name });
  }

  function move(event) {
    const target = under(event);
    if (target !== drag.over) {
      drag.over?.classList.remove("over");
      target?.classList.add("over");
      drag.over = target;
    }
    drag.ghost.textContent = words(target);
    const left = Math.max(0, Math.min(event.clientX + 14, window.innerWidth - drag.ghost.offsetWidth - 8));
    drag.ghost.style.translate = `${left}px ${event.clientY + 14}px`;
    scroll(event);
  }

  // Near an edge the map scrolls along, and near the window's the page.
  function scroll(event) {
    const box = drag.map.getBoundingClientRect();
    const side = (at, from, to) => (at < from + 36 ? -18 : at > to - 36 ? 18 : 0);
    drag.map.scrollBy(side(event.clientX, box.left, box.right), side(event.clientY, box.top, box.bottom));
    window.scrollBy(0, side(event.clientY, 60, window.innerHeight - 24));
  }

  function end() {
    if (!drag) return;
    drag.node.classList.remove("dragged");
    drag.map.classList.remove("dragging");
    drag.over?.classList.remove("over");
    drag.ghost?.remove();
    if (drag.nobody) drag.nobody.hidden = true;
    drag = null;
  }

  function send(target) {
    const { map, node } = drag;
    const said = words(target);
    const values = { reports_to_id: target.dataset.id ?? "", version: node.dataset.version };
    const url = map.dataset.boss.replace("{id}", node.dataset.id);
    end();
    window.htmx
      .ajax("POST", url, { source: map, target: "#people", select: "#people", swap: "outerHTML", values })
      .then(() => say(said));
  }

  document.addEventListener("pointerdown", (event) => {
    const node = event.button === 0 && event.pointerType !== "touch" ? personAt(event) : null;
    const map = node?.closest("[data-map]");
    dropped = false;
    if (map) drag = { node, map, x: event.clientX, y: event.clientY, live: false, over: null };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.live && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < START) return;
    if (!drag.live) begin();
    event.preventDefault();
    move(event);
  });
  document.addEventListener("pointerup", () => {
    if (!drag?.live) return end();
    dropped = true;
    if (drag.over) send(drag.over); else end();
  });
  document.addEventListener("pointercancel", end);
  document.addEventListener("dragstart", (event) => { if (personAt(event)) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    if (dropped && personAt(event)) event.preventDefault();
    dropped = false;
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drag?.live) return;
    event.stopPropagation();
    end();
  }, true);

  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, (event) => light(personAt(event)));
})();
