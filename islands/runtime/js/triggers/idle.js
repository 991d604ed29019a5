// client="idle": the module is fetched and compiled at once, the island starts when the browser has nothing to do.
T.idle = (go, el, src) => {
  get(src).catch(() => {});
  (globalThis.requestIdleCallback || setTimeout)(go);
};
