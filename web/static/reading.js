// Keys for reading, and copying of citations. The page does without: everything here is also a link.

const article = document.querySelector(".reading");
const pairs = [...article.querySelectorAll(".pair")];
const status = article.querySelector(".status");
const views = [...article.querySelectorAll("input[name=view]")];

for (const hidden of document.querySelectorAll(".scripted")) hidden.hidden = false;

const PLACES = { KeyJ: "j", KeyK: "k", KeyN: "n", KeyP: "p", KeyC: "c", KeyV: "v", Slash: "/" };

// A pair that is pointed at by the address or holds the focus is where reading is.
function current() {
  const focused = document.activeElement?.closest(".pair");
  return focused ?? article.querySelector(".pair:target");
}

function goTo(pair) {
  if (!pair) return;
  const link = pair.querySelector(".permalink");
  link.focus({ preventScroll: true });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  pair.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
}

function visible() {
  return pairs.find((pair) => pair.getBoundingClientRect().bottom > innerHeight / 4) ?? pairs.at(-1);
}

function step(among, by) {
  const here = current();
  if (!here) {
    const first = visible();
    const near = by > 0 ? among.find((one) => !before(one, first)) : among.findLast((one) => before(one, first));
    return goTo(near ?? among[0]);
  }
  const next = by > 0 ? among.find((one) => before(here, one)) : among.findLast((one) => before(one, here));
  goTo(next);
}

function before(one, other) {
  return pairs.indexOf(one) < pairs.indexOf(other);
}

async function copyCitation(link) {
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    await navigator.clipboard.writeText(await answer.text());
    say(article.dataset.copied, link);
  } catch {
    location.assign(link.href);
  }
}

function say(text, link) {
  status.textContent = "";
  status.textContent = text;
  link.dataset.said = text;
  setTimeout(() => delete link.dataset.said, 2000);
}

function changeView() {
  const chosen = views.findIndex((view) => view.checked);
  views[(chosen + 1) % views.length].click();
}

// Who dictates, or has keys of their own, can switch these off for good.
const keys = document.getElementById("use-keys");
try {
  keys.checked = localStorage.getItem("keys") !== "off";
  keys.addEventListener("change", () => localStorage.setItem("keys", keys.checked ? "on" : "off"));
} catch {
  // A browser that keeps nothing for pages: the choice holds for this one.
}

for (const view of views) {
  view.addEventListener("change", () => {
    const address = new URL(location.href);
    address.searchParams.set("view", view.value);
    history.replaceState(null, "", address);
  });
}

for (const link of document.querySelectorAll("a.language")) {
  link.addEventListener("click", () => {
    const address = new URL(link.href);
    address.search = location.search;
    address.hash = location.hash;
    link.href = address;
  });
}

article.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
  event.preventDefault();
  copyCitation(link);
});

const found = pairs.filter((pair) => pair.classList.contains("hit-pair"));

document.addEventListener("keydown", (event) => {
  if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  const arrows = !event.shiftKey && document.activeElement?.closest(".pair");
  // The keys are where they are, whatever letters the keyboard is set to.
  const key = /^[\u0600-\u06ff]/.test(event.key) ? PLACES[event.code] : event.key;
  switch (key) {
    case "j": step(pairs, 1); break;
    case "k": step(pairs, -1); break;
    case "ArrowDown": if (!arrows) return; step(pairs, 1); break;
    case "ArrowUp": if (!arrows) return; step(pairs, -1); break;
    case "n": step(found, 1); break;
    case "p": step(found, -1); break;
    case "c": current()?.querySelector(".cite").click(); break;
    case "v": changeView(); break;
    case "/": document.querySelector("input[name=q]").focus(); break;
    default: return;
  }
  event.preventDefault();
});
