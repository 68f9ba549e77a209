"use strict";
// Keys press the buttons and links that carry them; a mention's button turns through its roles; nothing filled in is lost unasked.
// A verdict brings the next story into the open page (htmx), so what belongs to a story is looked up when it is needed.

const ROLES = ["terduga", "diimbau", "lain"];
const part = (id) => document.getElementById(id);
const filledIn = () => part("verdict") && new URLSearchParams(new FormData(part("verdict"))).toString();
const unsaved = () => part("verdict") && ("unsaved" in part("verdict").dataset || filledIn() !== opened);
const UNSEEN = 400; // for so many milliseconds nothing can be decided on a story that has just come: nobody has read it
let opened = filledIn();
let address = location.href;
let sent = null;
let pressed = 0;

// what is filled in while an answer is awaited would be lost with the page
function wait(yes) {
  part("isi").inert = yes;
  part("isi").ariaBusy = yes;
}

// keys that were meant for the page before are waited out: typing goes on after a pause
function begin() {
  const left = pressed + UNSEEN - performance.now();
  if (left > 0) return setTimeout(begin, left);
  wait(false);
  part("isi").focus({ preventScroll: true }); // where a screen reader goes on
}

function show() {
  opened = filledIn();
  sent = null;
  pressed = performance.now();
  wait(true);
  begin();
}

// the keys of a list are its own, but for the one of the status, which has the keys of the story
const isStatus = (element) => element.id === "status";
const typing = (element) => ["INPUT", "TEXTAREA"].includes(element.tagName) || (element.tagName === "SELECT" && !isStatus(element));
const moves = (event) => isStatus(event.target) && ["Enter", "ArrowLeft", "ArrowRight"].includes(event.key);

function choose(key) {
  const option = part("status").querySelector(`[data-key="${key}"]`);
  part("status").value = part("status").value === option.value ? "" : option.value;
}

function target(key) {
  const first = document.querySelector("[data-first]");
  if (key === "enter") return document.activeElement.matches("body, main") ? first : null;
  return (key === "j" && first) || document.querySelector(`[data-key="${CSS.escape(key)}"]:not(option)`);
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return; // a held key is no second decision
  if (part("isi").inert) {
    pressed = performance.now();
    if (event.key.length === 1 || event.key === "Enter") event.preventDefault();
    return;
  }
  if (event.key === "Escape" && document.activeElement.matches("input, textarea, select")) return document.activeElement.blur();
  if (typing(event.target) || moves(event)) return;
  const key = { ArrowRight: "j", ArrowLeft: "k" }[event.key] || event.key.toLowerCase();
  if (part("status") && /^[1-6]$/.test(key)) choose(key);
  else if (part("note") && key === "n") part("note").focus();
  else if (target(key)) target(key).click();
  else return;
  event.preventDefault();
});

document.addEventListener("submit", (event) => {
  if (!sent && !part("isi").inert) {
    sent = event.target;
    if (sent.id !== "verdict") setTimeout(() => { sent = null; }, 10 * UNSEEN); // whoever stops the loading goes on here
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("htmx:beforeSend", () => wait(true));

document.addEventListener("htmx:afterSwap", show);
if (part("verdict")) show();

document.addEventListener("htmx:pushedIntoHistory", () => { address = location.href; });

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(failure, ({ detail }) => {
  const said = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
  const reason = (said.querySelector("main p") || said.body).textContent;
  if (reason) part("unanswered").querySelector("span").textContent = `Belum disimpan: ${reason}`;
  part("unanswered").hidden = false;
  sent = null;
  wait(false);
});

// before htmx hears of it, which would load the page gone back to
addEventListener("popstate", (event) => {
  const stays = location.href.split("#")[0] === address.split("#")[0];
  if (!stays && !unsaved()) return;
  event.stopImmediatePropagation();
  if (stays) return;
  if (!confirm("Isian belum disimpan. Tinggalkan berita ini?")) return history.pushState(event.state, "", address);
  sent = part("verdict"); // so that it is not asked again
  location.reload();
});

addEventListener("beforeunload", (event) => {
  if ((sent && sent.id === "verdict") || !unsaved()) return;
  sent = null;
  event.preventDefault();
});

addEventListener("pageshow", () => { sent = null; });

document.addEventListener("click", (event) => {
  const mention = event.target.closest(".mention");
  if (!mention) return;
  const field = part("roles");
  const changed = JSON.parse(field.value || "{}");
  const role = ROLES[(ROLES.indexOf(mention.dataset.role) + 1) % ROLES.length];
  mention.classList.replace(mention.dataset.role, role);
  mention.title = mention.title.replace(`: ${mention.dataset.role}.`, `: ${role}.`);
  mention.dataset.role = role;
  mention.querySelector("small span").textContent = role;
  const differs = role !== mention.dataset.told;
  mention.classList.toggle("changed", differs);
  if (differs) changed[mention.dataset.start] = role;
  else delete changed[mention.dataset.start];
  field.value = JSON.stringify(changed);
});
