// client="media": when the query in the attribute `media` first matches.
triggers.media = (go, el) => {
  const m = matchMedia(attribute(el, "media"));
  m.onchange = () => m.matches && go();
  m.onchange();
};
