// Asks for pages that the visitor is likely to open, so that they are there when they are. Nothing is asked for where the
// visitor saves data or has a slow network.
const otherwise = "WAY";
const asked = new Set([location.pathname + location.search]);
const network = navigator.connection;

// What is no page of this site, or no page at all, is left alone.
const fits = link => link.origin === location.origin && !link.hasAttribute("download") && !link.relList.contains("external") &&
  !link.relList.contains("nofollow") && /(^|\/)([^/.]*|[^/]*\.html?)$/.test(link.pathname);
const way = link => {
  const own = link.closest("[data-prefetch]")?.dataset.prefetch;
  return own === "" ? "hover" : own ?? otherwise;
};
const ask = link => {
  const url = link.pathname + link.search;
  if (asked.has(url) || network?.saveData || /2g/.test(network?.effectiveType)) return;
  asked.add(url);
  const hint = document.createElement("link");
  if (!hint.relList.supports("prefetch")) return void fetch(url, {priority: "low"}).catch(() => {});
  hint.rel = "prefetch";
  hint.href = url;
  document.head.append(hint);
};

// A pointer that passes over a link does not mean it.
let timer;
for (const type of ["pointerover", "touchstart", "focusin"])
  addEventListener(type, event => {
    const link = event.target.closest?.("a[href]");
    if (type === "pointerover") clearTimeout(timer);
    if (!link || !fits(link) || !["hover", "visible"].includes(way(link))) return;
    if (type === "pointerover") timer = setTimeout(ask, 65, link);
    else ask(link);
  }, {passive: true});

const seen = new IntersectionObserver(entries => {
  for (const {isIntersecting, target} of entries)
    if (isIntersecting) {
      seen.unobserve(target);
      ask(target);
    }
});
for (const link of document.links) {
  if (!fits(link)) continue;
  if (way(link) === "visible") seen.observe(link);
  else if (way(link) === "load") ask(link);
}
