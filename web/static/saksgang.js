// What script adds: keys, marking between steps and drawing, drafts, dropped
// files. Every page works without it.

const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(checkbox|radio|button|submit)$/.test(el.type));
const lettersOn = () => document.body.dataset.sgLetters !== "off";
const places = { w: "work", c: "cases", r: "records", p: "people", a: "access", o: "processes", k: "control" };

// --- Keys
let going = false;
const rows = () => [...document.querySelectorAll("main [data-href]")];
const here = () => document.querySelector("[data-sg-row]");

function mark(row) {
  here()?.removeAttribute("data-sg-row");
  if (!row) return;
  row.setAttribute("data-sg-row", "");
  row.querySelector("a, input")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(here());
  mark(all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))]);
}

const letters = {
  "/": () => document.querySelector("#sg-q")?.focus(),
  "?": () => document.querySelector("#sg-keys")?.showModal(),
  j: () => step(1),
  k: () => step(-1),
  x: () => here()?.querySelector("input[type=checkbox]")?.click(),
  g: () => { going = true; setTimeout(() => { going = false; }, 1500); },
};

document.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) return send(e);
  if (e.key === "Escape") return closeMenus(null, true);
  if (e.ctrlKey || e.metaKey || e.altKey || !lettersOn() || typing(e.target) || document.querySelector("dialog[open]")) return;
  if (going) {
    going = false;
    const link = document.querySelector(`[data-nav="${places[e.key]}"]`);
    if (link) { e.preventDefault(); location.assign(link.href); }
    return;
  }
  const choice = document.querySelector(`[data-sg-key="${CSS.escape(e.key)}"]`);
  if (choice) { e.preventDefault(); choice.click(); return; }
  // In a list with choices the focus is on the row's checkbox, where Enter would send the form.
  const onRow = e.target === document.body || e.target === here() || (e.target.matches?.("input[type=checkbox]") && here()?.contains(e.target));
  if (e.key === "Enter" && here() && onRow) { e.preventDefault(); location.assign(here().dataset.href); return; }
  if (letters[e.key]) { e.preventDefault(); letters[e.key](); }
});

function send(e) {
  const form = e.target.closest?.("form") ?? document.querySelector("form.sg-form");
  const button = form?.querySelector("button[aria-keyshortcuts=\"Control+Enter\"], button[data-variant=primary]");
  if (button) { e.preventDefault(); form.requestSubmit(button); }
}

// --- Menus close when one leaves them
function closeMenus(except, refocus) {
  for (const menu of document.querySelectorAll("details.sg-menu[open]")) {
    if (menu === except) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (refocus && inside) menu.querySelector("summary").focus();
  }
}
document.addEventListener("click", (e) => closeMenus(e.target.closest?.("details.sg-menu")));
document.addEventListener("focusin", (e) => closeMenus(e.target.closest?.("details.sg-menu")));

// --- Focus goes to what changed; a #why-… link opens its panel
document.querySelector("[data-sg-focus]")?.focus();
const open = () => {
  const target = location.hash.startsWith("#why-") && document.getElementById(location.hash.slice(1));
  if (target) target.open = true;
};
addEventListener("hashchange", open);
open();
document.addEventListener("toggle", (e) => {
  if (e.target.matches?.("details.sg-why[open]")) history.replaceState(null, "", `#${e.target.id}`);
}, true);

// --- Choosing a step marks its shape, and the other way round
function centre(shape) {
  const paper = shape?.closest(".sg-drawing-paper");
  if (!paper) return;
  const s = shape.getBoundingClientRect(), p = paper.getBoundingClientRect();
  paper.scrollBy(s.left - p.left - (p.width - s.width) / 2, s.top - p.top - (p.height - s.height) / 2);
}
for (const both of document.querySelectorAll("[data-sg-steps]")) {
  const choose = (id, from) => {
    for (const el of both.querySelectorAll("[data-step]")) el.toggleAttribute("data-marked", el.dataset.step === id);
    if (from.closest("svg")) both.querySelector(`.sg-step[data-step="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" });
    else centre(both.querySelector(`svg [data-step="${CSS.escape(id)}"]`));
  };
  for (const el of both.querySelectorAll("[data-step]")) {
    el.addEventListener("click", () => choose(el.dataset.step, el));
    el.addEventListener("focusin", () => choose(el.dataset.step, el));
  }
  centre(both.querySelector("svg [data-stage=now]"));
}

// --- Nothing typed is lost. A form with a draft keeps it in this browser until
// it has been accepted; any other form keeps it for as long as the tab lives.
const draftPrefix = "saksgang-draft:";
const sentKey = "saksgang-sent";
const draftKey = (form) => draftPrefix + (form.dataset.sgDraft || `${location.pathname}#${form.id}`);
const draftStore = (form) => form.dataset.sgDraft ? localStorage : sessionStorage;
const forms = [...document.querySelectorAll("form.sg-form")];

// What was sent is done with, unless this page says that it was not accepted.
const sent = sessionStorage.getItem(sentKey);
if (sent) {
  sessionStorage.removeItem(sentKey);
  const refused = document.querySelector("[data-sg-failed]") || forms.some((f) => draftKey(f) === sent && !f.hasAttribute("data-sg-fresh"));
  if (!refused) for (const store of [localStorage, sessionStorage]) store.removeItem(sent);
}
for (const form of forms) {
  const key = draftKey(form), store = draftStore(form);
  const note = form.querySelector("[data-sg-draft-note]");
  const fields = () => [...form.elements].filter((el) => el.name && !/^(hidden|file|password|submit)$/.test(el.type));
  const values = () => fields().map((el) => /^(checkbox|radio)$/.test(el.type) ? el.checked : el.value);
  try {
    const kept = JSON.parse(store.getItem(key) ?? "null");
    if (form.hasAttribute("data-sg-fresh") && kept?.length === fields().length && JSON.stringify(kept) !== JSON.stringify(values())) {
      fields().forEach((el, i) => { if (typeof kept[i] === "boolean") el.checked = kept[i]; else el.value = kept[i]; });
      if (note) note.textContent = note.dataset.restored;
    }
  } catch { store.removeItem(key); }
  const keep = () => {
    try { store.setItem(key, JSON.stringify(values())); return true; } catch { return false; /* full or refused: nothing is promised */ }
  };
  let wait;
  form.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => { if (keep() && note) note.textContent = note.dataset.saved; }, 400);
  });
  form.addEventListener("submit", () => { clearTimeout(wait); keep(); sessionStorage.setItem(sentKey, key); });
}
// Logging out leaves no drafts for the next person at the machine.
for (const form of document.querySelectorAll("form[action='/logout'], form[action='/demo/login']")) {
  form.addEventListener("submit", () => {
    for (const store of [localStorage, sessionStorage]) {
      for (const key of Object.keys(store)) if (key.startsWith(draftPrefix)) store.removeItem(key);
    }
  });
}

// --- Files can be dropped on the field that takes them
for (const drop of document.querySelectorAll("[data-sg-drop]")) {
  const input = drop.querySelector("input[type=file]");
  drop.querySelector("[data-sg-drop-hint]")?.removeAttribute("hidden");
  drop.addEventListener("dragover", (e) => { e.preventDefault(); drop.toggleAttribute("data-over", true); });
  drop.addEventListener("dragleave", () => drop.removeAttribute("data-over"));
  drop.addEventListener("drop", (e) => {
    e.preventDefault();
    drop.removeAttribute("data-over");
    input.files = e.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// --- How many rows are chosen
for (const form of document.querySelectorAll("form[data-sg-bulk]")) {
  const note = form.querySelector("[data-sg-chosen]");
  form.addEventListener("change", () => {
    const n = form.querySelectorAll("input[name=id]:checked").length;
    note.textContent = n ? note.dataset.some + n : note.dataset.none;
  });
}

// --- In a long list of choices one writes a part of the name; what has been
// chosen stays in sight
for (const find of document.querySelectorAll("[data-sg-find]")) {
  const input = find.querySelector("input"), note = find.querySelector("[data-sg-found]");
  const options = [...find.parentElement.querySelectorAll(".sg-option")];
  const narrow = () => {
    const words = input.value.trim().toLowerCase().split(/\s+/);
    for (const o of options) o.hidden = !o.querySelector("input").checked && !words.every((w) => o.textContent.toLowerCase().includes(w));
    note.textContent = input.value.trim() ? note.dataset.of.replace("{n}", options.filter((o) => !o.hidden).length) : "";
  };
  find.hidden = false;
  input.addEventListener("input", (e) => { e.stopPropagation(); narrow(); });
  input.addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.ctrlKey && !e.metaKey) e.preventDefault(); });
}
