// Opens the search of a page; what searches is loaded when it is first opened.
const own = new URL(import.meta.url);
const isTyping = (e) => e.isContentEditable || /^(input|textarea|select)$/i.test(e.localName);
for (const root of document.querySelectorAll("[data-l9-search]")) {
  const [button, dialog] = ["button", "dialog"].map((name) => root.querySelector(name));
  let tries = 0;
  let started = false;
  const open = async () => {
    if (!dialog.open) dialog.showModal();
    if (started) return;
    started = true;
    // A module that could not be loaded is not asked for again under the same address.
    const address = new URL("search.js" + own.search + (tries++ ? "&again=" + tries : ""), own);
    try {
      (await import(address)).start(root, own);
    } catch (error) {
      started = false;
      root.querySelector("[role=status]").textContent = root.dataset.failed;
      console.error(error);
    }
  };
  button.addEventListener("click", open);
  addEventListener("keydown", (e) => {
    const wanted = e.key == "/" ? !(e.ctrlKey || e.metaKey || e.altKey) && !isTyping(e.target)
      : e.key.toLowerCase() == "k" && (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey;
    if (wanted && !e.defaultPrevented) {
      e.preventDefault();
      open();
    }
  });
}
