"use strict";
// For those who write, on their pages only: a toolbar, saving by itself, a warning before unsaved work is left. Every page works without.

const text = document.querySelector("[data-toolbar] ~ * textarea, [data-toolbar] ~ textarea");
const toolbar = document.querySelector("[data-toolbar]");

const put = (before, after, lines) => {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const chosen = value.slice(from, to);
  const start = lines ? value.lastIndexOf("\n", from - 1) + 1 : from;
  text.focus();
  text.setSelectionRange(start, to);
  const inner = lines ? value.slice(start, to).split("\n").map((line) => before + line).join("\n") : before + chosen + after;
  document.execCommand("insertText", false, inner); // keeps undo, which setRangeText does not
};

if (toolbar && text) {
  toolbar.hidden = false;
  toolbar.addEventListener("click", ({ target }) => {
    const { wrap, line, insert, block } = target.dataset;
    if (wrap) put(wrap, wrap);
    if (line) put(line, "", true);
    if (insert) put(insert, "");
    if (block) put(`${block}\n`, "\n:::\n");
  });
}

// Saving by itself: a few seconds after the last change. The server answers with the new revision, or says that somebody else was faster:
// then it stops, and the button leads to the page where both texts are put together.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-saved]");
  let dirty = false, timer = 0, stopped = false;
  const save = async () => {
    if (!dirty || stopped || !navigator.onLine) return;
    dirty = false;
    const data = new FormData(form);
    data.set("do", "save");
    data.set("autosave", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), redirect: "error" });
      const now = await answer.json();
      if (!answer.ok) throw new Error(now.problem);
      for (const name of ["rev", "token"]) {
        for (const field of document.querySelectorAll(`input[type=hidden][name=${name}]`)) {
          if (name === "rev" || field.form === form) field.value = now[name];
        }
      }
      if (now.action) form.action = now.action;
      status.textContent = status.dataset.saved;
    } catch {
      dirty = true;
      stopped = true;
      status.textContent = status.dataset.failed;
    }
  };
  form.addEventListener("input", () => {
    dirty = true;
    stopped = false;
    status.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(save, 3000);
  });
  form.addEventListener("submit", () => { dirty = false; clearTimeout(timer); });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}
