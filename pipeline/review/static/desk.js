"use strict";
// Keys press the buttons and links that carry them; a mention's button turns through its roles.

const ROLES = ["terduga", "diimbau", "lain"];
const typing = (element) => ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(document.activeElement)) return document.activeElement.blur();
  if (typing(event.target)) return;
  const note = document.getElementById("note");
  const status = document.getElementById("status");
  if (event.key === "n" && note) { event.preventDefault(); return note.focus(); }
  if (status && /^[1-6]$/.test(event.key)) {
    const option = status.querySelector(`[data-key="${event.key}"]`);
    if (option) status.value = status.value === option.value ? "" : option.value;
    return;
  }
  const key = { ArrowRight: "j", ArrowLeft: "k" }[event.key] || event.key;
  const first = key === "j" || key === "Enter" ? document.querySelector("[data-first]") : null;
  const target = first || (key === "Enter" ? null : document.querySelector(`[data-key="${CSS.escape(key)}"]:not(option)`));
  if (target && !(event.key === "Enter" && document.activeElement !== document.body)) { event.preventDefault(); target.click(); }
});

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
