// client="idle": the module is fetched and compiled at once, the island starts when the browser has nothing to do,
// or after two seconds, or as many milliseconds as the attribute `timeout` says: a browser that is busy, or draws
// nothing, may never say that it is idle. (To `setTimeout`, where there is nothing better, the object means no delay.)
triggers.idle = (go, el, src) => {
  get(src).catch(() => {});
  (self.requestIdleCallback || setTimeout)(go, {timeout:
    // [timeout]
    attribute(el, "timeout") ||
    // []
    2000});
};
