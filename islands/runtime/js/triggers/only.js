// client="only": at once, as the loader does with any trigger it does not know; the island is created in the browser.
T.mount = el => {
  if (attribute(el, "client") != "only") return;
  el.replaceChildren(doc.createComment(""));
  return "mount";
};
