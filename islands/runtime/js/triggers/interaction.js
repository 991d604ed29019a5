// client="interaction": when the visitor points at, touches or focuses the island. What is clicked or typed before
// the island runs is replayed.
triggers.interaction = (go, el) => {
  for (const t of ["pointerover", "pointerdown", "focusin", "keydown", "click"])
    el.addEventListener(t, go, {once: true, capture: true, passive: true});
};
