// Keyboard: every element with data-key says its own shortcut ("c", "g d", "ctrl+k"); j and k move in lists.
(() => {
  "use strict";
  const one = (selector, from = document) => from.querySelector(selector);
  let waiting = "";
  let timer = 0;

  function singleKeysOn() {
    try { return localStorage.getItem("keys") !== "off"; } catch { return true; }
  }

  const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  function press(element) {
    if (element.matches("input, select, textarea")) element.focus();
    else element.click();
  }

  const shown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
  function find(keys) {
    const all = [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)];
    return all.find(shown) ?? all[0];
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.key.length !== 1) return;
    if (typing(event.target) || one("dialog[open]") || !singleKeysOn()) return;
    const keys = waiting ? `${waiting} ${event.key}` : event.key;
    waiting = "";
    clearTimeout(timer);
    if (event.key === "g" && keys === "g") {
      waiting = "g";
      timer = setTimeout(() => { waiting = ""; }, 1200);
      return;
    }
    const element = find(keys);
    if (element) {
      event.preventDefault();
      press(element);
    } else if (keys === "j" || keys === "k") {
      if (move(keys === "j" ? 1 : -1)) event.preventDefault();
    } else if (keys === "x") {
      const box = one(".row-check", document.activeElement?.closest("tr, li") ?? document.createElement("i"));
      if (box) box.click();
    }
  });

  // Rows: real focus moves from row link to row link, so Enter opens and a screen reader follows.
  function move(by) {
    const links = [...document.querySelectorAll(".row-link")].filter(shown);
    if (!links.length) return false;
    const row = document.activeElement?.closest("tr, li");
    const at = links.findIndex((link) => link === document.activeElement || (row && row.contains(link)));
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  // Palette: a dialog fed by /search/?q=; the arrows walk its links.
  const palette = one("#palette");
  const results = one("#palette-results");

  function openPalette() {
    if (!palette?.showModal) { location.href = "/search/"; return; }
    if (!palette.open) palette.showModal();
    const input = one("input", palette);
    input.select();
    if (!input.value) pages();
  }

  // Before anything is typed the palette offers the pages of the main navigation and this page's own actions.
  function pages() {
    const list = document.createElement("ul");
    list.className = "hits";
    for (const source of document.querySelectorAll(".nav a, .top-end a[data-key]:not([data-palette])")) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = source.href;
      const icon = one(".icon", source)?.cloneNode(true);
      const words = document.createElement("span");
      words.textContent = (one("span", source) ?? source).textContent.trim();
      const end = document.createElement("span");
      end.className = "end";
      for (const key of (source.dataset.key ?? "").split(" ").filter(Boolean)) {
        const box = document.createElement("kbd");
        box.textContent = key;
        end.append(box, " ");
      }
      link.append(...[icon, words, end].filter(Boolean));
      item.append(link);
      list.append(item);
    }
    results.replaceChildren(list);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]") && palette?.showModal) {
      event.preventDefault();
      openPalette();
    }
    if (event.target.closest('[data-dialog="shortcuts"]')) listKeys();
  });

  palette?.addEventListener("keydown", (event) => {
    const input = one("input", palette);
    const links = [...palette.querySelectorAll("a[href]")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      // A search field would only empty itself.
      event.preventDefault();
      palette.close();
    } else if (event.key === "ArrowDown" && links.length) {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)].focus();
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      (at > 0 ? links[at - 1] : input).focus();
    } else if (event.key === "Enter" && event.target === input && links.length) {
      event.preventDefault();
      links[0].click();
    } else if (event.key.length === 1 && at >= 0 && !event.ctrlKey && !event.metaKey) {
      input.focus();
    }
  });
  one("#palette-q")?.addEventListener("input", (event) => { if (!event.target.value.trim()) pages(); });

  // The list of shortcuts is read from the page, so it cannot be wrong about it.
  function listKeys() {
    const place = one("[data-keys]");
    if (!place || place.dataset.done) return;
    place.dataset.done = "yes";
    for (const element of document.querySelectorAll("[data-key]")) {
      const name = document.createElement("dt");
      name.textContent = (element.getAttribute("aria-label") ?? (one("span", element) ?? element).textContent).trim();
      const value = document.createElement("dd");
      for (const key of element.dataset.key.split(/[ +]/)) {
        const box = document.createElement("kbd");
        box.textContent = key;
        value.append(box, " ");
      }
      place.append(name, value);
    }
  }

  const keysSwitch = one("[data-keys-switch]");
  if (keysSwitch) {
    keysSwitch.checked = singleKeysOn();
    keysSwitch.addEventListener("change", () => {
      try { localStorage.setItem("keys", keysSwitch.checked ? "on" : "off"); } catch { /* stays on */ }
    });
  }
})();
