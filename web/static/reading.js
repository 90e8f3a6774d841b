// Keys for reading, and copying of citations. The page does without: everything here is also a link.

const article = document.querySelector(".reading");
const pairs = [...article.querySelectorAll(".pair")];
const status = article.querySelector(".status");
const views = [...article.querySelectorAll("input[name=view]")];

for (const hidden of document.querySelectorAll(".scripted")) hidden.hidden = false;

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
  return pairs.find((pair) => pair.getBoundingClientRect().bottom > innerHeight / 4);
}

function step(among, by) {
  const here = current();
  if (!here) return goTo(by > 0 ? among.find((one) => !before(one, visible())) ?? among[0] : among.at(-1));
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

for (const view of views) {
  view.addEventListener("change", () => {
    const address = new URL(location.href);
    address.searchParams.set("view", view.value);
    history.replaceState(null, "", address);
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
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  const arrows = document.activeElement?.closest(".pair") !== null;
  switch (event.key) {
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
