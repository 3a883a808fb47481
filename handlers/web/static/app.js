"use strict";
// Comfort only: every page works without this file.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// A summary of faults takes the focus, so that a screen reader begins with it.
document.querySelector("[data-focus]")?.focus();

// Leaving replaces the page, so that Back does not return to it.
for (const link of all("[data-exit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
}

const offline = document.querySelector("[data-offline]");
const showConnection = () => { offline.hidden = navigator.onLine; };
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();

// A form is sent once, however often its button is pressed; and not into the void while offline.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent || !navigator.onLine) {
    event.preventDefault();
    if (!navigator.onLine) offline.scrollIntoView();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of all("button:not([type=button])", form)) button.setAttribute("aria-disabled", "true");
});
// Back may bring the page again as it was: its forms can be sent anew.
addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of all("[aria-disabled]", form)) button.removeAttribute("aria-disabled");
  }
});

// Answers not yet sent survive a reload; they leave this browser's tab only when the quiz is sent.
const keyOf = (attempt) => "answers:" + attempt;
const quiz = document.querySelector("form[data-keep]");
const store = (() => { try { return sessionStorage; } catch { return null; } })();

const save = () => {
  const answers = [...new FormData(quiz)].filter(([name]) => name !== "csrf");
  try { store?.setItem(keyOf(quiz.dataset.keep), JSON.stringify(answers)); } catch { /* full: nothing is kept */ }
};

const restore = () => {
  const saved = store?.getItem(keyOf(quiz.dataset.keep));
  if (!saved) return;
  const answers = JSON.parse(saved);
  for (const input of quiz.elements) {
    if (!input.name || input.name === "csrf") continue;
    const values = answers.filter(([name]) => name === input.name).map(([, value]) => value);
    if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
    else input.value = values[0] ?? "";
  }
};

// An ordering question becomes a list whose items move; the selects stay, unseen, and carry the positions.
const order = (list) => {
  const items = () => [...list.children];
  const select = (item) => item.querySelector("select");
  const status = list.parentElement.querySelector("[data-order-status]");
  const number = () => items().forEach((item, i) => { select(item).value = String(i + 1); });
  const moved = (item) => {
    number();
    save();
    const words = { item: item.dataset.name, n: items().indexOf(item) + 1, of: items().length };
    status.textContent = list.dataset.moved.replace(/%(\w+)%/g, (_, name) => words[name]);
  };
  items().sort((a, b) => (select(a).value || 99) - (select(b).value || 99)).forEach((item) => list.append(item));
  if (!("optional" in list.dataset)) number();
  for (const item of items()) {
    select(item).hidden = true;
    for (const part of all("[data-grip], [data-moves]", item)) part.hidden = false;
    for (const [name, way] of [["up", -1], ["down", 1]]) {
      const button = item.querySelector(`[data-${name}]`);
      button.addEventListener("click", () => {
        const other = way < 0 ? item.previousElementSibling : item.nextElementSibling;
        if (!other) return;
        way < 0 ? other.before(item) : other.after(item);
        button.focus();
        moved(item);
      });
    }
    drag(item, list, () => moved(item));
  }
};

const drag = (item, list, done) => {
  const grip = item.querySelector("[data-grip]");
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const move = ({ clientY }) => {
      const under = [...list.children].find((other) => {
        const box = other.getBoundingClientRect();
        return other !== item && clientY > box.top && clientY < box.bottom;
      });
      if (!under) return;
      const box = under.getBoundingClientRect();
      clientY < box.top + box.height / 2 ? under.before(item) : under.after(item);
    };
    const end = () => {
      removeEventListener("pointermove", move);
      item.classList.remove("moving");
      done();
    };
    item.classList.add("moving");
    addEventListener("pointermove", move);
    addEventListener("pointerup", end, { once: true });
    addEventListener("pointercancel", end, { once: true });
  });
};

if (quiz) {
  restore();
  all("[data-order]").forEach(order);
  quiz.addEventListener("input", save);
}
const sent = document.querySelector("[data-forget]");
if (sent) store?.removeItem(keyOf(sent.dataset.forget));
