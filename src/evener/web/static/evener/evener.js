// Glue between htmx and the page: CSRF, toasts, dialogs, menus, in-place edits, theme.
// Every page works without this file; it only makes things quick.
(() => {
  "use strict";
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const one = (selector, from = document) => from.querySelector(selector);

  // htmx sends the CSRF token as a header; plain forms carry their own field.
  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx.request;
    if (request.method !== "GET") request.headers["X-CSRFToken"] = meta("csrf-token");
  });

  // Toasts. The server says HX-Trigger: {"toast": {"text": "Saved.", "tone": "ok"}}.
  function toast(text, tone = "ok") {
    const region = one("#toasts");
    if (!region || !text) return;
    const box = document.createElement("div");
    box.className = `toast ${tone}`;
    const words = document.createElement("span");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "✕";
    close.setAttribute("aria-label", region.dataset.closeLabel);
    box.append(words, close);
    region.append(box);
    fade(box, tone);
  }

  // A problem stays until it is closed; good news leaves by itself.
  function fade(box, tone) {
    if (tone === "danger" || tone === "warn") return;
    const leave = () => (box.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : box.remove());
    setTimeout(leave, 6000);
  }

  document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.tone));

  // Answers that are not swapped into the page (see htmx-config noSwap) say their sentence in a toast.
  document.addEventListener("htmx:response:error", (event) => {
    const { ctx } = event.detail;
    const status = ctx.response.status;
    const page = new DOMParser().parseFromString(ctx.text ?? "", "text/html");
    const problem = one("[data-problem-page]", page);
    if (status === 409 || status === 422) {
      // A form with its errors is swapped in by htmx; a page about a problem is shown over what the person did.
      if (!problem) return;
      ctx.hx.reswap = "none";
      if (status === 409 || !one("[data-problem]", page)) showProblem(problem);
      else toast(one(".errorlist", page)?.textContent.trim() || one("[data-problem]", page).textContent.trim(), "danger");
      return;
    }
    toast(one("[data-problem]", page)?.textContent.trim() || one("#toasts").dataset.failed, "danger");
  });
  document.addEventListener("htmx:error", (event) => {
    if (event.detail.ctx && !event.detail.ctx.response) toast(one("#toasts").dataset.offline, "danger");
  });

  function showProblem(problem) {
    one("#problem")?.remove();
    const dialog = document.createElement("dialog");
    dialog.id = "problem";
    dialog.className = "dialog";
    const body = document.createElement("div");
    body.className = "dialog-body";
    const title = one("h1", problem);
    if (title) {
      title.id = "problem-title";
      dialog.setAttribute("aria-labelledby", title.id);
    }
    const foot = document.createElement("form");
    foot.method = "dialog";
    foot.className = "dialog-foot";
    const close = document.createElement("button");
    close.className = "btn";
    close.textContent = one("#toasts").dataset.closeLabel;
    foot.append(close);
    body.append(problem);
    dialog.append(body, foot);
    document.body.append(dialog);
    dialog.showModal();
  }

  // Dialogs: data-dialog="id" opens, <form method="dialog"> and data-close shut, a click beside it shuts too.
  function open(id) {
    const dialog = document.getElementById(id);
    if (!dialog?.showModal) return false;
    if (!dialog.open) dialog.showModal();
    return true;
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener && open(opener.dataset.dialog)) event.preventDefault();
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
    if (event.target.closest(".toast button")) event.target.closest(".toast").remove();
    if (event.target instanceof HTMLDialogElement && event.target.open && beside(event)) event.target.close();
    closeMenus(event.target);
  });

  function beside(event) {
    const box = event.target.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }

  // The server may answer an htmx request for a dialog: it lands in #dialog-slot and opens itself.
  document.addEventListener("htmx:after:swap", () => {
    for (const dialog of document.querySelectorAll("dialog[data-open]")) {
      dialog.removeAttribute("data-open");
      if (!dialog.open) dialog.showModal();
    }
  });
  document.addEventListener("close-dialog", () => one("dialog[open]")?.close());

  // Menus and "why?" boxes are <details>: one open at a time, Escape closes and gives the focus back.
  const boxes = "details.menu[open], details.why[open]";
  function closeMenus(keep) {
    for (const box of document.querySelectorAll(boxes)) if (!box.contains(keep)) box.open = false;
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const box = event.target.closest?.(boxes) ?? one(boxes);
    if (box) {
      box.open = false;
      one("summary", box).focus();
      event.stopPropagation();
      return;
    }
    // In-place edit: Escape presses the form's own Cancel.
    const cancel = one("[data-cancel]", event.target.closest?.("form, .edit-form") ?? document.createElement("i"));
    if (cancel) cancel.click();
  });

  // In-place edit: after the form has come, its first control has the focus; after it has gone, the field has.
  // Each request remembers its own field, so that a quick second one does not take the focus of the first.
  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    ctx.edited = ctx.sourceElement.closest("[data-edit]")?.id;
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const edited = event.detail.ctx?.edited;
    const place = edited && document.getElementById(edited);
    if (!place) return;
    const control = one("[aria-invalid='true'], input:not([type=hidden]), select, textarea", place) ?? one("a, button", place);
    control?.focus({ preventScroll: true });
  });
  // Selected as the focus comes, whoever brings it (the browser's autofocus may be first, even before this script);
  // once somebody has typed there, the text stays as it is.
  function selectUntouched(control) {
    const text = control?.matches("[data-edit] input:not([type=file], [type=checkbox], [type=radio])");
    if (text && control.value === control.defaultValue) control.select();
  }
  document.addEventListener("focusin", (event) => selectUntouched(event.target));
  selectUntouched(document.activeElement);

  // A button that chooses in a list of the same form.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose]");
    const list = button && document.getElementById(button.dataset.choose);
    if (!list) return;
    list.value = button.value;
    list.focus();
  });

  // Forms marked data-auto are sent when a choice is made; their plain button is for pages without JavaScript.
  document.addEventListener("change", (event) => {
    event.target.closest("form[data-auto]")?.requestSubmit();
    if (event.target.matches("[data-all]")) {
      for (const box of document.querySelectorAll(".row-check")) box.checked = event.target.checked;
    }
    if (event.target.matches(".row-check, [data-all]")) {
      const count = document.querySelectorAll(".row-check:checked").length;
      for (const place of document.querySelectorAll("[data-chosen]")) place.textContent = count;
    }
  });

  // A form is sent once: the second press within the same page does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.matches("[data-theme-form]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // Theme: the cookie lets the server draw the next page right, the form posts to it without JavaScript.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-theme-form]")) return;
    event.preventDefault();
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    const next = dark ? "light" : "dark";
    root.dataset.theme = next;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${next}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    try { localStorage.setItem("theme", next); } catch { /* private window: the cookie is enough */ }
  });

  document.documentElement.classList.add("js");
  // On a phone the tabs are wider than the page: the one that is open shows.
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    const tabs = tab.closest(".tabs");
    tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
  }
  for (const box of document.querySelectorAll(".toast")) fade(box, box.classList.contains("ok") ? "ok" : "warn");
})();
