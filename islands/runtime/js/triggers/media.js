// client="media": when the query in the attribute `media` first matches.
T.media = (go, el) => {
  const m = matchMedia(el.getAttribute("media"));
  m.onchange = () => m.matches && go();
  m.onchange();
};
