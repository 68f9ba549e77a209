"use strict";
// Keys press the buttons and links that carry them; a mention's button turns through its roles; nothing filled in is lost unasked.

const ROLES = ["terduga", "diimbau", "lain"];
const form = document.getElementById("verdict");
const choice = document.getElementById("status");
const note = document.getElementById("note");
const filledIn = () => form && new URLSearchParams(new FormData(form)).toString();
const opened = filledIn();
const unsaved = () => form && ("unsaved" in form.dataset || filledIn() !== opened);
let sent = null;

// the keys of a list are its own, but for the one of the status, which has the keys of the story
const typing = (element) => ["INPUT", "TEXTAREA"].includes(element.tagName) || (element.tagName === "SELECT" && element !== choice);
const moves = (event) => event.target === choice && ["Enter", "ArrowLeft", "ArrowRight"].includes(event.key);

function choose(key) {
  const option = choice.querySelector(`[data-key="${key}"]`);
  choice.value = choice.value === option.value ? "" : option.value;
}

function target(key) {
  const first = document.querySelector("[data-first]");
  if (key === "enter") return document.activeElement === document.body ? first : null;
  return (key === "j" && first) || document.querySelector(`[data-key="${CSS.escape(key)}"]:not(option)`);
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return; // a held key is no second decision
  if (event.key === "Escape" && document.activeElement.matches("input, textarea, select")) return document.activeElement.blur();
  if (typing(event.target) || moves(event)) return;
  const key = { ArrowRight: "j", ArrowLeft: "k" }[event.key] || event.key.toLowerCase();
  if (choice && /^[1-6]$/.test(key)) choose(key);
  else if (note && key === "n") note.focus();
  else if (target(key)) target(key).click();
  else return;
  event.preventDefault();
});

document.addEventListener("submit", (event) => {
  if (sent) return event.preventDefault();
  sent = event.target;
});

addEventListener("beforeunload", (event) => {
  if (sent === form || !unsaved()) return;
  sent = null;
  event.preventDefault();
});

addEventListener("pageshow", () => { sent = null; });

document.addEventListener("click", (event) => {
  const mention = event.target.closest(".mention");
  if (!mention) return;
  const field = document.getElementById("roles");
  const changed = JSON.parse(field.value || "{}");
  const role = ROLES[(ROLES.indexOf(mention.dataset.role) + 1) % ROLES.length];
  mention.classList.replace(mention.dataset.role, role);
  mention.classList.add("changed");
  mention.dataset.role = role;
  mention.querySelector("small span").textContent = role;
  changed[mention.dataset.start] = role;
  field.value = JSON.stringify(changed);
});
