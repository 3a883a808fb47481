"use strict";
// Checks a credential or a printed code in this browser: signature, issuer, dates, status, by what the issuer publishes for everybody. What is
// checked is not sent. Everything here follows the rules of the server's own check, and every page works without this file.

class Answer extends Error {
  constructor(status, facts) { super(status); this.status = status; this.facts = facts ?? {}; }
}
const end = (status, facts) => { throw new Answer(status, facts); };

const keySet = "/.well-known/jwks.json";
const algorithms = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
};
const utf8 = (text) => new TextEncoder().encode(text);
const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// bytes of base64url; one text has one spelling.
const bytes = (word) => {
  const raw = atob(word.replaceAll("-", "+").replaceAll("_", "/"));
  if (btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") !== word) end("not_ours");
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
};

const published = async (path) => {
  try {
    const answer = await fetch(path, { credentials: "omit" });
    if (answer.ok) return answer;
  } catch { /* offline: said below */ }
  return end("unreachable");
};

// open checks a token's signature. The algorithm is given and never taken from the token.
const open = async (token, alg, limit) => {
  const parts = token.split(".");
  if (token.length > limit || parts.length !== 3) end("not_ours");
  const [head, body, signature] = parts.map(bytes);
  const header = JSON.parse(text(head));
  const known = ["alg", "kid", "typ"];
  if (header.alg !== alg || (header.typ ?? "JWT") !== "JWT" || Object.keys(header).some((name) => !known.includes(name))) end("not_ours");
  const { keys } = await (await published(keySet)).json();
  const jwk = keys.find((key) => key.kid === header.kid && key.alg === alg);
  if (!jwk) end("not_ours");
  const key = await crypto.subtle.importKey("jwk", jwk, algorithms[alg], false, ["verify"]);
  if (!await crypto.subtle.verify(algorithms[alg], key, signature, utf8(`${parts[0]}.${parts[1]}`))) end("altered");
  return { body, base: header.kid.split(keySet)[0] };
};

// claimed tells whether what a JWT claims beside its members is what they say.
const claimed = (it, base, subject) => it.issuer?.id === base && it.iss === base && it.jti === it.id && it.sub === subject &&
  it.nbf * 1000 === Date.parse(it.validFrom) && (it.exp ?? 0) * 1000 === (it.validUntil ? Date.parse(it.validUntil) : 0);

const minute = 60_000;
const timeOf = ({ nbf, exp }) => Date.now() + minute < nbf * 1000 ? "not_yet" : exp && Date.now() >= exp * 1000 ? "expired" : "valid";

// listed tells whether a credential is on a signed list; the whole list is fetched, so that the server does not learn which one is meant.
const listed = async ({ base, list, number, index }, path, purpose) => {
  const token = await (await published(`/status/${number}${path}`)).text();
  const opened = await open(token, "RS256", 512 << 10);
  const it = JSON.parse(text(opened.body));
  const subject = it.credentialSubject;
  if (opened.base !== base || !claimed(it, base, subject?.id) || it.id !== list + path || !it.type.includes("BitstringStatusListCredential") ||
    subject.statusPurpose !== purpose || timeOf(it) !== "valid" || !subject.encodedList.startsWith("u")) end("unreachable");
  const packed = new Blob([bytes(subject.encodedList.slice(1))]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bits = new Uint8Array(await new Response(packed).arrayBuffer());
  if (index >= bits.length * 8) end("unreachable");
  return (bits[index >> 3] & (0x80 >> (index & 7))) !== 0;
};

const statusOf = async (it, base) => {
  const { statusListCredential: list, statusListIndex: index, statusPurpose } = it.credentialStatus ?? {};
  const number = list?.slice(`${base}/status/`.length);
  if (list !== `${base}/status/${number}` || !/^[1-9]\d*$/.test(number) || !/^\d{1,9}$/.test(index) || statusPurpose !== "revocation") return "unreachable";
  const entry = { base, list, number, index: Number(index) };
  if (!await listed(entry, "", "revocation")) return "valid";
  return await listed(entry, "/superseded", "message").catch(() => false) ? "superseded" : "revoked";
};

const credential = async (token) => {
  const { body, base } = await open(token, "RS256", 64 << 10);
  const it = JSON.parse(text(body));
  const subject = it.credentialSubject;
  const serial = it.id.slice(`${base}/verify/`.length);
  if (!claimed(it, base, subject?.id) || it.id !== `${base}/verify/${serial}` || !same(it.type, ["VerifiableCredential", "OpenBadgeCredential"]) ||
    !same(it["@context"], ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]) ||
    !same(subject.type, ["AchievementSubject"]) || !same(subject.achievement?.type, ["Achievement"]) || !it.name) end("not_ours");
  const facts = {
    serial, course: it.name, issuer: it.issuer.name, issued: it.validFrom, expires: it.validUntil,
    holder: subject.identifier?.find((one) => one.identityType === "name" && !one.hashed)?.identityHash,
  };
  const time = timeOf(it);
  const listing = await statusOf(it, base).catch(() => "unreachable");
  if (time === "not_yet") end(time, facts);
  end(listing === "valid" || listing === "unreachable" && time === "expired" ? time : listing === "unreachable" ? "unlisted" : listing, facts);
};

// code opens the short form: a hash of what is printed, and the serial.
const code = async (token) => {
  const { body } = await open(token, "ES256", 200);
  if (body.length < 33 || body.length > 51) end("not_ours");
  return { printed: body.slice(0, 32), serial: text(body.slice(32)) };
};

// check ends with an Answer, always: whatever else goes wrong on the way is not of our making.
const check = async (typed) => {
  const [address, fragment] = typed.trim().split("#");
  try {
    if (fragment === undefined && address.length > 200) await credential(address);
    const { serial } = await code(fragment ?? address);
    if (fragment !== undefined && address.split("/").pop() !== serial) end("altered", { serial });
    end("signed", { serial, link: `/verify/${encodeURIComponent(serial)}#${fragment ?? address}` });
  } catch (e) {
    return e instanceof Answer ? e : new Answer("not_ours");
  }
};

// show uncovers the answer among those that the page holds in its language.
const show = (box, { status, facts }) => {
  const { lang } = document.documentElement;
  const day = (iso) => iso && new Date(iso).toLocaleDateString(lang === "en" ? "en-GB" : lang, { dateStyle: "long", timeZone: "UTC" });
  const words = { ...facts, issued: day(facts.issued), expires: day(facts.expires) };
  for (const one of box.querySelectorAll("[data-answer]")) one.hidden = one.dataset.answer !== status;
  for (const one of box.querySelectorAll("[data-fact]")) {
    one.textContent = words[one.dataset.fact] ?? "";
    one.hidden = one.previousElementSibling.hidden = !words[one.dataset.fact];
  }
  for (const one of box.querySelectorAll("[data-facts]")) one.hidden = !facts.serial;
  for (const one of box.querySelectorAll("a[data-link]")) { one.hidden = !facts.link; one.href = facts.link ?? ""; }
  box.hidden = false;
  box.querySelector("[data-answer]:not([hidden])")?.focus();
};

const able = globalThis.crypto?.subtle && globalThis.DecompressionStream;
const form = document.querySelector("form[data-check]");
const box = document.querySelector("[data-local]");

// A PDF's seal is for the server; everything else is checked here first.
if (able && form && box) {
  form.addEventListener("submit", async (event) => {
    const file = form.elements.file.files[0];
    if (file && !/\.(jwt|txt)$/i.test(file.name) || event.submitter?.dataset.server !== undefined) return;
    if (file ? file.size > 64 << 10 : !form.elements.credential.value.trim()) return;
    event.preventDefault();
    event.stopPropagation(); // it is not sent, so it can be pressed again
    show(box, await check(file ? await file.text() : form.elements.credential.value));
  });
}

// The page that a printed code leads to: its signature, and what it says of the name that is typed.
const line = (word) => word.normalize("NFC").split(/\s+/).filter(Boolean).join(" ");
const paper = document.querySelector("[data-paper]");
if (paper) addEventListener("hashchange", () => { if (location.hash.includes(".")) location.reload(); });
if (able && paper && location.hash.split(".").length === 3) {
  const { serial, title, version, issued, completed, expires } = paper.dataset;
  const fragment = location.hash.slice(1);
  check(`${location.origin}/verify/${serial}#${fragment}`).then(async (answer) => {
    show(paper, answer);
    if (answer.status !== "signed") return;
    const { printed } = await code(fragment);
    document.querySelector("#name-hint").textContent = paper.dataset.hint;
    const name = document.querySelector("form[data-compare]");
    name.addEventListener("submit", async (event) => {
      if (event.submitter?.dataset.server !== undefined || !line(name.elements.name.value)) return;
      event.preventDefault();
      const facts = ["upstander-facts-1", serial, name.elements.name.value, title].map(line).concat(version, issued, completed, expires);
      const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(facts.join("\n"))));
      const fits = same([...sum], [...printed]);
      for (const one of name.querySelectorAll("[data-fits]")) one.hidden = (one.dataset.fits === "yes") !== fits;
    });
  });
}
