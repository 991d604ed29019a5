// client="visible": when any part of the island is near the viewport, as near as the attribute `margin` says. The wrapper and slots are `display: contents`
// and have no box of their own, so what is observed is the elements inside.
triggers.visible = (go, el) => {
  const io = new IntersectionObserver(all => {
    if (!all.some(e => e.isIntersecting)) return;
    io.disconnect();
    go();
  }, {rootMargin:
    // [margin]
    attribute(el, "margin") ||
    // []
    "200px"});
  const watch = n => [...n.children].filter(c => c.matches(island + "," + slot) ? watch(c) : (io.observe(c), 1))[0];
  watch(el) || go();
};
