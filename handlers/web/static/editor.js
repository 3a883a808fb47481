"use strict";
// For those who write, on their pages only: a toolbar, sources and terms to insert, a preview that follows, saving by itself, order by
// dragging, a warning before unsaved work is left. Every page works without this file.

const find = (selector, root = document) => root.querySelector(selector);
const list = (selector, root = document) => [...root.querySelectorAll(selector)];
const edit = document.getElementById("edit");

// What the tools write goes to the text that had the focus last, where its caret stands.
let text = edit && (find("textarea[name=markdown]", edit) || find("textarea", edit));
edit?.addEventListener("focusin", ({ target }) => { if (target.matches("textarea")) text = target; });

// Typed as by hand, for that alone keeps undo.
const write = (from, to, words) => {
  text.focus();
  text.setSelectionRange(from, to);
  document.execCommand("insertText", false, words);
};

const wrap = (before, after, chosen = text.value.slice(text.selectionStart, text.selectionEnd)) => {
  const from = text.selectionStart;
  write(from, text.selectionEnd, before + chosen + after);
  text.setSelectionRange(from + before.length, from + before.length + chosen.length);
};

const prefix = (sign) => {
  const from = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const lines = text.value.slice(from, text.selectionEnd).split("\n");
  const all = lines.every((line) => line.startsWith(sign)); // pressed again, it takes the sign away
  write(from, text.selectionEnd, lines.map((line) => all ? line.slice(sign.length) : sign + line).join("\n"));
};

// A block stands on lines of its own.
const block = (head) => {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const before = from === 0 || value[from - 1] === "\n" ? "" : "\n\n";
  const open = `${before}${head}\n`;
  const chosen = value.slice(from, to);
  write(from, to, `${open}${chosen}\n:::\n`);
  text.setSelectionRange(from + open.length, from + open.length + chosen.length);
};

const shelf = document.getElementById("shelf"), images = document.getElementById("images");
const openShelf = (part) => {
  const fold = part === "images" ? images : shelf;
  fold.open = true;
  (document.getElementById(`${part}-shelf`) ?? fold).scrollIntoView({ block: "nearest" });
  document.getElementById(part === "images" ? "picture" : "find").focus();
};

const use = ({ wrap: sign, line, link, block: head, opens }) => {
  if (sign) wrap(sign, sign);
  if (line) prefix(line);
  if (link) wrap("[", `](${link})`);
  if (head) block(head.replace("{audience}", document.getElementById("audience")?.value || "diplomats"));
  if (opens) openShelf(opens);
};

// One stop of the Tab key; arrows move within (WAI-ARIA, toolbar pattern).
const toolbar = find("[data-toolbar]");
if (toolbar && text) {
  const tools = list("button", toolbar);
  toolbar.hidden = false;
  const stop = (tool) => tools.forEach((other) => { other.tabIndex = other === tool ? 0 : -1; });
  stop(tools[0]);
  toolbar.addEventListener("click", ({ target }) => { if (target.closest("button")) use(target.closest("button").dataset); });
  toolbar.addEventListener("focusin", ({ target }) => stop(target));
  toolbar.addEventListener("keydown", (event) => {
    const at = tools.indexOf(document.activeElement), rtl = document.dir === "rtl";
    const to = { ArrowRight: at + (rtl ? -1 : 1), ArrowLeft: at + (rtl ? 1 : -1), Home: 0, End: tools.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    tools[(to + tools.length) % tools.length].focus();
  });
  edit.addEventListener("keydown", (event) => {
    if (!event.target.matches("textarea") || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const tool = { b: "[data-wrap='**']", i: "[data-wrap='*']", k: "[data-link]" }[event.key];
    if (!tool) return;
    event.preventDefault();
    use(find(tool, toolbar).dataset);
  });
}

// Sources and terms: the list narrows while one types, and each mark is a button that puts it into the text.
if (shelf) {
  const field = document.getElementById("find"), found = find("[data-found]", shelf), rows = list("[data-mark]", shelf);
  find("[data-find]", shelf).hidden = true;
  const narrow = () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    found.textContent = found.dataset.found.replace("%count%", rows.filter((row) => !row.hidden).length);
  };
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the form is not what is meant
    rows.find((row) => !row.hidden)?.lastElementChild.focus();
  });
  for (const row of list("[data-mark]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.append(find("code", row));
    button.addEventListener("click", () => {
      const words = text.value.slice(text.selectionStart, text.selectionEnd).trim();
      const { mark } = row.dataset; // words that are marked become the link's own; a citation follows them
      const term = mark.startsWith("[[");
      write(term ? text.selectionStart : text.selectionEnd, text.selectionEnd, term && words ? mark.replace("]]", `|${words}]]`) : mark);
    });
    row.append(button);
  }
}

// An image that is uploaded stands in the text at once.
const upload = document.getElementById("image-form");
if (upload && text) {
  upload.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const status = find("[data-uploaded]", upload), data = new FormData(upload);
    data.set("live", "1");
    status.textContent = "…";
    try {
      const answer = await fetch(upload.action, { method: "POST", body: data, redirect: "error" });
      const now = await answer.json();
      if (!answer.ok) throw new Error(now.errors?.join(" ") ?? "");
      for (const field of list("input[type=hidden][name=rev]")) field.value = now.rev;
      upload.reset();
      const { selectionEnd: at, value } = text;
      write(at, at, `${at === 0 || value[at - 1] === "\n" ? "" : "\n\n"}${now.markdown}\n`);
      status.textContent = status.dataset.uploaded;
    } catch (error) {
      status.textContent = `${status.dataset.failed} ${error.message}`;
    }
  });
}

// The preview, as wide as a telephone or as there is room, in a frame where no script runs and no link leads away.
const shown = find("[data-shown]");
if (edit && shown) {
  const frame = document.createElement("iframe");
  frame.title = shown.dataset.shown;
  frame.setAttribute("sandbox", "allow-same-origin");
  frame.className = "phone";
  shown.append(frame);
  let scroll = 0, timer = 0, asked = 0;
  frame.addEventListener("load", () => {
    const page = frame.contentDocument;
    page.scrollingElement.scrollTop = scroll;
    page.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      event.preventDefault();
      const to = link.getAttribute("href").split("#")[1];
      if (to) page.getElementById(to)?.scrollIntoView();
    });
  });
  const faults = find("[data-faults]");
  const tell = ({ faults: all, heading }) => {
    const items = all.map(({ text: words, where, line }) => {
      const item = document.createElement("li");
      const field = line && edit.elements[where];
      if (!field) item.textContent = words;
      else {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "fault";
        button.textContent = words;
        button.addEventListener("click", () => {
          const lines = field.value.split("\n"), from = lines.slice(0, line - 1).join("\n").length + (line > 1);
          field.focus();
          field.setSelectionRange(from, from + (lines[line - 1] ?? "").length);
        });
        item.append(button);
      }
      return item;
    });
    const title = document.createElement("h2");
    title.textContent = heading;
    const entries = document.createElement("ul");
    entries.append(...items);
    faults.replaceChildren(...(items.length ? [title, entries] : []));
  };
  const show = async () => {
    const data = new FormData(edit), number = ++asked;
    data.set("do", "preview");
    data.set("live", "1");
    try {
      const answer = await fetch(edit.action, { method: "POST", body: new URLSearchParams(data), redirect: "error" });
      const now = await answer.json();
      if (!answer.ok || number !== asked || !now.page) return; // what is asked for meanwhile is newer
      scroll = frame.contentDocument?.scrollingElement?.scrollTop ?? 0;
      frame.srcdoc = now.page;
      shown.hidden = false;
      find("[data-still]")?.remove();
      tell(now);
    } catch { /* offline: what was shown last stays */ }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(show, 700); };
  edit.addEventListener("input", soon);
  document.getElementById("audience")?.addEventListener("change", show);
  const button = find("[data-preview]");
  button.addEventListener("click", (event) => { event.preventDefault(); show(); });
  shown.addEventListener("change", ({ target }) => { frame.className = target.value; });
  show();
}

// Saving by itself, within three seconds of a change and at once when the page goes out of sight. The server answers with the new revision, or
// says that somebody else was faster: then it stops, and the button leads to the page where both texts are put together.
for (const form of list("form[data-autosave]")) {
  const status = find("[data-saved]", form);
  let dirty = false, timer = 0, stopped = false, busy = null;
  const later = (ms) => { timer ||= setTimeout(() => { timer = 0; save(); }, ms); };
  const send = async () => {
    dirty = false;
    const data = new FormData(form);
    data.set("do", "save");
    data.set("autosave", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), redirect: "error" });
      const now = await answer.json();
      if (answer.ok) {
        for (const name of ["rev", "token"]) {
          for (const field of list(`input[type=hidden][name=${name}]`)) {
            if (name === "rev" || field.form === form) field.value = now[name];
          }
        }
        for (const [name, value] of Object.entries(now.marks || {})) form.elements[name].value = value;
        if (now.action) form.action = now.action;
        status.textContent = dirty ? "" : status.dataset.saved;
        return;
      }
      dirty = true;
      stopped = now.problem === "stale";
      if (stopped) status.textContent = status.dataset.stale;
      else if (now.errors) status.textContent = `${status.dataset.failed} ${now.errors.join(" ")}`;
      else throw new Error(now.problem);
    } catch { // no network, or a server that is busy
      dirty = true;
      status.textContent = status.dataset.waiting;
      later(8000);
    }
  };
  const save = async () => {
    if (!dirty || stopped || busy) return;
    clearTimeout(timer);
    timer = 0;
    busy = send();
    await busy;
    busy = null;
    if (dirty && !timer && !status.textContent) later(3000); // changed while it was being sent
  };
  form.addEventListener("input", ({ target }) => {
    if (!target.name || target.name === "find" || target.name === "audience") return;
    dirty = true;
    if (stopped) return;
    status.textContent = "";
    later(3000);
  });
  form.addEventListener("submit", async (event) => {
    if (!busy) { dirty = false; clearTimeout(timer); return; }
    event.preventDefault(); // what is under way changes the revision that this form must send
    event.stopPropagation();
    await busy;
    dirty = false;
    form.requestSubmit(event.submitter);
  });
  addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("beforeunload", (event) => { if (dirty || busy) event.preventDefault(); });
}

// An outline is put in order by dragging too: the move is sent as its buttons send theirs.
for (const outline of list("[data-reorder]")) {
  const form = outline.closest("form");
  for (const item of outline.children) {
    const grip = find("[data-grip]", item);
    if (!grip) continue;
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const from = [...outline.children].indexOf(item);
      const move = ({ clientY }) => {
        const under = [...outline.children].find((other) => {
          const box = other.getBoundingClientRect();
          return other !== item && clientY > box.top && clientY < box.bottom;
        });
        if (!under) return;
        const box = under.getBoundingClientRect();
        clientY < box.top + box.height / 2 ? under.before(item) : under.after(item);
      };
      const end = ({ type }) => {
        removeEventListener("pointermove", move);
        removeEventListener("pointerup", end);
        removeEventListener("pointercancel", end);
        item.classList.remove("moving");
        const to = [...outline.children].indexOf(item);
        if (type === "pointercancel") outline.insertBefore(item, outline.children[from + (to < from)] ?? null);
        else if (to !== from) {
          const button = document.createElement("button");
          button.name = "do";
          button.value = `move.${outline.dataset.reorder}.${from}.${to}`;
          button.hidden = true;
          form.append(button);
          form.requestSubmit(button);
        }
      };
      item.classList.add("moving");
      addEventListener("pointermove", move);
      addEventListener("pointerup", end);
      addEventListener("pointercancel", end);
    });
  }
}

// The specimen of a course's certificate follows what is typed, a moment later. While the words cannot be printed, the last picture stays.
const specimen = document.querySelector("form [data-specimen]");
if (specimen) {
  const status = document.querySelector("[data-specimen-status]");
  const links = document.querySelectorAll("[data-specimen-link]");
  const named = (name) => name.startsWith("certificate.");
  let timer = 0, asked = 0;
  const draw = () => {
    const words = [...new FormData(specimen.closest("form"))].filter(([name]) => named(name)).map(([name, value]) => [name.slice(12), value.trim()]);
    const next = new Image(), mine = ++asked;
    next.onload = () => {
      if (mine !== asked) return;
      specimen.src = next.src;
      status.textContent = "";
      for (const link of links) {
        const paper = new URL(link.href).searchParams.get("paper");
        link.href = `${specimen.dataset.specimen}?${new URLSearchParams([["typed", "true"], ["paper", paper], ...words])}`;
      }
    };
    next.onerror = () => { if (mine === asked) status.textContent = status.dataset.failed; };
    next.src = `${specimen.dataset.specimen}?${new URLSearchParams([["typed", "true"], ["format", "svg"], ...words])}`;
  };
  specimen.closest("form").addEventListener("input", ({ target }) => {
    if (!named(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(draw, 400);
  });
}
