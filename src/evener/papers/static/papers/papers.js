// Keeps what is typed into a paper in this tab until it is saved, so that a session that ends or a browser that
// closes loses nothing. Works on top of a plain form; without it the form still saves.
(() => {
  "use strict";
  const form = document.querySelector("#paper-form");
  const note = document.querySelector("#kept-note");
  if (!form || !note) return;
  const place = `paper-${form.dataset.paper}`;
  const store = {
    get() { try { return JSON.parse(sessionStorage.getItem(place)); } catch { return null; } },
    set(value) { try { sessionStorage.setItem(place, JSON.stringify(value)); } catch { /* full, or a private window */ } },
    drop() { try { sessionStorage.removeItem(place); } catch { /* nothing was kept */ } },
  };
  const skipped = new Set(["csrfmiddlewaretoken", "version", "good"]);
  const typed = () => [...new FormData(form)].filter(([name]) => !skipped.has(name)).map(([name, value]) => [name, String(value)]);

  function take(values) {
    const given = new Map();
    for (const [name, value] of values) given.set(name, [...(given.get(name) ?? []), value]);
    for (const field of form.elements) {
      if (!field.name || skipped.has(field.name) || field.type === "submit") continue;
      const found = given.get(field.name) ?? [];
      if (field.type === "checkbox") field.checked = found.includes(field.value);
      else if (found.length) field.value = found[0];
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const opened = JSON.stringify(typed());
  const kept = store.get();
  if (kept && JSON.stringify(kept.values) !== opened) {
    if (kept.version === form.dataset.version) note.hidden = false;
    else store.drop();
  }
  note.querySelector("[data-take-kept]").addEventListener("click", () => { take(store.get().values); note.hidden = true; });
  note.querySelector("[data-drop-kept]").addEventListener("click", () => { store.drop(); note.hidden = true; });
  const keep = () => {
    const values = typed();
    if (JSON.stringify(values) === opened) store.drop();
    else store.set({ version: form.dataset.version, values });
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  document.querySelector("#claims-panel")?.addEventListener("change", () => { keep(); form.dispatchEvent(new Event("change", { bubbles: true })); });
})();
