// Fields marked data-plain are checked as they are typed; what is found stands in a line below them.
// data-plain may name the element to put it in. Without this file the page /plain/ does the same.
(() => {
  "use strict";
  const here = document.currentScript.dataset;
  const WAIT = 500;
  const FIELDS = "textarea[data-plain], input[data-plain]";
  const states = new WeakMap();

  function attach(field) {
    if (states.has(field)) return;
    const place = field.dataset.plain && document.getElementById(field.dataset.plain);
    const notes = place || document.createElement("div");
    const live = document.createElement("p");
    live.className = "sr";
    live.setAttribute("role", "status");
    const body = document.createElement("div");
    if (!place) {
      // An empty line from the start: nothing moves when something is found.
      notes.className = "plain-notes help";
      body.textContent = "\u00a0";
      const above = field.closest(".edit-row") ?? field;
      (above.nextElementSibling?.matches(".help") ? above.nextElementSibling : above).after(notes);
    } else body.append(...notes.childNodes);
    notes.append(live, body);
    const state = { field, live, body, timer: 0, round: 0, checked: null, own: null };
    states.set(field, state);
    field.addEventListener("input", () => later(state));
    body.addEventListener("click", (event) => pressed(state, event));
    if (field.value.trim() && !place) later(state, 0);
  }

  function later(state, wait = WAIT) {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => check(state), wait);
  }

  // What was written instead of a word that was found: the text around it is as it was, the word is another.
  function instead(state, text) {
    if (!state.own && state.checked) {
      for (const each of state.checked.words) {
        const head = state.checked.text.slice(0, each.at), tail = state.checked.text.slice(each.at + each.word.length);
        if (text.startsWith(head) && text.endsWith(tail) && text.length >= head.length + tail.length) {
          state.own = { word: each.word, head, tail };
          break;
        }
      }
    }
    const own = state.own;
    if (!own || !text.startsWith(own.head) || !text.endsWith(own.tail) || text.length < own.head.length + own.tail.length) {
      state.own = null;
      return null;
    }
    const plain = text.slice(own.head.length, text.length - own.tail.length).trim();
    if (plain === own.word) state.own = null;
    return state.own && plain ? { word: own.word, plain } : null;
  }

  async function check(state, more = {}) {
    const text = state.field.value, round = ++state.round;
    const own = text === state.checked?.text && !state.own ? null : instead(state, text);
    const sent = new URLSearchParams({ text, in: state.code ?? "", language: state.field.lang ?? "", ...own, ...more });
    let html = "";
    if (text.trim() || more.accept) {
      try {
        const answer = await fetch(here.check, {
          method: "POST",
          body: sent,
          headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]')?.content ?? "" },
        });
        if (!answer.ok) return;
        html = await answer.text();
      } catch { return; } // offline: the field works as any other
    }
    if (round !== state.round) return;
    show(state, html, text);
  }

  function show(state, html, text) {
    const wasOpen = Boolean(state.body.querySelector("details[open]"));
    const found = new DOMParser().parseFromString(html, "text/html").querySelector(".plain-answer");
    const focused = state.body.contains(document.activeElement);
    if (found) state.body.replaceChildren(found);
    else state.body.textContent = "\u00a0";
    const details = state.body.querySelector("details");
    if (details) details.open = wasOpen || Boolean(state.field.dataset.plain);
    if (focused) (details?.querySelector("summary") ?? state.field).focus();
    const said = found?.dataset.said ?? "";
    if (state.live.textContent !== said) state.live.textContent = said;
    state.code = found?.dataset.in ?? "";
    const words = new Map();
    for (const button of state.body.querySelectorAll("[data-plain-word]")) {
      const at = units(text, Number(button.dataset.plainAt));
      words.set(at, { at, word: text.slice(at, units(text, Number(button.dataset.plainAt) + Number(button.dataset.plainLength))) });
    }
    state.checked = { text, words: [...words.values()] };
  }

  // The server counts characters, a field counts in halves of those beyond the basic plane.
  const units = (text, characters) => Array.from(text).slice(0, characters).join("").length;

  function pressed(state, event) {
    const button = event.target.closest("button");
    if (!button) return;
    const { plainAt, plainLength, plainWith, plainAccept, plainKeep } = button.dataset;
    event.preventDefault();
    if (plainAccept) return void check(state, { accept: plainAccept });
    if (plainKeep) {
      state.own = null;
      return void check(state, { word: plainKeep, plain: plainWith, keep: "1" });
    }
    const { field } = state, text = field.value;
    if (text !== state.checked?.text) return void later(state, 0); // it was typed on meanwhile: look anew
    const start = units(text, Number(plainAt)), end = units(text, Number(plainAt) + Number(plainLength));
    field.setRangeText(plainWith, start, end, "end");
    state.checked = state.own = null;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    later(state, 0);
  }

  let styled = false;
  function look(root) {
    const fields = root.querySelectorAll(FIELDS);
    if (fields.length && !styled && !document.querySelector('link[href*="plain/plain"]')) {
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = here.style;
      document.head.append(sheet);
    }
    styled ||= fields.length > 0;
    fields.forEach(attach);
  }

  document.addEventListener("htmx:after:swap", () => look(document));
  look(document);
})();
