// A stretch of the histogram is chosen by dragging across its bars; each bar is also a link.

const chart = document.querySelector(".timeline");
const box = document.querySelector("form.search");

document.addEventListener("keydown", (event) => {
  // The key is where it is, whatever letters the keyboard is set to.
  const isSlash = event.key === "/" || (/^[\u0600-\u06ff]/.test(event.key) && event.code === "Slash");
  if (!isSlash || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  box.elements.q.focus();
  event.preventDefault();
});

if (chart) {
  const bars = [...chart.querySelectorAll("a[data-first]")];
  let start = null;
  let end = null;

  const barAt = (event) => {
    let nearest = null;
    let least = Infinity;
    for (const bar of bars) {
      const place = bar.getBoundingClientRect();
      const away = Math.abs(event.clientX - (place.left + place.right) / 2);
      if (away < least) [nearest, least] = [bar, away];
    }
    return nearest;
  };

  const stretch = () => {
    const [one, other] = [bars.indexOf(start), bars.indexOf(end)];
    return bars.slice(Math.min(one, other), Math.max(one, other) + 1);
  };

  chart.addEventListener("dragstart", (event) => event.preventDefault());

  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    start = end = barAt(event);
  });

  addEventListener("pointermove", (event) => {
    if (!start) return;
    end = barAt(event);
    const chosen = start === end ? [] : stretch();
    for (const bar of bars) bar.classList.toggle("chosen", chosen.includes(bar));
  });

  addEventListener("pointerup", () => {
    if (start && end && start !== end) {
      const chosen = stretch();
      box.elements.from.value = chosen[0].dataset.first;
      box.elements.to.value = chosen.at(-1).dataset.last;
      box.requestSubmit();
    }
    start = end = null;
  });

  // The drag ends on a bar, which must not be followed as a link.
  chart.addEventListener("click", (event) => {
    if (chart.querySelector(".chosen")) event.preventDefault();
  }, true);
}
